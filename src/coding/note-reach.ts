import type { Finding, Placed } from '../documentation/types.js';
import type { ElementSpec, Knowledge } from '../knowledge/index.js';
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
export function inOwnSentence<T extends Placed>(
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
export function reached<T extends Placed>(
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
export function everywhere<T extends Placed>(
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

export function counts({ assertion }: { readonly assertion: string }, spec: ElementSpec): boolean {
  return assertion === 'performed' || spec.note.also.includes(assertion);
}
