import type { DocumentedValue, Finding, Measurement, Placed } from '../documentation/types.js';
import { isClosed, type ElementSpec, type Knowledge } from '../knowledge/index.js';
import type { FindingIndex } from './note-anchors.js';

/** A service in the making: the places in the note that it is told at. */
export interface Told {
  /** Places that its facts stand near: the act, or the site or drug that sets it apart. */
  readonly points: readonly Placed[];
  /** The act that it shares with others of a list ("injected the right knee and the left shoulder"). */
  readonly act: Finding;
}

/** What values are read from. */
export interface ValueContext {
  readonly index: FindingIndex;
  readonly knowledge: Knowledge;
  /** The services of the family in this note that may have the value. */
  readonly told: readonly Told[];
  /** Facts of the sender's question count where nothing else tells the act. */
  readonly askedCounts: boolean;
}

const CLAUSE_STEP = 6;
const SENTENCE_STEP = 60;

/** How far apart two places of the note stand, in tokens, with a price for every clause and sentence between. */
function apart(a: Placed, b: Placed): number {
  return (
    Math.abs(a.token - b.token) +
    CLAUSE_STEP * Math.abs(a.clause - b.clause) +
    SENTENCE_STEP * Math.abs(a.sentence - b.sentence)
  );
}

const distance = (place: Placed, { points }: Told): number =>
  Math.min(...points.map((point) => apart(place, point)));

const sharesSentence = (place: Placed, { points }: Told): boolean =>
  points.some(({ sentence }) => sentence === place.sentence);

/** Those of the service's own sentences that stand nearer to it than to any other service. */
function inOwnSentence<T extends Placed>(
  places: readonly T[],
  service: Told,
  { told, askedCounts }: ValueContext,
): T[] {
  return places.filter((place) => {
    if ((place.asked && !askedCounts) || !sharesSentence(place, service)) return false;
    const near = distance(place, service);
    return told.every((other) => other === service || distance(place, other) >= near);
  });
}

/** Those of the places that concern the service, the nearest group that holds any. */
function reached<T extends Placed>(
  places: readonly T[],
  service: Told,
  context: ValueContext,
): T[] {
  const { told } = context;
  const inSentence = places.filter(
    (place) => (!place.asked || context.askedCounts) && sharesSentence(place, service),
  );
  const own = inOwnSentence(inSentence, service, context);
  const sameClause = own.filter((place) =>
    service.points.some(({ clause }) => clause === place.clause),
  );
  if (sameClause.length > 0) return sameClause;
  if (own.length > 0) return own;
  // "the right knee and the left knee with 40 mg each": what is said at the end holds for the whole list.
  const shared = inSentence.filter((place) =>
    told.some(
      (other) => other.act === service.act && distance(place, other) <= distance(place, service),
    ),
  );
  if (shared.length > 0) return shared;
  const free = places.filter(
    (place) =>
      !inSentence.includes(place) &&
      (told.length === 1 || !told.some((other) => sharesSentence(place, other))),
  );
  const plain = free.filter(({ asked, place }) => !asked && place === 'body');
  const next = plain.filter((place) =>
    service.points.some(({ sentence }) => Math.abs(sentence - place.sentence) === 1),
  );
  if (next.length > 0) return next;
  if (plain.length > 0) return plain;
  const titled = free.filter(({ asked, place }) => !asked && place === 'title');
  return titled.length > 0 ? titled : places.filter(({ asked }) => asked);
}

/** Everything of the note that concerns the service and no other. */
function everywhere<T extends Placed>(
  places: readonly T[],
  service: Told,
  context: ValueContext,
): T[] {
  const usable = places.filter(({ asked }) => !asked || context.askedCounts);
  const { told } = context;
  if (told.length === 1) return usable;
  const free = usable.filter((place) => !told.some((other) => sharesSentence(place, other)));
  const own = inOwnSentence(usable, service, context);
  const near = own.length > 0 ? own : reached(usable, service, context);
  return [...near.filter((place) => !free.includes(place)), ...free];
}

function counts({ assertion }: { readonly assertion: string }, spec: ElementSpec): boolean {
  return assertion === 'performed' || spec.note.also.includes(assertion);
}

/**
 * The findings that part the services of an act: all of its sentence ("the right knee and the left shoulder"),
 * else all that no other act of the family stands beside.
 */
export function partingFindings(
  spec: ElementSpec,
  service: Told,
  context: ValueContext,
): readonly Finding[] {
  const domain = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  const places = context.index.documentation.findings.filter(
    (finding) => domain.has(finding.concept) && counts(finding, spec),
  );
  if (spec.note.all) return everywhere(places, service, context);
  const own = inOwnSentence(places, service, context);
  return own.length > 0 ? own : reached(places, service, context);
}

const concept = (finding: Finding): DocumentedValue => ({
  kind: 'concept',
  concept: finding.concept,
  support: finding.support,
});

