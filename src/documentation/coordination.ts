import type { Lexicon } from '../knowledge/lexicon.js';
import { absorb, conceptsOf, newFrame, put, quantityOf, related, type Frame, type FrameTools, type Segment } from './frames.js';
import type { Item } from './items.js';
import { mayBeReadAs } from './acts.js';

/** Facts of a segment that decide whether it goes on with the frame or opens another. */
interface Facts {
  readonly act: (Item & { kind: 'act' }) | undefined;
  readonly lesions: readonly (Item & { kind: 'lesion' })[];
  readonly sites: readonly (Item & { kind: 'site' })[];
  readonly count: number | undefined;
  readonly times: boolean;
  readonly length: number | undefined;
}

function factsOf(items: readonly Item[]): Facts {
  let act: (Item & { kind: 'act' }) | undefined;
  const lesions: (Item & { kind: 'lesion' })[] = [];
  const sites: (Item & { kind: 'site' })[] = [];
  let count: number | undefined;
  let times = false;
  let length: number | undefined;
  for (const item of items) {
    if (item.kind === 'act' && (act === undefined || (act.broad && !item.broad))) act = item;
    if (item.kind === 'lesion') lesions.push(item);
    if (item.kind === 'site' && !item.landmark) sites.push(item);
    if (item.kind === 'count') {
      count ??= item.value;
      times ||= item.standsFor === 'times';
    }
    if (item.kind === 'length') length ??= item.value;
  }
  return { act, lesions, sites, count, times, length };
}

function eachSite(lexicon: Lexicon, act: string | undefined): boolean {
  return act !== undefined && lexicon.concept(act)?.traits['each'] === 'site';
}

function clashes(frame: Frame, facts: Facts, lexicon: Lexicon): boolean {
  const count = quantityOf(frame, 'count');
  if (facts.count !== undefined && count !== undefined) {
    const restated = facts.count === count && facts.lesions.length === 0 && facts.sites.length === 0;
    if (!restated) return true;
  }
  if (facts.length !== undefined && frame.values.has('diameter')) return true;
  const lesions = conceptsOf(frame, 'lesion');
  const named = facts.lesions.map(({ concept }) => concept);
  if (!related(lexicon, lesions, named)) return true;
  const fresh = facts.lesions.some(({ article }) => article === 'indefinite');
  if (lesions.length > 0 && (fresh || (facts.count !== undefined && named.length > 0 && count === undefined && !frame.plural))) return true;
  const sites = conceptsOf(frame, 'site');
  if (related(lexicon, sites, facts.sites.map(({ concept }) => concept)) && sameSides(frame, facts)) return false;
  if (sites.length === 0) return false;
  // One lesion is in one place; several may be spread over many.
  if (facts.length !== undefined || facts.count !== undefined || frame.values.has('diameter')) return true;
  if (count !== undefined) return count === 1;
  return eachSite(lexicon, frame.act ?? frame.under) || (frame.one !== undefined && !frame.plural);
}

function sameSides(frame: Frame, facts: Facts): boolean {
  const sides = conceptsOf(frame, 'laterality');
  const named = facts.sites.flatMap(({ side }) => (side === undefined ? [] : [side.concept.id]));
  return sides.length === 0 || named.length === 0 || named.every((side) => sides.includes(side));
}

/** Whether the segment opens a new frame after `frame`. */
function opensFrame(frame: Frame, segment: Segment, facts: Facts, lexicon: Lexicon): boolean {
  if (facts.act !== undefined && frame.act !== undefined) {
    const oneAct = frame.act === facts.act.act || mayBeReadAs(lexicon, frame.act, facts.act.act) || mayBeReadAs(lexicon, facts.act.act, frame.act);
    if (!oneAct) return true;
    const bringsMore = facts.lesions.length > 0 || facts.sites.length > 0 || facts.count !== undefined || facts.length !== undefined;
    if (bringsMore && frame.ownAct && eachSite(lexicon, facts.act.act) && !facts.act.past && facts.sites.length > 0 && conceptsOf(frame, 'site').length > 0) {
      return clashes(frame, facts, lexicon);
    }
  }
  return clashes(frame, facts, lexicon);
}

