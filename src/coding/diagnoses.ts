import type {
  Documentation,
  DocumentedArguments,
  DocumentedService,
  SupportingDocumentation,
} from '../documentation/types.js';
import type { DiagnosisEntry, Knowledge } from '../knowledge/index.js';
import { fits } from './assign.js';
import { diagnosesOfNote } from './diagnoses-of-note.js';
import { codesOf } from './diagnosis-rows.js';
import type { DeterminationDiagnosis } from './determination.js';
import type { FoundDiagnosis } from './found-diagnosis.js';

/** The claim form has four pointers for a line. */
const MOST_POINTERS = 4;

const DIAGNOSES = new Set(['topic-diagnosis', 'request-diagnoses']);

/** "CPT + dx": where the diagnoses are asked for, what the patient had before is part of the answer. */
const asksForDiagnoses = ({ findings }: Documentation): boolean =>
  findings.some(({ concept }) => DIAGNOSES.has(concept));

/** Signs and symptoms, and growths of unspecified behavior: beside a diagnosis they say nothing more. */
const ADDS_NOTHING = /^(?:R|D49)/;

function entryFor(concept: string, { diagnoses, lexicon }: Knowledge): DiagnosisEntry | undefined {
  return [concept, ...lexicon.ancestors(concept)]
    .map((id) => diagnoses.byConcept.get(id))
    .find((entry) => entry !== undefined);
}

function lookUp(
  concept: string,
  details: DocumentedArguments,
  support: readonly SupportingDocumentation[],
  knowledge: Knowledge,
): FoundDiagnosis | undefined {
  const entry = entryFor(concept, knowledge);
  // Diagnosis rows test arguments alone, so a carrier with the condition's arguments is enough.
  const carrier: DocumentedService = {
    id: 'dx',
    act: concept,
    assertion: 'performed',
    arguments: details,
    support: support[0] ?? { excerpt: '', start: 0, end: 0 },
  };
  const row = entry?.rows.find(({ cells }) => fits(carrier, new Map(cells), knowledge) === 'met');
  const made =
    row?.pattern === undefined
      ? undefined
      : codesOf(row.pattern, { values: details, states: () => false })[0];
  if (!entry || !row || !made) return undefined;
  const particulars = [...row.cells].map(
    ([name, cell]) => `${knowledge.elements.get(name)?.label ?? name} ${cell.text}`,
  );
  const label = knowledge.lexicon.label(concept);
  return {
    code: made.code,
    label: row.label,
    rationale:
      particulars.length === 0
        ? `Documented: ${label}.`
        : `Documented: ${label} (${particulars.join('; ')}).`,
    ...(row.review === undefined ? {} : { review: row.review }),
    support,
  };
}

function unique(found: readonly FoundDiagnosis[]): FoundDiagnosis[] {
  const byCode = new Map<string, FoundDiagnosis>();
  for (const entry of found) {
    const known = byCode.get(entry.code);
    byCode.set(
      entry.code,
      known ? { ...known, support: [...known.support, ...entry.support] } : entry,
    );
  }
  return [...byCode.values()];
}

/** Stated in the clause of a service, or carried by the lesion that it names. */
function lesionDiagnoses(
  service: DocumentedService,
  documentation: Documentation,
  knowledge: Knowledge,
): FoundDiagnosis[] {
  const { lexicon } = knowledge;
  const about = documentation.conditions.filter(({ services }) => services.includes(service.id));
  const doubtful = new Set(
    about.filter(({ assertion }) => assertion !== 'performed').map(({ concept }) => concept),
  );
  const carried = (service.arguments['lesion'] ?? []).flatMap((value) =>
    value.kind === 'concept' && !doubtful.has(value.concept)
      ? [{ concept: value.concept, details: service.arguments, support: value.support }]
      : [],
  );
  // "Rash evaluated; also 4 warts frozen": a named lesion is its own reason, the rash beside it is not.
  const ownReason = carried.some(({ concept, details, support }) => {
    const found = lookUp(concept, details, [support], knowledge);
    return found !== undefined && found.review === undefined;
  });
  const stated = about
    .filter(
      ({ assertion, concept }) =>
        assertion === 'performed' && (!ownReason || lexicon.concept(concept)?.kind === 'lesion'),
    )
    .map(({ concept, arguments: own, support }) => ({
      concept,
      details: { ...service.arguments, ...own },
      support,
    }));
  const all = [...carried, ...stated];
  const finest = all.filter(
    ({ concept }) =>
      !all.some((other) => other.concept !== concept && lexicon.isA(other.concept, concept)),
  );
  return unique(
    finest.flatMap(
      ({ concept, details, support }) => lookUp(concept, details, [support], knowledge) ?? [],
    ),
  );
}