function conceptValues(spec: ElementSpec, service: Told, context: ValueContext): DocumentedValue[] {
  const domain = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  const places = context.index.documentation.findings.filter(
    (finding) => domain.has(finding.concept) && counts(finding, spec),
  );
  const { lexicon } = context.knowledge;
  // A ranking asks for all that is stated, however far: "done by irrigation ... the rest with a curette".
  const ranked = spec.note.prefer.length === 0 ? [] : everywhere(places, service, context);
  for (const wanted of spec.note.prefer) {
    const preferred = ranked.filter((finding) => lexicon.isA(finding.concept, wanted));
    if (preferred.length > 0) return preferred.map(concept);
  }
  const found = spec.note.all
    ? everywhere(places, service, context)
    : reached(places, service, context);
  return found.map(concept);
}

/** `yes` where the note tells one of the concepts, `no` where it only denies it, nothing where it is silent. */
function flagValues(spec: ElementSpec, service: Told, context: ValueContext): DocumentedValue[] {
  const all = spec.note.concepts.flatMap((id) => context.index.of(id));
  const told = all.filter((finding) => counts(finding, spec));
  const denied = all.filter(({ assertion }) => assertion === 'negated');
  const near = everywhere([...told, ...denied], service, context);
  const positive = near.filter((finding) => told.includes(finding));
  const value = (found: Finding, answer: string): DocumentedValue => ({
    kind: 'concept',
    concept: answer,
    support: found.support,
  });
  if (positive.length > 0) return positive.map((finding) => value(finding, 'yes'));
  return near.map((finding) => value(finding, 'no'));
}

function quantity(
  value: number,
  unit: string,
  support: DocumentedValue['support'],
): DocumentedValue {
  return { kind: 'quantity', value, unit: unit === '' ? 'each' : unit, support };
}

/** Findings of a concept, of a kind, or of the concepts that an element takes. */
function named(what: string, { index, knowledge }: ValueContext): readonly Finding[] {
  if (knowledge.lexicon.concept(what)) return index.of(what);
  const domain = knowledge.elements.get(what)?.domain;
  return index.documentation.findings.filter(({ kind, concept: id }) =>
    domain?.kind === 'concepts' ? domain.set.has(id) : kind === what,
  );
}

/** Whether a concept is what a measure names: a concept above it, its kind, or a value of the element. */
function isNamed(id: string, what: string, { knowledge }: ValueContext): boolean {
  if (knowledge.lexicon.concept(what)) return knowledge.lexicon.isA(id, what);
  const domain = knowledge.elements.get(what)?.domain;
  return domain?.kind === 'concepts'
    ? domain.set.has(id)
    : knowledge.lexicon.concept(id)?.kind === what;
}

/** Different things named: "knee" beside "left knee joint" is one. */
function distinct(
  findings: readonly Finding[],
  { knowledge: { lexicon } }: ValueContext,
): Finding[] {
  const unique = [
    ...new Map(
      findings.map((finding) => [`${finding.concept} ${finding.text ?? ''}`, finding]),
    ).values(),
  ];
  return unique.filter(
    (finding) =>
      !unique.some(
        (other) => other.concept !== finding.concept && lexicon.isA(other.concept, finding.concept),
      ),
  );
}

function numberOfDistinct(
  spec: ElementSpec,
  what: string,
  service: Told,
  context: ValueContext,
): DocumentedValue[] {
  const places = named(what, context).filter((finding) => counts(finding, spec));
  const different = distinct(everywhere(places, service, context), context);
  const [first] = different;
  return first === undefined ? [] : [quantity(different.length, spec.unit, first.support)];
}

function quantityValues(
  spec: ElementSpec,
  service: Told,
  context: ValueContext,
): DocumentedValue[] {
  const { measure } = spec.note;
  if (measure === undefined) return [];
  const { index, knowledge } = context;
  if ('distinct' in measure) return numberOfDistinct(spec, measure.distinct, service, context);
  if ('trait' in measure) {
    const places = named(measure.of, context).filter((finding) => counts(finding, spec));
    return distinct(reached(places, service, context), context).flatMap((finding) => {
      const value = knowledge.lexicon.concept(finding.concept)?.traits[measure.trait];
      return typeof value === 'number' ? [quantity(value, spec.unit, finding.support)] : [];
    });
  }
  const converted = 'unit' in measure ? CONVERTED[measure.unit] : undefined;
  const fitting = index.documentation.measurements.flatMap((measurement): Measurement[] => {
    if (!counts(measurement, spec)) return [];
    if ('counts' in measure) {
      return measurement.of.some((id) => isNamed(id, measure.counts, context)) ? [measurement] : [];
    }
    const unit = converted?.from ?? measure.unit;
    if (measurement.unit !== unit || !isBeside(measurement, measure.beside, index)) return [];
    if (isOfAnother(measurement, measure['apart-from'], index)) return [];
    const value = Math.round(measurement.value * (converted?.factor ?? 1) * 1000) / 1000;
    return [{ ...measurement, value }];
  });
  const pick = 'unit' in measure ? measure.pick : undefined;
  const found = spec.note.all
    ? summed(toldOf(everywhere(fitting, service, context)), spec, index.documentation.text)
    : (pick === undefined
        ? reached(fitting, service, context)
        : picked(everywhere(fitting, service, context), pick)
      ).map(({ value, support }) => quantity(value, spec.unit, support));
  const different = 'counts' in measure ? measure['or-distinct'] : false;
  if (found.length === 0 && 'counts' in measure && different !== false) {
    const what = different === true ? measure.counts : different;
    return numberOfDistinct(spec, what, service, context);
  }
  return found;
}

