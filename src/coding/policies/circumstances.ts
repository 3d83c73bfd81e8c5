import type { Documentation, Finding, SupportingDocumentation } from '../../documentation/types.js';
import {
  below,
  isNothing,
  meet,
  point,
  type Circumstance,
  type ElementSpec,
  type Lexicon,
} from '../../knowledge/index.js';
import type { DraftLine } from '../lines.js';

/** What policies may look at: the note, the words it is read with, and what it tells as done or as so. */
export interface Situation {
  readonly documentation: Documentation;
  readonly lexicon: Lexicon;
  /** Concepts of the note and of its context, each with its first words. */
  readonly told: ReadonlyMap<string, SupportingDocumentation>;
  /** The same by what stands above them as well: the first words that name a concept or one below it. */
  readonly named: ReadonlyMap<string, Named>;
}

interface Named {
  /** Place among all that is told. */
  readonly order: number;
  readonly support: SupportingDocumentation;
}

/** Kinds whose words speak of plans and of earlier days by nature ("planned return", "surgery last week"). */
const TIMELESS = new Set(['circumstance', 'surgical-period', 'role', 'perspective']);

/**
 * "Reduced service?" asks for a circumstance and tells none: the lexicon marks such words with `askedIsTold: false`.
 * Others are told by naming them ("which modifier, since we do no aftercare?").
 */
function holds({ kind, concept, assertion, asked }: Finding, lexicon: Lexicon): boolean {
  if (asked && lexicon.concept(concept)?.traits['askedIsTold'] === false) return false;
  if (assertion === 'performed') return true;
  return TIMELESS.has(kind) && (assertion === 'planned' || assertion === 'historical' || asked);
}

export function situationOf(documentation: Documentation, lexicon: Lexicon): Situation {
  const told = new Map<string, SupportingDocumentation>();
  const tell = (concept: string, support: SupportingDocumentation) => {
    if (!told.has(concept)) told.set(concept, support);
  };
  for (const value of Object.values(documentation.context).flat()) {
    if (value.kind === 'concept') tell(value.concept, value.support);
  }
  for (const finding of documentation.findings) {
    if (holds(finding, lexicon)) tell(finding.concept, finding.support);
  }
  const named = new Map<string, Named>();
  let order = 0;
  for (const [concept, support] of told) {
    for (const id of [concept, ...lexicon.ancestors(concept)])
      if (!named.has(id)) named.set(id, { order, support });
    order += 1;
  }
  return { documentation, lexicon, told, named };
}

/** The words of the first of the concepts that the line's own facts or the note tell. */
function saidOf(
  accepts: ReadonlySet<string>,
  draft: DraftLine | undefined,
  { told }: Situation,
): SupportingDocumentation | undefined {
  for (const service of draft?.services ?? []) {
    for (const value of Object.values(service.arguments).flat()) {
      if (value.kind === 'concept' && accepts.has(value.concept)) return value.support;
    }
  }
  for (const [concept, support] of told) if (accepts.has(concept)) return support;
  return undefined;
}

function numberSaid(
  element: ElementSpec,
  accepts: Extract<Circumstance, { kind: 'element' }>['cell']['accepts'],
  draft: DraftLine | undefined,
  { context }: Documentation,
): SupportingDocumentation | undefined {
  const unit = element.unit === '' ? 'each' : element.unit;
  const values = [
    ...(draft?.services ?? []).flatMap((service) => service.arguments[element.name] ?? []),
    ...(context[element.name] ?? []),
  ];
  return values.find(
    (value) =>
      value.kind === 'quantity' &&
      value.unit === unit &&
      !isNothing(meet({ kind: 'numbers', set: point(value.value) }, accepts)),
  )?.support;
}

/** The words that show the circumstance; undefined where the note does not tell it. */
function shown(
  circumstance: Circumstance,
  draft: DraftLine | undefined,
  situation: Situation,
): readonly SupportingDocumentation[] | undefined {
  const { documentation, lexicon } = situation;
  const among = (accepts: ReadonlySet<string>) => saidOf(accepts, draft, situation);
  if (circumstance.kind === 'words') {
    const support = among(circumstance.accepts);
    return support ? [support] : undefined;
  }
  const { element, cell } = circumstance;
  if (cell.any) return [];
  if (cell.accepts.kind === 'numbers') {
    const support = numberSaid(element, cell.accepts, draft, documentation);
    return support ? [support] : undefined;
  }
  if (element.kind !== 'flag') {
    const support = among(cell.accepts.set);
    return support ? [support] : undefined;
  }
  const support = among(below(lexicon, element.note.concepts));
  if (!cell.accepts.set.has(support ? 'yes' : 'no')) return undefined;
  return support ? [support] : [];
}

/** The words that show all of the circumstances for a line, or undefined where one is missing. */
export function whatShows(
  circumstances: readonly Circumstance[],
  draft: DraftLine | undefined,
  situation: Situation,
): readonly SupportingDocumentation[] | undefined {
  const each = circumstances.map((entry) => shown(entry, draft, situation));
  return each.some((support) => support === undefined)
    ? undefined
    : each.flatMap((support) => support ?? []);
}

/** The first words of one of the concepts, or of what stands below them. */
export function findingOf(
  concepts: readonly string[],
  { named }: Situation,
): SupportingDocumentation | undefined {
  let first: Named | undefined;
  for (const concept of concepts) {
    const found = named.get(concept);
    if (found !== undefined && (first === undefined || found.order < first.order)) first = found;
  }
  return first?.support;
}
