import type { Documentation, DocumentedService } from '../documentation/types.js';
import type { Knowledge, Limit } from '../knowledge/index.js';
import { assign, withStatedConditions, type Assignment } from './assign.js';
import { citationsOf } from './citations.js';
import type { Edit, NotSelected } from './determination.js';
import { evaluateFamily, summarise } from './evaluate.js';
import { isNoteAct, readNoteFamilies, type NoteReading } from './note-families.js';
import { labelOf, type Evaluated } from './not-selected.js';
import { limitsSaid } from './policies/index.js';
import { findOverlaps, type Overlap } from './relations.js';

function evaluateAll(assignment: Assignment, knowledge: Knowledge): Evaluated[] {
  return [...knowledge.families.values()].flatMap((family) => {
    const services = assignment.assigned.get(family.id);
    if (!services) return [];
    return [
      { family, services, results: evaluateFamily(family, services, knowledge.lexicon, new Map()) },
    ];
  });
}

/** Services that a family took and whose facts no row of it can hold ("0 lesions"): said, never dropped. */
function outsideTables(evaluated: readonly Evaluated[]): Assignment['uncovered'] {
  return evaluated.flatMap(({ family, services, results }) => {
    const outside = new Set(
      results
        .filter(({ outcome }) => outcome.kind === 'not-applicable')
        .flatMap(({ tableCase }) => tableCase.services),
    );
    return services
      .filter(({ id }) => outside.has(id))
      .map((service) => ({
        service,
        because: `What the note documents of it lies outside the table "${family.title}"; code it by hand.`,
      }));
  });
}

/** What one service would report if it stood alone, as codes. */
export function codesAlone(service: DocumentedService, knowledge: Knowledge): string[] {
  return evaluateAll(assign([service], knowledge), knowledge).flatMap(({ results }) =>
    results.flatMap(({ outcome }) =>
      outcome.kind === 'met' ? outcome.reported.map(({ code }) => code) : [],
    ),
  );
}

export function summaryAlone(service: DocumentedService, knowledge: Knowledge): string {
  const alone = evaluateAll(assign([service], knowledge), knowledge);
  return alone.length === 0
    ? 'no code of this edition'
    : summarise(alone.flatMap(({ results }) => results));
}

interface TakenIn {
  readonly notSelected: readonly NotSelected[];
  readonly edits: readonly Edit[];
  readonly services: ReadonlySet<DocumentedService>;
}

/** Services that another one takes in: taken off before tables are read, so that counts stay right. */
function takenIn(overlaps: readonly Overlap[], knowledge: Knowledge): TakenIn {
  const same = overlaps.filter(({ relation }) => relation === 'same');
  const codesOf = (overlap: Overlap) => codesAlone(overlap.integral, knowledge);
  return {
    services: new Set(same.map(({ integral }) => integral)),
    notSelected: same.flatMap((overlap) =>
      codesOf(overlap).map((code) => ({
        code,
        label: labelOf(code, knowledge),
        reason: overlap.rule.because,
        rule: overlap.rule.id,
        proposed: false,
      })),
    ),
    edits: same.map((overlap) => ({
      id: overlap.rule.id,
      kind: 'policy',
      codes: codesOf(overlap),
      result: 'applied',
      text: overlap.rule.because,
      citations: citationsOf(overlap.rule.cites, knowledge),
    })),
  };
}

/** What the families make of a note, before any line is written. */
export interface ServicesRead {
  /** Services of the lesion reader that no family of the whole note answers. */
  readonly told: readonly DocumentedService[];
  readonly performed: readonly DocumentedService[];
  readonly overlaps: readonly Overlap[];
  readonly absorbed: TakenIn;
  /** Every family that answers something, with the results of its table. */
  readonly evaluated: readonly Evaluated[];
  readonly note: NoteReading;
  readonly assignment: Assignment;
  /** What the sender limits the question to. */
  readonly limits: readonly Limit[];
}

/** Gives every performed service to the family that answers it, and reads the tables. */
export function readServices(documentation: Documentation, knowledge: Knowledge): ServicesRead {
  const limits = limitsSaid(knowledge.policies, documentation, knowledge.lexicon);
  const told = withStatedConditions(documentation, knowledge).filter(
    ({ act }) => !isNoteAct(act, knowledge),
  );
  const performed = told.filter(({ assertion }) => assertion === 'performed');
  const overlaps = findOverlaps(performed, knowledge);
  const absorbed = takenIn(overlaps, knowledge);
  const assigned = assign(
    performed.filter((service) => !absorbed.services.has(service)),
    knowledge,
  );
  const lesions = evaluateAll(assigned, knowledge);
  const note = readNoteFamilies(
    documentation,
    lesions.flatMap(({ services: own }) => own.map(({ act }) => act)),
    limits,
    knowledge,
  );
  const evaluated = [...lesions, ...note.evaluated];
  const assignment = {
    ...assigned,
    included: [...assigned.included, ...note.included],
    uncovered: [...assigned.uncovered, ...note.beside, ...outsideTables(evaluated)],
  };
  return { told, performed, overlaps, absorbed, evaluated, note, assignment, limits };
}
