import {
  describeNumbers,
  intersect,
  isEmpty,
  normalise,
  point,
  subtract,
  type Interval,
  type NumberSet,
} from './intervals.js';
import type { Lexicon } from './lexicon.js';

/**
 * Cells of a decision table, as DMN simple unary tests:
 *
 *   -                     any value, stated or not
 *   >= 15   < 2   15      one bound, or one number
 *   [2..14] (0.5..1.0]    a range; a round bracket leaves the bound out
 *   face, ear             concepts, each with everything below it in the lexicon
 *   benign-lesion except skin-tag, wart
 *   not(genitalia)        everything that the element allows, but for these
 *   absent                nothing is documented; in conditions only, never in rows
 */

/** A set of values that an element can take. */
export type ValueSet =
  | { readonly kind: 'numbers'; readonly set: NumberSet }
  | { readonly kind: 'concepts'; readonly set: ReadonlySet<string> };

/** What is known of one element of one service. `stated` is the concept that the note names. */
export type Possible = ValueSet & { readonly stated?: string };

/** `flag`: yes or no by what the note tells; `choice`: values that a combine mode supplies. */
export type ElementKind = 'concept' | 'quantity' | 'flag' | 'choice';

/** Where a quantity of a whole note is read from; see docs/knowledge.md. */
export type Measure =
  | {
      readonly unit: string;
      readonly beside?: readonly string[] | undefined;
      readonly 'apart-from'?: readonly string[] | undefined;
      readonly pick?: 'largest' | 'smallest' | undefined;
    }
  | { readonly counts: string; readonly 'or-distinct': boolean | string }
  | { readonly distinct: string }
  | { readonly trait: string; readonly of: string };

/** How a family that reads the whole note finds the element. */
export interface NoteReading {
  /** The concepts of a flag. */
  readonly concepts: readonly string[];
  /** What silence means for a flag. */
  readonly silent: 'no' | 'ask';
  /** Assertions that count as facts beside `performed`. */
  readonly also: readonly string[];
  readonly measure?: Measure;
  /** Of several stated values the first of these stands. */
  readonly prefer: readonly string[];
  /** Every value of the note counts, not the nearest alone. */
  readonly all: boolean;
}

export interface ElementSpec {
  readonly name: string;
  readonly label: string;
  readonly kind: ElementKind;
  /** Lexicon kinds, or the concepts that stand above, of a concept element. */
  readonly of: readonly string[];
  /** Unit of a quantity as it is printed; empty for counts. */
  readonly unit: string;
  readonly whole: boolean;
  /** Every value that the element can take. */
  readonly domain: ValueSet;
  /** Neutral question when the note does not say; absent for elements that a combine mode supplies. */
  readonly ask?: string;
  readonly convention?: Convention;
  /** The ordinary value, which nobody asks for. */
  readonly fallback?: Possible;
  readonly note: NoteReading;
}

export const PLAIN_READING: NoteReading = {
  concepts: [],
  silent: 'no',
  also: [],
  prefer: [],
  all: false,
};

export const YES_NO: readonly string[] = ['yes', 'no'];

/** Elements whose values are words of the table itself, not concepts of the lexicon. */
export const isClosed = ({ kind }: Pick<ElementSpec, 'kind'>): boolean =>
  kind === 'choice' || kind === 'flag';

/** What coding practice supposes when an element is not documented. The line is then `assumed`. */
export interface Convention {
  readonly value: Possible;
  readonly text: string;
  readonly because: string;
  readonly cites: readonly string[];
}

export interface Cell {
  readonly text: string;
  /** True for `-`: met even when nothing is known. */
  readonly any: boolean;
  /** True for `absent`: met only when the note gives no value. */
  readonly absent: boolean;
  readonly accepts: ValueSet;
}

export type CellResult = 'met' | 'not-met' | 'not-documented';

export type Parsed<T> = { readonly ok: T } | { readonly fault: string };

/** Per lexicon, every concept with what stands at or below it: asked for at each fact of each note. */
const CLOSURES = new WeakMap<Lexicon, ReadonlyMap<string, readonly string[]>>();