/** Items that repeat inside one segment ("0.4 cm back 0.6 cm chest", "0.4, 0.6 and 1.2 cm") open frames of their own. */
function splitRepeats(segment: Segment): Segment[] {
  const parts: Segment[] = [];
  let items: Item[] = [];
  let seen = new Set<string>();
  let from = segment.from;
  for (const item of segment.items) {
    const splits = item.kind === 'length' || (item.kind === 'count' && item.standsFor === 'lesions');
    if (splits && seen.has(item.kind)) {
      parts.push({ ...segment, items, from, to: item.from });
      items = [];
      seen = new Set();
      from = item.from;
    }
    seen.add(item.kind);
    items.push(item);
  }
  parts.push({ ...segment, items, from });
  return parts;
}

/** Turns the segments of one sentence into frames and shares out what they have in common. */
export function coordinate(
  segments: readonly Segment[],
  sentence: number,
  tools: FrameTools,
  uncertain: (item: Item) => boolean,
  heading?: Frame,
): Frame[] {
  const { lexicon } = tools;
  const frames: Frame[] = [];
  let current: Frame | undefined;
  let bracketLead: Frame | undefined;
  let lead: Frame | undefined;
  for (const segment of segments) {
    if (segment.opener === '(') bracketLead = current;
    if (segment.opener === ')') bracketLead = undefined;
    if (segment.opener === ':') lead = current;
    for (const part of splitRepeats(segment)) {
      if (part.items.length === 0) continue;
      const facts = factsOf(part.items.filter((item) => !uncertain(item)));
      // "(3 on the face, 2 on the hands)" itemizes what stands before the bracket.
      const over = bracketLead ?? lead;
      const details = facts.count !== undefined || facts.length !== undefined || facts.sites.length > 0;
      const itemizes = over !== undefined && over.plural && details && facts.act === undefined && (facts.count !== undefined || segment.opener === ':');
      if (current === undefined || (itemizes && current === over) || opensFrame(current, part, facts, lexicon)) {
        current = newFrame(sentence, part.items[0]?.from ?? part.from);
        current.under = heading?.act;
        current.anchor = { from: part.items[0]?.from ?? part.from, to: part.items[0]?.to ?? part.to };
        if (over !== undefined && over !== current && facts.act === undefined) {
          current.lead = over;
          current.itemized = true;
        }
        frames.push(current);
      }
      absorb(current, part, tools, uncertain);
    }
  }
  shareOut(frames, lexicon, heading);
  return spread(frames, tools);
}

const SHARED = ['lesion', 'method', 'depth'] as const;

/** Gives each frame the act, lesion, method and place that the sentence states once for all of them. */
function shareOut(frames: readonly Frame[], lexicon: Lexicon, heading: Frame | undefined): void {
  /** "a biopsy of the left arm and the right leg": one lesion at each further place. */
  const markSingle = (frame: Frame): void => {
    if (!frame.ownAct && eachSite(lexicon, frame.act) && !frame.plural) frame.one ??= frame.values.get('site')?.[0]?.support;
  };
  const copy = (from: Frame, to: Frame, element: string): void => {
    // What the heading states for all items is not lent from item to item.
    if (heading?.values.has(element) === true && to.act === undefined) return;
    for (const value of from.values.get(element) ?? []) put(to, element, value);
  };
  const takeOver = (from: Frame, to: Frame): void => {
    if (to.act !== undefined || from.act === undefined) return;
    to.act = from.act;
    to.broad = from.broad;
    to.past = from.past;
    if (to.anchor.from > from.anchor.from || !to.ownAct) to.anchor = from.anchor;
    for (const element of SHARED) if (!to.values.has(element)) copy(from, to, element);
  };
  frames.forEach((frame, index) => {
    const before = frames[index - 1];
    if (before === undefined) return;
    takeOver(frame.lead ?? before, frame);
    markSingle(frame);
    if (frame.lead !== undefined) {
      for (const element of SHARED) if (!frame.values.has(element)) copy(frame.lead, frame, element);
      return;
    }
    const sameAct = frame.act === before.act && !(frame.ownAct && before.ownAct);
    if (sameAct) for (const element of SHARED) if (!frame.values.has(element)) copy(before, frame, element);
    if (sameAct && !frame.values.has('site') && !frame.values.has('lesion')) copy(before, frame, 'site');
    if (sameAct && !frame.values.has('site') && frame.values.has('diameter') && before.values.has('diameter')) {
      copy(before, frame, 'site');
      copy(before, frame, 'laterality');
    }
  });
  for (let index = frames.length - 2; index >= 0; index -= 1) {
    const frame = frames[index];
    const after = frames[index + 1];
    if (frame === undefined || after === undefined) continue;
    takeOver(after, frame);
    if (frame.lead !== undefined || after.lead !== undefined) continue;
    const shared = frame.act === after.act && !(frame.ownAct && after.ownAct && frame.values.has('lesion'));
    // "3 AKs and 12 warts with LN2": the method closes the list.
    if (frame.act === after.act && after.broad && !frame.broad && !frame.values.has('method')) copy(after, frame, 'method');
    if (!shared) continue;
    for (const element of SHARED) if (!frame.values.has(element)) copy(after, frame, element);
    if (!frame.values.has('site') && (frame.values.has('diameter') || frame.values.has('count')) && frames.slice(0, index + 1).every((one) => !one.values.has('site'))) {
      copy(after, frame, 'site');
      copy(after, frame, 'laterality');
    }
  }
}

