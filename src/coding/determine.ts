import type { Documentation, DocumentedService } from '../documentation/types.js';
import type { Knowledge } from '../knowledge/index.js';
import { assign, withStatedConditions, type Assignment } from './assign.js';
import { citationsOf } from './citations.js';
import {
  DETERMINATION_VERSION,
  type Determination,
  type DeterminationLine,
  type Edit,
  type NotSelected,
} from './determination.js';
import {
  dedupe,
  diagnosesOf,
  listDiagnoses,
  remainingDiagnoses,
  type FoundDiagnosis,
} from './diagnoses.js';
import { applyAddOnEdit, applyDistinctServices, editsNotRun, markFurtherLesions } from './edits.js';
import { evaluateFamily, summarise } from './evaluate.js';
import { describeFact } from './facts.js';
import { draftLines, inReportingOrder, type DraftLine } from './lines.js';
import {
  judgeProposals,
  mergeNotSelected,
  mistakesAvoided,
  type Evaluated,
} from './not-selected.js';
import { familyQueries, overlapQuery, undecidedQuery, type DraftQuery } from './queries.js';
import { findOverlaps, type Overlap } from './relations.js';
import { setAside } from './set-aside.js';

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
function codesAlone(service: DocumentedService, knowledge: Knowledge): string[] {
  return evaluateAll(assign([service], knowledge), knowledge).flatMap(({ results }) =>
    results.flatMap(({ outcome }) =>
      outcome.kind === 'met' ? outcome.reported.map(({ code }) => code) : [],
    ),
  );
}

function summaryAlone(service: DocumentedService, knowledge: Knowledge): string {
  const alone = evaluateAll(assign([service], knowledge), knowledge);
  return alone.length === 0
    ? 'no code of this edition'
    : summarise(alone.flatMap(({ results }) => results));
}