function closuresOf(lexicon: Lexicon): ReadonlyMap<string, readonly string[]> {
  const known = CLOSURES.get(lexicon);
  if (known) return known;
  const closures = new Map<string, string[]>(lexicon.concepts.map(({ id }) => [id, [id]]));
  for (const { id } of lexicon.concepts) {
    for (const ancestor of lexicon.ancestors(id)) closures.get(ancestor)?.push(id);
  }
  CLOSURES.set(lexicon, closures);
  return closures;
}

/** Concept ids at or below the given ones. */
export function below(lexicon: Lexicon, ids: readonly string[]): Set<string> {
  const closures = closuresOf(lexicon);
  return new Set(ids.flatMap((id) => closures.get(id) ?? []));
}

function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function unknownNames(
  ids: readonly string[],
  spec: Pick<ElementSpec, 'kind' | 'domain' | 'name'>,
  lexicon: Lexicon,
): string | undefined {
  const allowed = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  for (const id of ids) {
    if (isClosed(spec)) {
      if (allowed.has(id)) continue;
      return `"${id}" is not a value of \`${spec.name}\`; it takes ${[...allowed].join(', ')}`;
    }
    if (!lexicon.concept(id)) return `no lexicon file defines the concept "${id}"`;
    if (!allowed.has(id)) return `"${id}" is not among the values that \`${spec.name}\` allows`;
  }
  return undefined;
}

