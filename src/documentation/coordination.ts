import { absorb } from './absorb.js';
import {
  conceptsOf,
  newFrame,
  quantityOf,
  type Frame,
  type FrameTools,
  type Segment,
} from './frames.js';
import type { Lexicon } from '../knowledge/lexicon.js';
import type { Item } from './item.js';
import { closes, factsOf, opensFrame } from './segment-facts.js';
import { dropRestatedTotal, itemizeTotal, shareOut, spread } from './sharing.js';

/** "cryo x 2 on 1 wart": beside a count or a size of lesions the number after the method counts cycles. */
function withoutCycles(segment: Segment): Segment {
  const { items } = segment;
  const single = items.some(
    (item) => item.kind === 'length' || (item.kind === 'count' && item.standsFor === 'lesions'),
  );
  if (!single) return segment;
  const cycles = (item: Item, place: number): boolean => {
    const before = items[place - 1];
    return (
      item.kind === 'count' && item.standsFor === 'times' && before?.kind === 'act' && before.broad
    );
  };
  return { ...segment, items: items.filter((item, place) => !cycles(item, place)) };
}

/** Items that repeat inside one segment ("0.4 cm back 0.6 cm chest", "0.4, 0.6 and 1.2 cm") open frames of their own. */
function splitRepeats(segment: Segment): Segment[] {
  const parts: Segment[] = [];
  let items: Item[] = [];
  let seen = new Set<string>();
  let from = segment.from;
  for (const item of segment.items) {
    const splits =
      item.kind === 'length' || (item.kind === 'count' && item.standsFor === 'lesions');
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

const JOINS = new Set(['and', '&', '+', '/', 'or']);

/** "8 AKs and SKs": a plural kind right after the conjunction, without a number of its own. */
function sharesCount(frame: Frame, part: Segment): boolean {
  const [first, ...rest] = part.items;
  return (
    JOINS.has(part.opener) &&
    first?.kind === 'lesion' &&
    first.plural &&
    first.from === part.from &&
    (quantityOf(frame, 'count') ?? 0) > 1 &&
    frame.plural &&
    frame.values.has('lesion') &&
    !frame.values.has('site') &&
    !frame.values.has('diameter') &&
    !rest.some(({ kind }) => kind === 'count' || kind === 'length')
  );
}

/** "That AK and 2 others": a number behind a single lesion counts further ones of its kind. */
function addsLesions(frame: Frame, part: Segment): boolean {
  const [first, ...rest] = part.items;
  return (
    [...JOINS, 'plus'].includes(part.opener) &&
    frame.one !== undefined &&
    !frame.values.has('count') &&
    first?.kind === 'count' &&
    first.standsFor === 'lesions' &&
    rest.every(({ kind }) => kind === 'site' || kind === 'side')
  );
}

/** Whether what the frame names and the further kinds are of one class ("warts and mollusca" are benign). */
function oneClass(
  frame: Frame,
  further: readonly { readonly concept: string }[],
  lexicon: Lexicon,
): boolean {
  const classes = (id: string): string[] =>
    [id, ...lexicon.ancestors(id)].filter((one) => lexicon.concept(one)?.traits['class'] === true);
  const named = conceptsOf(frame, 'lesion').map(classes);
  return further.every(({ concept }) =>
    named.every((known) => known.some((one) => classes(concept).includes(one))),
  );
}

/** "2.5 cm forehead laceration, single layer": the depth of closure tells that the wound was closed. */
function nameUntoldAct(frame: Frame, lexicon: Lexicon): void {
  const wound = conceptsOf(frame, 'lesion').some((id) => lexicon.isA(id, 'laceration'));
  if (frame.act === undefined && wound && frame.values.has('closure')) {
    frame.act = 'wound-repair';
    frame.ownAct = true;
    frame.past = true;
  }
  const length = frame.values.get('length');
  if (length === undefined || frame.values.has('diameter')) return;
  // The length of a wound is its size.
  if (wound || closes(lexicon, frame.act)) {
    frame.values.set('diameter', length);
    frame.values.delete('length');
  }
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
    for (const part of splitRepeats(withoutCycles(segment))) {
      if (part.items.length === 0) continue;
      const facts = factsOf(part.items.filter((item) => !uncertain(item)));
      // "(3 on the face, 2 on the hands)" itemizes what stands before the bracket.
      const over = bracketLead ?? lead;
      const details =
        facts.count !== undefined || facts.length !== undefined || facts.sites.length > 0;
      const itemizes =
        over !== undefined &&
        over.plural &&
        details &&
        facts.act === undefined &&
        (facts.count !== undefined || segment.opener === ':');
      const shared = current !== undefined && sharesCount(current, part);
      if (shared && current !== undefined && oneClass(current, facts.lesions, lexicon)) {
        absorb(current, part, tools, uncertain);
        continue;
      }
      if (shared) current?.values.delete('count');
      if (
        current === undefined ||
        (itemizes && current === over) ||
        addsLesions(current, part) ||
        opensFrame(current, facts, lexicon)
      ) {
        current = newFrame(sentence, part.items[0]?.from ?? part.from);
        current.under = heading?.act;
        current.anchor = {
          from: part.items[0]?.from ?? part.from,
          to: part.items[0]?.to ?? part.to,
        };
        if (over !== undefined && over !== current && facts.act === undefined) {
          current.lead = over;
          current.itemized = true;
        }
        frames.push(current);
      }
      absorb(current, part, tools, uncertain);
    }
  }
  for (const frame of frames) nameUntoldAct(frame, lexicon);
  dropRestatedTotal(frames);
  itemizeTotal(frames, lexicon);
  shareOut(frames, lexicon, heading);
  return spread(frames, tools);
}