/** Services that another one takes in: taken off before tables are read, so that counts stay right. */
function takenIn(
  overlaps: readonly Overlap[],
  knowledge: Knowledge,
): { notSelected: NotSelected[]; edits: Edit[]; services: Set<DocumentedService> } {
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

function labelOf(code: string, knowledge: Knowledge): string {
  for (const { codes } of knowledge.families.values()) {
    const entry = codes.get(code);
    if (entry) return entry.label;
  }
  return '';
}

const distinctWords = (words: readonly string[]) => [...new Set(words)];

function finishLine(
  draft: DraftLine,
  sequence: number,
  proposed: ReadonlySet<string>,
  knowledge: Knowledge,
): DeterminationLine {
  const elements = draft.facts.map((fact) => ({
    element: fact.element.name,
    label: fact.element.label,
    value: describeFact(fact, knowledge.lexicon),
    assumed: fact.state === 'assumed',
  }));
  const shown = elements.filter(
    (entry, index) =>
      elements.findIndex(
        (other) => other.element === entry.element && other.value === entry.value,
      ) === index,
  );
  const reviews = distinctWords(draft.reviews);
  const assumptions = distinctWords(draft.assumptions);
  const because = distinctWords(draft.rows.map((row) => row.because));
  if (proposed.has(draft.code.code))
    because.push('The sender named this code; the documentation supports it.');
  return {
    sequence,
    system: draft.family.system,
    code: draft.code.code,
    units: draft.units,
    modifiers: draft.modifiers.map(({ modifier }) => modifier),
    modifierReasons: draft.modifiers,
    label: draft.code.label,
    confidence: reviews.length > 0 ? 'review' : assumptions.length > 0 ? 'assumed' : 'documented',
    confidenceReasons: [...reviews, ...assumptions],
    addOn: draft.code.addOn !== undefined,
    rationale: {
      family: draft.family.id,
      rows: distinctWords(draft.rows.map((row) => row.id)),
      text: because.join(' '),
      elements: shown,
      citations: citationsOf(
        [
          ...draft.rows.flatMap((row) => row.cites),
          ...draft.facts.flatMap(({ cites }) => cites ?? []),
        ],
        knowledge,
      ),
    },
    support: dedupe([
      ...draft.services.map(({ support }) => support),
      // The words of the act stand outside a list item's own clause ("LN2 to 6 AKs: 4 scalp, 2 arm").
      ...draft.services.flatMap((service) =>
        (service.arguments['method'] ?? []).map(({ support }) => support),
      ),
      ...draft.facts.flatMap(({ support }) => support),
    ]),
    dx: draft.dx.map(({ code }) => code),
    payerNotes: distinctWords(draft.payerNotes),
  };
}

function statusOf(
  lines: number,
  queries: number,
  assignment: Assignment,
  absorbed: number,
): Determination['status'] {
  if (lines > 0) return 'codes-supported';
  if (queries > 0) return 'query-needed';
  const partOfOthers = assignment.included.length + absorbed > 0;
  return partOfOthers && assignment.uncovered.length === 0
    ? 'not-separately-reportable'
    : 'out-of-scope';
}

/**
 * From documented services to the determination. Pure: the same documentation and knowledge give the
 * same bytes. Codes that the sender named are judged, never taken as documentation.
 */
export function determine(documentation: Documentation, knowledge: Knowledge): Determination {
  const services = withStatedConditions(documentation, knowledge);
  const performed = services.filter(({ assertion }) => assertion === 'performed');
  const overlaps = findOverlaps(performed, knowledge);
  const absorbed = takenIn(overlaps, knowledge);
  const assigned = assign(
    performed.filter((service) => !absorbed.services.has(service)),
    knowledge,
  );
  const evaluated = evaluateAll(assigned, knowledge);
  const assignment = {
    ...assigned,
    uncovered: [...assigned.uncovered, ...outsideTables(evaluated)],
  };

  const dxOf = (service: DocumentedService) => diagnosesOf(service, documentation, knowledge);
  const drafts = evaluated.flatMap(({ family, services: own, results }) =>
    draftLines(family, own, results, dxOf, knowledge),
  );
  // A service without a code of its own changes nothing, whichever lesion it concerned.
  const open = overlaps.filter(
    ({ relation, integral }) =>
      relation === 'unknown' && codesAlone(integral, knowledge).length > 0,
  );
  for (const { policy, integral } of open) {
    for (const draft of drafts.filter(({ services: own }) => own.includes(integral)))
      draft.reviews.push(policy.review);
  }
  const addOns = applyAddOnEdit(drafts, knowledge);
  const ordered = inReportingOrder(addOns.kept);
  const pairs = applyDistinctServices(
    ordered,
    { lexicon: knowledge.lexicon, performed },
    knowledge,
  );
  markFurtherLesions(ordered, knowledge);

  const pointed = ordered.flatMap(({ dx }) => dx);
  const codes = new Set(pointed.map(({ code }) => code));
  const found: FoundDiagnosis[] = [
    ...pointed,
    ...remainingDiagnoses(documentation, codes, knowledge),
  ];
  const reported = new Set(ordered.map(({ code }) => code.code));
  const proposed = new Set(documentation.proposedCodes.map(({ code }) => code.toUpperCase()));
  const avoided = mistakesAvoided(evaluated, knowledge);
  const refused = [...absorbed.notSelected, ...avoided];

  const queries: DraftQuery[] = [
    ...assignment.undecided.flatMap((entry) => undecidedQuery(entry, knowledge)),
    ...evaluated.flatMap(({ family, services: own, results }) =>
      familyQueries(family, own, results, knowledge),
    ),
    ...open.map((overlap) =>
      overlapQuery(
        overlap,
        {
          integral: summaryAlone(overlap.integral, knowledge),
          within: summaryAlone(overlap.within, knowledge),
        },
        knowledge,
      ),
    ),
  ];
  return {
    version: DETERMINATION_VERSION,
    status: statusOf(ordered.length, queries.length, assignment, absorbed.services.size),
    lines: ordered.map((draft, index) => finishLine(draft, index + 1, proposed, knowledge)),
    diagnoses: listDiagnoses(found),
    notSelected: mergeNotSelected(
      [...refused, ...judgeProposals(documentation, ordered, found, evaluated, refused, knowledge)],
      reported,
    ),
    edits: [
      ...absorbed.edits,
      ...assignment.included.map(({ service, rule, because, cites }) => ({
        id: `${rule}.${service.act}`,
        kind: 'policy' as const,
        codes: [],
        result: 'applied' as const,
        text: because,
        citations: citationsOf(cites, knowledge),
      })),
      ...addOns.edits,
      ...pairs,
      ...editsNotRun(knowledge),
    ],
    queries: queries.map((query, index) => ({ id: `q${index + 1}`, ...query })),
    setAside: setAside(services, assignment, knowledge),
    editions: knowledge.editions.editions.map(({ system, edition, effective, note }) => ({
      system,
      edition,
      ...(effective === undefined ? {} : { effective }),
      ...(note === undefined ? {} : { note }),
    })),
  };
}
