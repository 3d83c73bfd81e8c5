import type { Lexicon } from '../knowledge/lexicon.js';
import type { Judgement } from './assertions.js';
import type { Item } from './item.js';
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
    const asWellAs = key === 'as' && keys[offset + 1] === 'well' && keys[offset + 2] === 'as';
    if (covered.has(index) || !(SEPARATORS.has(key) || dash || asWellAs)) return;
    close(index);
    opener = asWellAs ? 'and' : key;
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