/** "3 nevi: 0.4, 0.6, 1.2 cm" and "two biopsies, left arm and right leg": a total shared out, one each. */
function spread(frames: Frame[], tools: FrameTools): Frame[] {
  const first = frames[0];
  if (first === undefined) return frames;
  const total = quantityOf(first, 'count');
  const members = frames.filter((frame, index) => index === 0 || (frame.act === first.act && !frame.values.has('count') && !(frame.ownAct && first.ownAct)));
  if (frames.length > 1 && total !== undefined && total > 1 && members.length === frames.length) {
    const detailed = frames.every((frame) => frame.values.has('diameter') || frame.values.has('site'));
    if (detailed && frames.length <= total) {
      const rest = total - frames.length;
      for (const frame of frames) frame.values.set('count', [oneOf(frame, tools)]);
      if (rest > 0) frames.push(remainder(first, rest));
      return frames;
    }
  }
  // "punch biopsies of the left forearm and the right calf": one at each place.
  const places = frames.length > 1 && frames.every((frame) => frame.values.get('site')?.length === 1 && !frame.values.has('count') && !frame.values.has('lesion'));
  if (places && first.plural && eachSite(tools.lexicon, first.act) && members.length === frames.length) {
    for (const frame of frames) frame.values.set('count', [oneOf(frame, tools)]);
  }
  return frames.flatMap((frame) => splitSites(frame, tools));
}

function oneOf(frame: Frame, tools: FrameTools) {
  const words = frame.values.get('diameter')?.[0]?.support ?? frame.values.get('site')?.[0]?.support ?? tools.support(frame.from, frame.to);
  return { kind: 'quantity' as const, value: 1, unit: 'each', support: words };
}

function remainder(of: Frame, rest: number): Frame {
  const frame = newFrame(of.sentence, of.from);
  Object.assign(frame, { to: of.to, act: of.act, broad: of.broad, past: of.past, ownAct: of.ownAct, anchor: of.anchor, plural: true });
  for (const [element, values] of of.values) {
    if (element !== 'diameter' && element !== 'site' && element !== 'laterality' && element !== 'count') frame.values.set(element, [...values]);
  }
  const support = of.values.get('count')?.[0]?.support;
  if (support !== undefined) put(frame, 'count', { kind: 'quantity', value: rest, unit: 'each', support });
  return frame;
}

/** "2 punch biopsies, left arm and right leg": acts done one lesion at a time, one place each. */
function splitSites(frame: Frame, tools: FrameTools): Frame[] {
  const sites = frame.values.get('site') ?? [];
  const count = quantityOf(frame, 'count');
  if (!eachSite(tools.lexicon, frame.act) || sites.length < 2 || count !== sites.length || frame.values.has('diameter')) return [frame];
  const sides = frame.values.get('laterality') ?? [];
  return sites.map((site) => {
    const part = newFrame(frame.sentence, frame.from);
    Object.assign(part, { ...frame, values: new Map(frame.values), alsoFrom: [] });
    part.values.set('site', [site]);
    part.values.set('count', [{ kind: 'quantity', value: 1, unit: 'each', support: site.support }]);
    const own = sides.filter((side) => side.support.start >= site.support.start && side.support.end <= site.support.end);
    if (own.length > 0) part.values.set('laterality', own);
    else part.values.delete('laterality');
    return part;
  });
}
