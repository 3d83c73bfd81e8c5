import type { Lexicon } from '../knowledge/lexicon.js';
import { retells } from './acts.js';
import type { Judgement } from './assertions.js';
import type { Item } from './items.js';
import type { Mention } from './mentions.js';
import type { DocumentedValue, SupportingDocumentation } from './types.js';

/** A service in the making: what one part of a sentence says of one act, lesion or place. */
export interface Frame {
  readonly sentence: number;
  from: number;
  to: number;
  act: string | undefined;
  /** The act comes from a method or a broad word and gives way to a named one. */
  broad: boolean;
  /** The act stands on a tool's name alone ("cautery") and needs a lesion beside it. */
  tool: boolean;
  /** The act of the heading above, for items that name none. */
  under: string | undefined;
  past: boolean;
  /** The act was written here, not taken over from a neighbour. */
  ownAct: boolean;
  /** Tokens of the act, or of the first fact where the act is taken over: what the assertion is judged on. */
  anchor: { from: number; to: number };
  readonly values: Map<string, DocumentedValue[]>;
  /** Words that name exactly one ("a wart"): the count when nothing else gives it. */
  one: SupportingDocumentation | undefined;
  plural: boolean;
  /** "another", "also": not the one named before. */
  further: boolean;
  /** "it", "the second one": speaks of what was named before. */
  anaphor: boolean;
  /** "all", "each": speaks of all that were named before. */
  everyone: boolean;
  /** A decimal without unit ("was 1.1"): a size where sizes were given before. */
  bare: { value: number; support: SupportingDocumentation } | undefined;
  /** The frame that this one itemizes. */
  lead: Frame | undefined;
  /** The frame stands behind a colon, in brackets or in a list: an item of its lead. */
  itemized: boolean;
  judgement: Judgement | undefined;
  /** Words that support the service, beside its own stretch (title, heading, addendum). */
  readonly alsoFrom: SupportingDocumentation[];
}

export interface FrameTools {
  readonly lexicon: Lexicon;
  readonly support: (from: number, to: number) => SupportingDocumentation;
}

export interface Segment {
  readonly items: readonly Item[];
  readonly from: number;
  readonly to: number;
  /** The mark or word that opens the segment. */
  readonly opener: string;
}

const SEPARATORS = new Set([
  ',',
  ';',
  'and',
  '&',
  '+',
  'plus',
  'then',
  '(',
  ')',
  '[',
  ']',
  ':',
  '/',
  '—',
  '–',
  '|',
  '•',
  '.',
  'but',
  'however',
  'although',
  'while',
  'except',
]);

/** Cuts a sentence at commas, conjunctions and brackets that stand outside its items. */
export function segmentsOf(
  items: readonly Item[],
  keys: readonly string[],
  from: number,
  glued: (index: number) => boolean,
): Segment[] {
  const covered = new Set<number>();
  for (const item of items)
    for (let index = item.from; index < item.to; index += 1) covered.add(index);
  const segments: Segment[] = [];
  let start = from;
  let opener = '';
  let cursor = 0;
  const close = (end: number): void => {
    const own: Item[] = [];
    for (let item = items[cursor]; item !== undefined && item.from < end; item = items[cursor]) {
      own.push(item);
      cursor += 1;
    }
    segments.push({ items: own, from: start, to: end, opener });
  };
  keys.forEach((key, offset) => {
    const index = from + offset;
    const dash = key === '-' && !glued(index) && !glued(index + 1);
    if (covered.has(index) || !(SEPARATORS.has(key) || dash)) return;
    close(index);
    opener = key;
    start = index + 1;
  });
  close(from + keys.length);
  return segments;
}

export function newFrame(sentence: number, from: number): Frame {
  return {
    sentence,
    from,
    to: from,
    act: undefined,
    broad: false,
    tool: false,
    under: undefined,
    past: false,
    ownAct: false,
    anchor: { from, to: from },
    values: new Map(),
    one: undefined,
    plural: false,
    further: false,
    anaphor: false,
    everyone: false,
    bare: undefined,
    lead: undefined,
    itemized: false,
    judgement: undefined,
    alsoFrom: [],
  };
}

export function put(frame: Frame, element: string, value: DocumentedValue): void {
  const values = frame.values.get(element);
  if (values === undefined) frame.values.set(element, [value]);
  else if (!values.some((known) => sameValue(known, value))) values.push(value);
}

export function sameValue(a: DocumentedValue, b: DocumentedValue): boolean {
  if (a.kind === 'concept') return b.kind === 'concept' && a.concept === b.concept;
  if (a.kind === 'quantity')
    return b.kind === 'quantity' && a.value === b.value && a.unit === b.unit;
  return b.kind === 'text' && a.value === b.value;
}

export function conceptsOf(frame: Frame, element: string): string[] {
  return (frame.values.get(element) ?? []).flatMap((value) =>
    value.kind === 'concept' ? [value.concept] : [],
  );
}

export function quantityOf(frame: Frame, element: string): number | undefined {
  const value = frame.values.get(element)?.[0];
  return value?.kind === 'quantity' ? value.value : undefined;
}

