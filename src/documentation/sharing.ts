import type { Lexicon } from '../knowledge/lexicon.js';
import { retells } from './acts.js';
import {
  conceptsOf,
  newFrame,
  put,
  quantityOf,
  related,
  type Frame,
  type FrameTools,
} from './frames.js';
import { closes, eachSite, tellsRemoval } from './segment-facts.js';

/** What an act is done on. */
const OBJECTS = ['lesion', 'site', 'count', 'diameter'] as const;
/** "5 AKs and 4 SKs frozen, 9 in total": the sum is no further service. */
export function dropRestatedTotal(frames: Frame[]): void {
  const last = frames.at(-1);
  if (last === undefined || frames.length < 3 || last.ownAct || last.values.size !== 1) return;
  const sum = frames
    .slice(0, -1)
    .reduce((all, frame) => all + (quantityOf(frame, 'count') ?? 0), 0);
  if (quantityOf(last, 'count') === sum) frames.pop();
}

/** "biopsies of two lesions, one on the arm and one on the back": items of a total named before them. */
export function itemizeTotal(frames: readonly Frame[], lexicon: Lexicon): void {
  const [total, ...items] = frames;
  const count = total === undefined ? undefined : quantityOf(total, 'count');
  if (total === undefined || count === undefined || total.values.has('diameter')) return;
  const belongs = (frame: Frame): boolean => {
    const other = frame.ownAct && total.ownAct && frame.act !== total.act;
    return !other && related(lexicon, conceptsOf(total, 'site'), conceptsOf(frame, 'site'));
  };
  const counts = items.map((frame) => (belongs(frame) ? quantityOf(frame, 'count') : undefined));
  if (items.length === 0 || counts.includes(undefined)) return;
  if (counts.reduce((sum: number, one) => sum + (one ?? 0), 0) !== count) return;
  for (const frame of items) {
    frame.lead = total;
    frame.itemized = true;
  }
}

const SHARED = ['lesion', 'method', 'depth', 'closure'] as const;

/** Gives each frame the act, lesion, method and place that the sentence states once for all of them. */
export function shareOut(
  frames: readonly Frame[],
  lexicon: Lexicon,
  heading: Frame | undefined,
): void {
  /** "a biopsy of the left arm and the right leg": one lesion at each further place. */
  const markSingle = (frame: Frame): void => {
    if (!frame.ownAct && eachSite(lexicon, frame.act) && !frame.plural)
      frame.one ??= frame.values.get('site')?.[0]?.support;
  };
  const copy = (from: Frame, to: Frame, element: string): void => {
    // What the heading states for all items is not lent from item to item.
    if (heading?.values.has(element) === true && to.act === undefined) return;
    for (const value of from.values.get(element) ?? []) put(to, element, value);
  };
  const takeOver = (from: Frame, to: Frame): void => {
    if (to.act !== undefined || from.act === undefined) return;
    if (closes(lexicon, from.act) && tellsRemoval(lexicon, to)) return;
    to.act = from.act;
    to.broad = from.broad;
    to.tool = from.tool;
    to.past = from.past;
    if (to.anchor.from > from.anchor.from || !to.ownAct) to.anchor = from.anchor;
    for (const element of SHARED) if (!to.values.has(element)) copy(from, to, element);
  };
  // "10 AKs; 3 were frozen": the act was done on some of those found.
  const ofThose = frames.map(
    (frame) =>
      frame.ownAct &&
      frame.past &&
      frame.values.has('count') &&
      !frame.values.has('lesion') &&
      !frame.values.has('site'),
  );
  const found = (frame: Frame, index: number): boolean =>
    frame.act === undefined &&
    ofThose[index + 1] === true &&
    (quantityOf(frame, 'count') ?? 0) > (quantityOf(frames[index + 1] ?? frame, 'count') ?? 0);
  frames.forEach((frame, index) => {
    const before = frames[index - 1];
    if (before === undefined) return;
    // "biopsies of the forearm and the cheek, both shave": the tool tells how the named act was done.
    const told = frame.act !== undefined && before.act !== undefined && before.act !== frame.act;
    const bare = frame.tool && !frame.values.has('lesion') && !frame.values.has('diameter');
    if (bare && told && retells(lexicon, frame.act ?? '', before.act ?? '')) {
      frame.act = before.act;
      frame.broad = before.broad;
      frame.tool = before.tool;
    }
    takeOver(frame.lead ?? before, frame);
    markSingle(frame);
    if (frame.lead !== undefined) {
      const place = frame.values.has('site') ? [] : ['site', 'laterality'];
      for (const element of [...SHARED, ...place])
        if (!frame.values.has(element)) copy(frame.lead, frame, element);
      return;
    }
    const sameAct =
      (before.act === undefined || frame.act === before.act) && !(frame.ownAct && before.ownAct);
    // "the lesion was biopsied and then destroyed"
    if (
      frame.ownAct &&
      before.ownAct &&
      frame.past &&
      !OBJECTS.some((element) => frame.values.has(element))
    ) {
      for (const element of ['lesion', 'site', 'laterality', 'relation'])
        copy(before, frame, element);
      frame.one ??= before.one;
    }
    if (sameAct)
      for (const element of SHARED) if (!frame.values.has(element)) copy(before, frame, element);
    if (sameAct && !frame.values.has('site') && !frame.values.has('lesion'))
      copy(before, frame, 'site');
    // "4 on the right hand and 2 on the left"
    if (sameAct && !frame.values.has('site') && frame.values.has('laterality'))
      copy(before, frame, 'site');
    if (
      sameAct &&
      !frame.values.has('site') &&
      frame.values.has('diameter') &&
      before.values.has('diameter')
    ) {
      copy(before, frame, 'site');
      copy(before, frame, 'laterality');
    }
  });
  for (let index = frames.length - 2; index >= 0; index -= 1) {
    const frame = frames[index];
    const after = frames[index + 1];
    if (frame === undefined || after === undefined || found(frame, index)) continue;
    takeOver(after, frame);
    // "3 AKs and 12 warts with LN2": the method closes the list.
    if (frame.act === after.act && after.broad && !frame.values.has('method'))
      copy(after, frame, 'method');
    if (frame.lead !== undefined || after.lead !== undefined) continue;
    const shared =
      frame.act === after.act && !(frame.ownAct && after.ownAct && frame.values.has('lesion'));
    if (!shared) continue;
    for (const element of SHARED) if (!frame.values.has(element)) copy(after, frame, element);
    if (
      !frame.values.has('site') &&
      (frame.values.has('diameter') || frame.values.has('count')) &&
      frames.slice(0, index + 1).every((one) => !one.values.has('site'))
    ) {
      copy(after, frame, 'site');
      copy(after, frame, 'laterality');
    }
  }
}