/** Units that an element may use for what the reader gives in another. */
const CONVERTED: Readonly<Record<string, { readonly from: string; readonly factor: number }>> = {
  g: { from: 'mg', factor: 0.001 },
  mm: { from: 'cm', factor: 10 },
};

function isBeside(
  measurement: Measurement,
  concepts: readonly string[] | undefined,
  index: FindingIndex,
): boolean {
  const { text } = index.documentation;
  const labels = ({ support }: Finding): boolean => {
    const gap = measurement.support.start - support.end;
    return (
      gap > 0 &&
      gap < LONGEST_LABEL &&
      LABEL.test(text.slice(support.end, measurement.support.start))
    );
  };
  return (
    concepts === undefined ||
    concepts.some((id) =>
      index.of(id).some((near) => near.sentence === measurement.sentence || labels(near)),
    )
  );
}

/** "Smoking cessation counseling: 12 min": a label is a sentence of its own. */
const LONGEST_LABEL = 36;
const LABEL = /^[^.\n]{0,20}:\s*[^.\n]{0,12}$/;

/** How many words may stand between a size and the thing that it is the size of. */
const OWN_SIZE_REACH = 3;

/** "4.3 cm Ventralex patch": the size of something else. */
function isOfAnother(
  { clause, token, support }: Measurement,
  concepts: readonly string[] | undefined,
  index: FindingIndex,
): boolean {
  if (concepts === undefined) return false;
  return concepts
    .flatMap((id) => index.of(id))
    .some((other) => {
      if (other.clause !== clause) return false;
      const [first, second] =
        other.token < token ? [other.support, support] : [support, other.support];
      const between = index.documentation.text.slice(first.end, second.start);
      return between.trim().split(/\s+/).filter(Boolean).length <= OWN_SIZE_REACH;
    });
}

/** The one that counts of several ("tumors of 3.4, 1 and 0.8 cm"). */
function picked(
  measurements: readonly Measurement[],
  pick: 'largest' | 'smallest',
): readonly Measurement[] {
  const sign = pick === 'largest' ? -1 : 1;
  return [...measurements].sort((a, b) => sign * (a.value - b.value)).slice(0, 1);
}

/** What the subject says again is not added to what the letter tells. */
function toldOf(measurements: readonly Measurement[]): readonly Measurement[] {
  const told = measurements.filter(({ place, asked }) => place === 'body' && !asked);
  return told.length > 0 ? told : measurements;
}

const TOTAL_BEFORE =
  /\b(?:total(?:l?ing|ed)?|altogether|in all|combined|sum|final)\b[^.;\n]{0,20}$|=\s*$/i;
const TOTAL_AFTER = /^[^.;,\n]{0,16}\b(?:total|altogether|in all|combined)\b/i;

/** The measurement that the writer gives as the sum of the others, by its words or because it is their sum. */
function statedTotal(measurements: readonly Measurement[], text: string): Measurement | undefined {
  const all = measurements.reduce((sum, { value }) => sum + value, 0);
  return measurements.find(
    ({ value, support }) =>
      TOTAL_BEFORE.test(text.slice(Math.max(0, support.start - 40), support.start)) ||
      TOTAL_AFTER.test(text.slice(support.end, support.end + 30)) ||
      (measurements.length > 2 && Math.abs(all - 2 * value) < 0.001),
  );
}

function summed(
  measurements: readonly Measurement[],
  spec: ElementSpec,
  text: string,
): DocumentedValue[] {
  const stated = statedTotal(measurements, text);
  const first = stated ?? measurements[0];
  if (first === undefined) return [];
  const total = stated?.value ?? measurements.reduce((sum, { value }) => sum + value, 0);
  return [quantity(Math.round(total * 1000) / 1000, spec.unit, first.support)];
}

/** What the note gives of an element for one service. */
export function valuesOf(
  spec: ElementSpec,
  service: Told,
  context: ValueContext,
): DocumentedValue[] {
  const stated = context.index.documentation.context[spec.name];
  if (stated !== undefined) return [...stated];
  if (spec.kind === 'quantity') return quantityValues(spec, service, context);
  if (spec.kind === 'flag') return flagValues(spec, service, context);
  return isClosed(spec) ? [] : conceptValues(spec, service, context);
}
