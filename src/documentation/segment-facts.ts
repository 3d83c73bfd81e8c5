import type { Lexicon } from '../knowledge/lexicon.js';
import { mayBeReadAs } from './acts.js';
import { conceptsOf, quantityOf, related, type Frame } from './frames.js';
import type { Item } from './item.js';

/** Facts of a segment that decide whether it goes on with the frame or opens another. */
export interface Facts {
  readonly act: (Item & { kind: 'act' }) | undefined;
  readonly lesions: readonly (Item & { kind: 'lesion' })[];
  readonly sites: readonly (Item & { kind: 'site' })[];
  readonly count: number | undefined;
  readonly times: boolean;
  readonly length: number | undefined;
  /** An area is given, as such or by two sides. */
  readonly area: boolean;
  readonly methods: readonly string[];
}

export function factsOf(items: readonly Item[]): Facts {
  let act: (Item & { kind: 'act' }) | undefined;
  const lesions: (Item & { kind: 'lesion' })[] = [];
  const sites: (Item & { kind: 'site' })[] = [];
  let count: number | undefined;
  let times = false;
  let length: number | undefined;
  let area = false;
  const methods: string[] = [];
  for (const item of items) {
    if (item.kind === 'act' && (act === undefined || (act.broad && !item.broad))) act = item;
    if (item.kind === 'method') methods.push(item.concept);
    if (item.kind === 'act' && item.method !== undefined) methods.push(item.method);
    if (item.kind === 'lesion') lesions.push(item);
    if (item.kind === 'site' && !item.landmark) sites.push(item);
    if (item.kind === 'count') {
      count ??= item.value;
      times ||= item.standsFor === 'times';
    }
    if (item.kind === 'length') length ??= item.value;
    area ||= item.kind === 'measure' && item.element === 'area';
  }
  return { act, lesions, sites, count, times, length, area, methods };
}

export function eachSite(lexicon: Lexicon, act: string | undefined): boolean {
  return act !== undefined && lexicon.concept(act)?.traits['each'] === 'site';
}

/** Techniques of one kind that are not the same: one lesion is biopsied by punch or by shave. */
function exclude(lexicon: Lexicon, a: readonly string[], b: readonly string[]): boolean {
  if (related(lexicon, a, b)) return false;
  return a.some((one) =>
    b.some((other) => lexicon.ancestors(one).some((parent) => lexicon.isA(other, parent))),
  );
}

function clashes(frame: Frame, facts: Facts, lexicon: Lexicon): boolean {
  const count = quantityOf(frame, 'count');
  if (facts.count !== undefined && count !== undefined) {
    const restated =
      facts.count === count && facts.lesions.length === 0 && facts.sites.length === 0;
    if (!restated) return true;
  }
  const sized = frame.values.has('diameter') || frame.values.has('length');
  if (facts.length !== undefined && sized) return true;
  // "40 sq cm of the calf, 30 sq cm of the heel"
  if (facts.area && frame.values.has('area') && facts.sites.length > 0) return true;
  // A shave biopsy and a punch biopsy are two biopsies; frozen and curetted may be one lesion.
  const act = frame.act ?? frame.under;
  if (eachSite(lexicon, act) && exclude(lexicon, conceptsOf(frame, 'method'), facts.methods))
    return true;
  const lesions = conceptsOf(frame, 'lesion');
  const named = facts.lesions.map(({ concept }) => concept);
  if (!related(lexicon, lesions, named)) return true;
  const fresh = facts.lesions.some(({ article }) => article === 'indefinite');
  // "Molluscum on the trunk, 22 lesions": the wider word counts what was named.
  const counted =
    facts.lesions.length > 0 &&
    facts.lesions.every(
      ({ concept, plural }) =>
        plural && lesions.some((one) => one !== concept && lexicon.isA(one, concept)),
    );
  if (
    lesions.length > 0 &&
    (fresh ||
      (facts.count !== undefined &&
        named.length > 0 &&
        count === undefined &&
        !frame.plural &&
        !counted))
  )
    return true;
  const sites = conceptsOf(frame, 'site');
  if (
    related(
      lexicon,
      sites,
      facts.sites.map(({ concept }) => concept),
    ) &&
    sameSides(frame, facts)
  )
    return false;
  if (sites.length === 0) return false;
  // One lesion is in one place; several may be spread over many.
  if (facts.length !== undefined || facts.count !== undefined || frame.values.has('diameter'))
    return true;
  if (count !== undefined) return count === 1;
  return eachSite(lexicon, frame.act ?? frame.under) || (frame.one !== undefined && !frame.plural);
}

function sameSides(frame: Frame, facts: Facts): boolean {
  const sides = conceptsOf(frame, 'laterality');
  const named = facts.sites.flatMap(({ side }) => (side === undefined ? [] : [side.concept.id]));
  return sides.length === 0 || named.length === 0 || named.every((side) => sides.includes(side));
}

/** Whether the act is a closure, and so not what was done to a lesion. */
export function closes(lexicon: Lexicon, act: string | undefined): boolean {
  return lexicon.concept(act ?? '')?.traits['sizeIs'] === 'length';
}

/** Something that is removed rather than closed: a lesion that is no wound, with its size or its margins. */
export function tellsRemoval(lexicon: Lexicon, frame: Frame): boolean {
  const lesions = conceptsOf(frame, 'lesion').filter((id) => !lexicon.isA(id, 'wound'));
  const named = lesions.some((id) => lexicon.isA(id, 'unspecified-lesion'));
  return named || frame.values.has('margin') || frame.values.has('excised-diameter');
}

/** Whether the segment opens a new frame after `frame`. */
export function opensFrame(frame: Frame, facts: Facts, lexicon: Lexicon): boolean {
  // "1.5 cm nevus, 3 mm margins, simple closure": the closure is an act of its own.
  if (
    facts.act !== undefined &&
    frame.act === undefined &&
    closes(lexicon, facts.act.act) &&
    tellsRemoval(lexicon, frame)
  )
    return true;
  // "nails debrided, 2 calluses pared"
  const onNails = conceptsOf(frame, 'site').includes('nail');
  if (onNails && facts.lesions.some(({ concept }) => lexicon.isA(concept, 'corn-callus')))
    return true;
  if (facts.act !== undefined && frame.act !== undefined) {
    const oneAct =
      frame.act === facts.act.act ||
      mayBeReadAs(lexicon, frame.act, facts.act.act) ||
      mayBeReadAs(lexicon, facts.act.act, frame.act);
    if (!oneAct) return true;
  }
  return clashes(frame, facts, lexicon);
}