/** "3 nevi: 0.4, 0.6, 1.2 cm" and "two biopsies, left arm and right leg": a total shared out, one each. */
export function spread(frames: Frame[], tools: FrameTools): Frame[] {
  const first = frames[0];
  if (first === undefined) return frames;
  const total = quantityOf(first, 'count');
  const members = frames.filter(
    (frame, index) =>
      index === 0 ||
      (frame.act === first.act && !frame.values.has('count') && !(frame.ownAct && first.ownAct)),
  );
  if (frames.length > 1 && total !== undefined && total > 1 && members.length === frames.length) {
    const detailed = frames.every(
      (frame) =>
        (frame.values.has('diameter') || frame.values.has('site')) &&
        // "4 AKs and an SK on the back": the number is that of the first kind.
        related(tools.lexicon, conceptsOf(first, 'lesion'), conceptsOf(frame, 'lesion')),
    );
    if (detailed && frames.length <= total) {
      const rest = total - frames.length;
      for (const frame of frames) frame.values.set('count', [oneOf(frame, tools)]);
      if (rest > 0) frames.push(remainder(first, rest));
      return frames;
    }
  }
  // "punch biopsies of the left forearm and the right calf": one at each place.
  const places =
    frames.length > 1 &&
    frames.every(
      (frame) =>
        frame.values.get('site')?.length === 1 &&
        !frame.values.has('count') &&
        !frame.values.has('lesion'),
    );
  if (
    places &&
    first.plural &&
    eachSite(tools.lexicon, first.act) &&
    members.length === frames.length
  ) {
    for (const frame of frames) frame.values.set('count', [oneOf(frame, tools)]);
  }
  return frames.flatMap((frame) => splitSites(frame, tools));
}

function oneOf(frame: Frame, tools: FrameTools) {
  const words =
    frame.values.get('diameter')?.[0]?.support ??
    frame.values.get('site')?.[0]?.support ??
    tools.support(frame.from, frame.to);
  return { kind: 'quantity' as const, value: 1, unit: 'each', support: words };
}

function remainder(of: Frame, rest: number): Frame {
  const frame = newFrame(of.sentence, of.from);
  Object.assign(frame, {
    to: of.to,
    act: of.act,
    broad: of.broad,
    tool: of.tool,
    past: of.past,
    ownAct: of.ownAct,
    anchor: of.anchor,
    plural: true,
  });
  for (const [element, values] of of.values) {
    if (
      element !== 'diameter' &&
      element !== 'site' &&
      element !== 'laterality' &&
      element !== 'count'
    )
      frame.values.set(element, [...values]);
  }
  const support = of.values.get('count')?.[0]?.support;
  if (support !== undefined)
    put(frame, 'count', { kind: 'quantity', value: rest, unit: 'each', support });
  return frame;
}

/** "2 punch biopsies, left arm and right leg": acts done one lesion at a time, one place each. */
function splitSites(frame: Frame, tools: FrameTools): Frame[] {
  const sites = frame.values.get('site') ?? [];
  const count = quantityOf(frame, 'count');
  if (
    !eachSite(tools.lexicon, frame.act) ||
    sites.length < 2 ||
    count !== sites.length ||
    frame.values.has('diameter')
  )
    return [frame];
  const sides = frame.values.get('laterality') ?? [];
  return sites.map((site) => {
    const part = newFrame(frame.sentence, frame.from);
    Object.assign(part, { ...frame, values: new Map(frame.values), alsoFrom: [] });
    part.values.set('site', [site]);
    part.values.set('count', [{ kind: 'quantity', value: 1, unit: 'each', support: site.support }]);
    const own = sides.filter(
      (side) => side.support.start >= site.support.start && side.support.end <= site.support.end,
    );
    if (own.length > 0) part.values.set('laterality', own);
    else part.values.delete('laterality');
    return part;
  });
}
