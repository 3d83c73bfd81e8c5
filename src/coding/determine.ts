import type { Documentation } from '../documentation/types.js';
import type { Knowledge } from '../knowledge/index.js';
import type { OfficialTables } from '../terminology/index.js';
import type { Assignment } from './assign.js';
import { citationsOf } from './citations.js';
import { assembleClaim } from './claim.js';
import {
  DETERMINATION_VERSION,
  type Determination,
  type DeterminationLine,
} from './determination.js';
import { dedupe, diagnosesOf, listDiagnoses, remainingDiagnoses } from './diagnoses.js';
import type { FoundDiagnosis } from './found-diagnosis.js';
import { editsNotRun } from './edits.js';
import { checkDiagnoses, officialClaim, officialEditions, withReviews } from './official/index.js';
import { describeFact } from './facts.js';
import { draftLines, type DraftLine } from './lines.js';
import { judgeProposals, mergeNotSelected, mistakesAvoided, outranked } from './not-selected.js';
import { isOutside, leavesNoLine, partOf, situationOf } from './policies/index.js';
import { familyQueries, overlapQuery, undecidedQuery, type DraftQuery } from './queries.js';
import { codesAlone, readServices, summaryAlone } from './read-services.js';
import { setAside } from './set-aside.js';

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
  answered: boolean,
  queries: number,
  assignment: Assignment,
  absorbed: number,
): Determination['status'] {
  if (answered) return 'codes-supported';
  if (queries > 0) return 'query-needed';
  const partOfOthers = assignment.included.length + absorbed > 0;
  return partOfOthers && assignment.uncovered.length === 0
    ? 'not-separately-reportable'
    : 'out-of-scope';
}

/**
 * From documented services to the determination. Pure: the same documentation and knowledge give the
 * same bytes. Codes that the sender named are judged, never taken as documentation.
 * @param tables the official editions; without them the reply says which checks did not run
 */
export function determine(
  documentation: Documentation,
  knowledge: Knowledge,
  tables?: OfficialTables,
): Determination {
  const official = officialClaim(documentation, tables);
  const { told, performed, overlaps, absorbed, evaluated, note, assignment, limits } = readServices(
    documentation,
    knowledge,
  );
  const services = [
    ...told,
    ...note.evaluated.flatMap(({ services: own }) => own),
    ...note.beside.map(({ service }) => service),
    ...note.aside,
  ];
  const dxOf = diagnosesOf(documentation, knowledge);
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
  for (const draft of drafts)
    for (const service of draft.services) {
      const reason = note.reviews.get(service);
      if (reason !== undefined) draft.reviews.push(reason);
    }
  const situation = situationOf(documentation, knowledge.lexicon);
  const claim = assembleClaim(
    drafts,
    situation,
    performed,
    limits,
    note.focused || limits.length > 0,
    knowledge,
    official,
  );
  const ordered = claim.lines;

  const pointed = ordered.flatMap(({ dx }) => dx);
  const codes = new Set(pointed.map(({ code }) => code));
  const found: FoundDiagnosis[] = [
    ...pointed,
    ...remainingDiagnoses(documentation, codes, knowledge),
  ];
  const diagnosisChecks =
    official === undefined
      ? undefined
      : checkDiagnoses([...new Set(found.map(({ code }) => code))], official);
  const reported = new Set(ordered.map(({ code }) => code.code));
  const proposed = new Set(documentation.proposedCodes.map(({ code }) => code.toUpperCase()));
  const avoided = mistakesAvoided(evaluated, knowledge);
  const refused = [
    ...absorbed.notSelected,
    ...claim.notSelected,
    ...avoided,
    ...outranked(evaluated, knowledge),
  ];

  const isPart = partOf(ordered, situation, knowledge);
  const queries: DraftQuery[] = [
    ...assignment.undecided.flatMap((entry) => undecidedQuery(entry, knowledge)),
    ...evaluated
      .filter(({ family }) => !isOutside(family, limits) && !isPart(family))
      .flatMap(({ family, services: own, results }) =>
        familyQueries(family, own, results, knowledge),
      ),
    ...claim.queries,
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
    status: statusOf(
      ordered.length > 0 || (found.length > 0 && limits.some(leavesNoLine)),
      queries.length,
      assignment,
      absorbed.services.size,
    ),
    lines: ordered.map((draft, index) => finishLine(draft, index + 1, proposed, knowledge)),
    diagnoses: listDiagnoses(
      diagnosisChecks === undefined ? found : withReviews(found, diagnosisChecks),
    ),
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
      ...claim.edits,
      ...(diagnosisChecks?.edits ?? []),
      ...editsNotRun(knowledge, official),
    ],
    queries: queries.map((query, index) => ({ id: `q${index + 1}`, ...query })),
    setAside: setAside(services, assignment, knowledge),
    editions: [
      ...knowledge.editions.editions.map(({ system, edition, effective, note }) => ({
        system,
        edition,
        ...(effective === undefined ? {} : { effective }),
        ...(note === undefined ? {} : { note }),
      })),
      ...(official === undefined ? [] : officialEditions(official)),
    ],
  };
}