function parseConcepts(text: string, spec: ElementSpec, lexicon: Lexicon): Parsed<ValueSet> {
  const domain = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  const negation = /^not\((.*)\)$/.exec(text);
  const [includedText = '', exceptText = '', ...rest] =
    negation === null ? text.split(/\bexcept\b/) : ['', negation[1] ?? ''];
  if (rest.length > 0) return { fault: `"${text}" says "except" twice` };
  const included = names(includedText);
  const excepted = names(exceptText);
  if (negation === null ? included.length === 0 : excepted.length === 0) {
    return { fault: `"${text}" names no value` };
  }
  const unknown = unknownNames([...included, ...excepted], spec, lexicon);
  if (unknown !== undefined) return { fault: unknown };
  const expand = (ids: readonly string[]) => (isClosed(spec) ? new Set(ids) : below(lexicon, ids));
  const without = expand(excepted);
  const start = negation === null ? expand(included) : domain;
  const set = new Set([...start].filter((id) => !without.has(id) && domain.has(id)));
  if (set.size === 0) return { fault: `"${text}" leaves no value` };
  return { ok: { kind: 'concepts', set } };
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const BOUND = new RegExp(`^(<=|>=|<|>)?\\s*(${NUMBER})$`);
const RANGE = new RegExp(`^([[(])\\s*(${NUMBER})\\s*\\.\\.\\s*(${NUMBER})\\s*([\\])])$`);

function parseNumberTest(text: string): Interval | undefined {
  const range = RANGE.exec(text);
  if (range) {
    return {
      low: Number(range[2]),
      lowClosed: range[1] === '[',
      high: Number(range[3]),
      highClosed: range[4] === ']',
    };
  }
  const bound = BOUND.exec(text);
  if (!bound) return undefined;
  const value = Number(bound[2]);
  const closed = bound[1]?.endsWith('=') ?? true;
  if (bound[1]?.startsWith('<')) {
    return { low: -Infinity, lowClosed: false, high: value, highClosed: closed };
  }
  if (bound[1]?.startsWith('>')) {
    return { low: value, lowClosed: closed, high: Infinity, highClosed: false };
  }
  return { low: value, lowClosed: true, high: value, highClosed: true };
}

/** Reads number tests joined by commas, outside any element. */
export function parseNumbers(text: string, whole: boolean): Parsed<NumberSet> {
  const intervals: Interval[] = [];
  for (const part of names(text)) {
    const interval = parseNumberTest(part);
    if (!interval) {
      return {
        fault: `"${part}" is not a number test; write >= 15, < 2, 15, [2..14] or (0.5..1.0]`,
      };
    }
    intervals.push(interval);
  }
  const set = normalise(intervals, whole);
  return isEmpty(set) ? { fault: `"${text}" leaves no value` } : { ok: set };
}

/** Reads one cell against its element. */
export function parseCell(raw: string | number, spec: ElementSpec, lexicon: Lexicon): Parsed<Cell> {
  const text = String(raw).trim();
  if (text === '-') return { ok: { text, any: true, absent: false, accepts: spec.domain } };
  if (text === 'absent') {
    const nothing: ValueSet =
      spec.kind === 'quantity'
        ? { kind: 'numbers', set: [] }
        : { kind: 'concepts', set: new Set() };
    return { ok: { text, any: false, absent: true, accepts: nothing } };
  }
  if (spec.kind !== 'quantity') {
    const parsed = parseConcepts(text, spec, lexicon);
    return 'fault' in parsed
      ? parsed
      : { ok: { text, any: false, absent: false, accepts: parsed.ok } };
  }
  const parsed = parseNumbers(text, spec.whole);
  if ('fault' in parsed) return parsed;
  const inside = spec.domain.kind === 'numbers' ? intersect(parsed.ok, spec.domain.set) : parsed.ok;
  if (isEmpty(inside)) {
    return { fault: `"${text}" lies outside the values that \`${spec.name}\` can take` };
  }
  return { ok: { text, any: false, absent: false, accepts: { kind: 'numbers', set: inside } } };
}

export function meet(a: ValueSet, b: ValueSet): ValueSet {
  if (a.kind === 'numbers' && b.kind === 'numbers') {
    return { kind: 'numbers', set: intersect(a.set, b.set) };
  }
  if (a.kind === 'concepts' && b.kind === 'concepts') {
    return { kind: 'concepts', set: new Set([...a.set].filter((id) => b.set.has(id))) };
  }
  return { kind: 'concepts', set: new Set() };
}

export function isNothing(values: ValueSet): boolean {
  return values.kind === 'numbers' ? isEmpty(values.set) : values.set.size === 0;
}

/** Is every value of `a` in `b`? */
export function within(a: ValueSet, b: ValueSet): boolean {
  if (a.kind === 'numbers' && b.kind === 'numbers') {
    return isEmpty(subtract(a.set, b.set, false));
  }
  return a.kind === 'concepts' && b.kind === 'concepts' && [...a.set].every((id) => b.set.has(id));
}

/**
 * `not-documented` when the values that remain possible lie partly inside the cell. A concept that the
 * note names outright decides by itself: "wart" meets a cell that accepts warts though it leaves one
 * special kind of wart to another row.
 */
export function testCell(cell: Cell, value: Possible): CellResult {
  if (cell.any) return 'met';
  if (value.kind === 'concepts' && cell.accepts.kind === 'concepts' && value.stated !== undefined) {
    if (cell.accepts.set.has(value.stated)) return 'met';
  }
  if (within(value, cell.accepts)) return isNothing(value) ? 'not-met' : 'met';
  return isNothing(meet(value, cell.accepts)) ? 'not-met' : 'not-documented';
}

export function numbersOf(value: number): Possible {
  return { kind: 'numbers', set: point(value) };
}

/** A cell in the reader's words: "trunk, arm or leg", "more than 0.5 cm up to 1 cm". */
export function describeCell(cell: Cell, spec: ElementSpec, lexicon: Lexicon): string {
  if (cell.any) return 'any';
  if (cell.absent) return 'not documented';
  if (cell.accepts.kind === 'numbers') return describeNumbers(cell.accepts.set, spec.unit);
  const label = (id: string) => (isClosed(spec) ? id : lexicon.label(id));
  const join = (ids: readonly string[]) =>
    ids.length < 2
      ? (ids[0] ?? '')
      : `${ids.slice(0, -1).join(', ')} or ${ids[ids.length - 1] ?? ''}`;
  const negation = /^not\((.*)\)$/.exec(cell.text);
  if (negation) return `other than ${join(names(negation[1] ?? '').map(label))}`;
  const [included = '', excepted = ''] = cell.text.split(/\bexcept\b/);
  const main = join(names(included).map(label));
  const without = names(excepted).map(label);
  return without.length === 0 ? main : `${main}, other than ${join(without)}`;
}