export function related(lexicon: Lexicon, a: readonly string[], b: readonly string[]): boolean {
  return (
    a.length === 0 ||
    b.length === 0 ||
    a.some((x) => b.some((y) => lexicon.isA(x, y) || lexicon.isA(y, x)))
  );
}

/** Adds the items of a segment to a frame. */
export function absorb(
  frame: Frame,
  segment: Segment,
  tools: FrameTools,
  uncertain: (item: Item) => boolean,
): void {
  for (const item of segment.items) {
    const support = tools.support(item.from, item.to);
    const concept = (id: string): DocumentedValue => ({ kind: 'concept', concept: id, support });
    switch (item.kind) {
      case 'act':
        takeAct(frame, item, tools);
        if (item.method !== undefined) put(frame, 'method', concept(item.method));
        break;
      case 'method':
        put(frame, 'method', concept(item.concept));
        break;
      case 'lesion':
        if (uncertain(item)) break;
        takeLesion(frame, item, tools);
        break;
      case 'site':
        takeSite(frame, item, tools);
        break;
      case 'side':
        put(frame, 'laterality', concept(item.concept));
        break;
      case 'count':
        if (!frame.values.has('count'))
          put(frame, 'count', { kind: 'quantity', value: item.value, unit: 'each', support });
        break;
      case 'length':
        if (!frame.values.has('diameter'))
          put(frame, 'diameter', { kind: 'quantity', value: item.value, unit: 'cm', support });
        break;
      case 'bare':
        frame.bare ??= { value: item.value, support };
        break;
      case 'fact':
        put(frame, item.element, concept(item.concept));
        break;
    }
    frame.from = Math.min(frame.from, item.from);
    frame.to = Math.max(frame.to, item.to);
  }
}

function takeAct(frame: Frame, item: Item & { kind: 'act' }, tools: FrameTools): void {
  const known = frame.act;
  // The more telling word wins; two words of one rank keep the first.
  const replace =
    known === undefined ||
    (frame.broad &&
      (!item.broad ||
        retells(tools.lexicon, known, item.act) ||
        moreTelling(item.act, known, tools.lexicon)));
  if (replace) {
    frame.act = item.act;
    frame.broad = item.broad;
    frame.tool = item.tool;
    frame.anchor = { from: item.from, to: item.to };
  }
  if (!item.tool) frame.tool = false;
  frame.ownAct = true;
  frame.past ||= item.past;
  frame.plural ||= item.plural;
  const each = tools.lexicon.concept(item.act)?.traits['each'] === 'site';
  if (each && !item.plural && !item.past && frame.one === undefined)
    frame.one = tools.support(item.from, item.to);
}

/** A word for an act with a code behind it says more than "removal" or "treatment". */
function moreTelling(act: string, than: string, lexicon: Lexicon): boolean {
  const generic = (id: string): boolean => lexicon.concept(id)?.traits['generic'] === true;
  return generic(than) && !generic(act);
}

function takeLesion(frame: Frame, item: Item & { kind: 'lesion' }, tools: FrameTools): void {
  const { lexicon } = tools;
  const known = frame.values.get('lesion');
  const value: DocumentedValue = {
    kind: 'concept',
    concept: item.concept,
    support: tools.support(item.from, item.to),
  };
  if (known === undefined) frame.values.set('lesion', [value]);
  else {
    // "the nevus ... the lesion": the narrower word stays.
    const narrower = known.findIndex(
      (old) =>
        old.kind === 'concept' &&
        old.concept !== item.concept &&
        lexicon.isA(item.concept, old.concept),
    );
    if (narrower !== -1) known[narrower] = value;
    else if (!known.some((old) => old.kind === 'concept' && lexicon.isA(old.concept, item.concept)))
      known.push(value);
  }
  frame.plural ||= item.plural;
  if (item.plural) frame.one = undefined;
  else if (item.article !== 'none' || !item.abbreviated)
    frame.one ??= tools.support(item.from, item.to);
}

function takeSite(frame: Frame, item: Item & { kind: 'site' }, tools: FrameTools): void {
  if (item.landmark && frame.values.has('site')) return;
  const support = tools.support(item.from, item.to);
  const known = frame.values.get('site');
  const value: DocumentedValue = { kind: 'concept', concept: item.concept, support };
  if (item.side !== undefined) put(frame, 'laterality', sideValue(item.side, tools));
  if (known === undefined) {
    frame.values.set('site', [value]);
    return;
  }
  const wider = known.findIndex(
    (old) =>
      old.kind === 'concept' &&
      old.concept !== item.concept &&
      tools.lexicon.isA(item.concept, old.concept),
  );
  if (wider !== -1) known[wider] = value;
  else if (
    !known.some((old) => old.kind === 'concept' && tools.lexicon.isA(old.concept, item.concept))
  )
    known.push(value);
}

function sideValue(side: Mention, tools: FrameTools): DocumentedValue {
  return { kind: 'concept', concept: side.concept.id, support: tools.support(side.from, side.to) };
}