/**
 * Diagnoses that point to a service. A service that was gathered from the whole note stands for what the whole
 * note gives as its reason.
 */
export function diagnosesOf(
  documentation: Documentation,
  knowledge: Knowledge,
): (service: DocumentedService) => readonly FoundDiagnosis[] {
  const lesions = new Set(documentation.services.map(({ id }) => id));
  let ofNote: readonly FoundDiagnosis[] | undefined;
  return (service) => {
    if (lesions.has(service.id)) return lesionDiagnoses(service, documentation, knowledge);
    // The services of a whole note share its diagnoses.
    ofNote ??= remainingDiagnoses(documentation, new Set(), knowledge, true).slice(
      0,
      MOST_POINTERS,
    );
    return ofNote;
  };
}

/** Stated diagnoses of the whole note that no reported line carries. `procedures`: lines are reported. */
export function remainingDiagnoses(
  documentation: Documentation,
  taken: ReadonlySet<string>,
  knowledge: Knowledge,
  procedures = taken.size > 0,
): FoundDiagnosis[] {
  // A lesion that only a planned or refused service names was not dealt with at this encounter.
  const aside = documentation.services.filter(({ assertion }) => assertion !== 'performed');
  const within = (inner: SupportingDocumentation, outer: SupportingDocumentation) =>
    inner.start >= outer.start && inner.end <= outer.end;
  const stated = documentation.conditions.filter(
    ({ assertion, support }) =>
      assertion === 'performed' && !aside.some((service) => within(support, service.support)),
  );
  const named = [
    ...stated.map(({ concept }) => concept),
    ...documentation.services.flatMap(({ assertion, arguments: own }) =>
      assertion === 'performed'
        ? (own['lesion'] ?? []).flatMap((value) =>
            value.kind === 'concept' ? [value.concept] : [],
          )
        : [],
    ),
  ];
  const found = stated
    // "12 plantar warts ... per wart": the broader word adds no diagnosis to the finer one.
    .filter(
      ({ concept }) =>
        !named.some((other) => other !== concept && knowledge.lexicon.isA(other, concept)),
    )
    .flatMap(
      ({ concept, arguments: own, support }) => lookUp(concept, own, [support], knowledge) ?? [],
    );
  const ofNote = diagnosesOfNote(
    documentation,
    knowledge,
    procedures && !asksForDiagnoses(documentation),
  );
  const ofLesions = unique(found).filter(
    // A rash, or "the neoplasm", is no diagnosis of its own beside the disease that the note names.
    ({ code, review }) => review === undefined && !(ofNote.length > 0 && ADDS_NOTHING.test(code)),
  );
  const all = [...ofLesions, ...ofNote];
  return unique(all).filter(({ code }) => !taken.has(code));
}

/** Numbers the diagnoses in the order given. */
export function listDiagnoses(found: readonly FoundDiagnosis[]): DeterminationDiagnosis[] {
  return unique(found).map(({ code, label, rationale, review, support }, index) => ({
    sequence: index + 1,
    code,
    label,
    confidence: review === undefined ? 'documented' : 'review',
    rationale: review === undefined ? rationale : `${rationale} ${review}`,
    support: dedupe(support),
  }));
}

/** The same words once, in note order. */
export function dedupe(support: readonly SupportingDocumentation[]): SupportingDocumentation[] {
  const byPlace = new Map(support.map((entry) => [`${entry.start}-${entry.end}`, entry] as const));
  return [...byPlace.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}
