import type { Mention, Mentions } from './mentions.js';
import { NumberReader, type NumberPhrase } from './numbers.js';
import type { Token } from './tokens.js';
import { isClinicalKind } from './vocabulary.js';

/** A number of one sentence with its unit, or a count of terms. */
export interface Measured {
  readonly value: number;
  readonly unit: string;
  readonly of: readonly string[];
  readonly from: number;
  readonly to: number;
}

interface Unit {
  readonly canonical: string;
  readonly factor: number;
  readonly to: number;
}

const DASHES = new Set(['-', '–', '—', '‑']);
const TIMES = new Set(['x', '×', 'by', '*']);
/** Words between a number and what it counts: "3 separate small polyps". */
const FARTHEST_NOUN = 5;
const BREAKS =
  /^(?:[.,;:()?![\]|]|and|or|of|with|for|in|on|at|by|to|from|then|but|was|were|is|are|the)$/;
const HIGHEST_COUNT = 500;
const ONE_OR_TWO: Readonly<Record<string, number>> = {
  single: 1,
  solitary: 1,
  both: 2,
  pair: 2,
  couple: 2,
};
/** Numbers of one list that may share a unit. */
const LONGEST_LIST = 8;
const LIST_JOINT = /^(?:,|and|&|\+)$/;
const CLOCK = /^(?:[01]\d|2[0-3])[0-5]\d$/;
const MINUTES_A_DAY = 1440;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Reads the measurements and counts of one sentence. Every step looks at a bounded stretch of tokens. */
export class MeasurementReader {
  private readonly numbers: NumberReader;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly mentions: Mentions,
    /** Token indexes that belong to codes, dates, identifiers or places of the spine. */
    private readonly taken: (index: number) => boolean,
  ) {
    this.numbers = new NumberReader(tokens, mentions);
  }

  read(from: number, limit: number): Measured[] {
    const found: Measured[] = [];
    let index = from;
    while (index < limit) {
      const read =
        this.clockRange(index, limit) ?? (this.taken(index) ? [] : this.at(index, limit));
      found.push(...read);
      index = Math.max(index + 1, ...read.map(({ to }) => to));
    }
    return found;
  }

  private at(index: number, limit: number): Measured[] {
    const word = ONE_OR_TWO[this.key(index)];
    if (word !== undefined) return this.counted(word, index, index + 1, limit);
    if (this.insideTerm(index)) return [];
    const number = this.numbers.at(index, limit);
    if (number === undefined) return [];
    const measured = this.measured(number, limit);
    if (measured.length > 0) return measured;
    const listed = this.listed(number, limit);
    if (listed.length > 0) return listed;
    if (this.unitAt(number.to, limit) !== undefined || number.range) return [];
    if (!Number.isInteger(number.value) || number.value > HIGHEST_COUNT) return [];
    return this.countedBefore(number) ?? this.counted(number.value, index, number.to, limit);
  }

  private key(index: number): string {
    return this.tokens[index]?.key ?? '';
  }

  private insideTerm(index: number): boolean {
    return (this.mentions.covering.get(index) ?? []).some(
      ({ concept, from, to }) =>
        // A term that begins with the number ("3 segments") is counted by it all the same.
        concept.kind !== 'number' && concept.kind !== 'unit' && to - from > 1 && from < index,
    );
  }

  private unitAt(index: number, limit: number): Unit | undefined {
    const start = DASHES.has(this.tokens[index]?.text ?? '') ? index + 1 : index;
    if (start >= limit) return undefined;
    if (this.tokens[start]?.text === '%') return { canonical: 'percent', factor: 1, to: start + 1 };
    for (const { concept, to } of this.mentions.at.get(start) ?? []) {
      const { canonical, factor, ambiguous } = concept.traits;
      if (concept.kind !== 'unit' || typeof canonical !== 'string' || ambiguous === true) continue;
      return { canonical, factor: typeof factor === 'number' ? factor : 1, to };
    }
    return undefined;
  }

  private measured(first: NumberPhrase, limit: number): Measured[] {
    const sides = [first.value];
    let unit = this.unitAt(first.to, limit);
    let to = unit?.to ?? first.to;
    while (TIMES.has(this.key(to)) && sides.length < 3) {
      const next = this.numbers.at(to + 1, limit);
      if (next === undefined) break;
      const nextUnit = this.unitAt(next.to, limit);
      if (nextUnit !== undefined && nextUnit.canonical !== 'cm') break;
      if (nextUnit === undefined && !TIMES.has(this.key(next.to)) && unit?.canonical !== 'cm')
        break;
      sides.push(next.value);
      unit = nextUnit ?? unit;
      to = nextUnit?.to ?? next.to;
    }
    if (unit === undefined || this.isRate(to)) return [];
    const values = sides.map((value) => rounded(value * (unit?.factor ?? 1)));
    const one = (value: number, name: string): Measured => ({
      value: rounded(value),
      unit: name,
      of: [],
      from: first.from,
      to,
    });
    if (unit.canonical === 'cm' && values.length > 1) {
      const [width = 0, height = 0] = [...values].sort((a, b) => b - a);
      return [one(width, 'cm'), one(width * height, 'cm2')];
    }
    if (sides.length > 1) return [];
    if (unit.canonical === 'min') return [this.duration(first, values[0] ?? 0, to, limit)];
    return [one(values[0] ?? 0, unit.canonical)];
  }

  /** "3, 2 and 2 cm": the unit at the end holds for the whole list. */
  private listed(first: NumberPhrase, limit: number): Measured[] {
    if (this.key(first.from - 1) === 'between') return [];
    // "One-on-one, 60 minutes": words of number make no list.
    const figure = (at: number): boolean => this.tokens[at]?.kind === 'number';
    const numbers = [first];
    let last = first;
    while (numbers.length < LONGEST_LIST) {
      if (last.range) return [];
      const joint = LIST_JOINT.test(this.key(last.to)) ? last.to + 1 : last.to;
      const after = this.key(joint) === 'and' ? joint + 1 : joint;
      if (after === last.to) return [];
      const next = this.numbers.at(after, limit);
      if (next === undefined || !figure(next.from) || !figure(first.from)) return [];
      numbers.push(next);
      const unit = this.unitAt(next.to, limit);
      if (unit !== undefined) {
        if (next.range || this.isRate(unit.to) || TIMES.has(this.key(unit.to))) return [];
        return numbers.map(({ value, from, to }) => ({
          value: rounded(value * unit.factor),
          unit: unit.canonical,
          of: [],
          from,
          to: from === next.from ? unit.to : to,
        }));
      }
      last = next;
    }
    return [];
  }

  /** "1 h 15 min", "1 hour and 15 minutes". */
  private duration(first: NumberPhrase, minutes: number, end: number, limit: number): Measured {
    const linked = this.key(end) === 'and' || this.key(end) === ',' ? end + 1 : end;
    const rest = this.numbers.at(linked, limit);
    const unit = rest === undefined ? undefined : this.unitAt(rest.to, limit);
    const joins =
      rest !== undefined && unit?.canonical === 'min' && minutes >= 60 && unit.factor <= 1;
    return {
      value: rounded(joins ? minutes + rest.value * unit.factor : minutes),
      unit: 'min',
      of: [],
      from: first.from,
      to: joins ? unit.to : end,
    };
  }

  /** "40 mg/mL", "2 mg per kg": a strength, not a dose. */
  private isRate(index: number): boolean {
    const slash = this.tokens[index]?.text === '/' || this.key(index) === 'per';
    const next = this.mentions.at.get(index + 1)?.find(({ concept }) => concept.kind === 'unit');
    return slash && next !== undefined;
  }

  /** "0930-1045", "10:15 to 11:30", "9:00 am - 10:20 am": the minutes between. */
  private clockRange(index: number, limit: number): Measured[] | undefined {
    const start = this.clock(index, limit);
    if (start === undefined) return undefined;
    const joint = this.key(start.to);
    if (!DASHES.has(joint) && !/^(?:to|until|till|through)$/.test(joint)) return undefined;
    const end = this.clock(start.to + 1, limit);
    if (end === undefined) return undefined;
    // "2019-2021" names years.
    if (start.plain && end.plain && /^(?:19|20)/.test(this.key(index))) {
      if (/^(?:19|20)/.test(this.key(start.to + 1))) return undefined;
    }
    const half = 720;
    let minutes = end.minutes - start.minutes;
    if (minutes < 0) minutes += minutes + half > 0 && !start.plain ? half : MINUTES_A_DAY;
    return minutes <= 0
      ? undefined
      : [{ value: minutes, unit: 'min', of: [], from: index, to: end.to }];
  }

  private clock(
    index: number,
    limit: number,
  ): { minutes: number; to: number; plain: boolean } | undefined {
    const token = this.tokens[index];
    if (token?.kind !== 'number' || index >= limit) return undefined;
    if (CLOCK.test(token.text)) {
      const minutes = Number(token.text.slice(0, 2)) * 60 + Number(token.text.slice(2));
      return { minutes, to: index + 1, plain: true };
    }
    const minute = this.tokens[index + 2];
    const glued = this.tokens[index + 1]?.glued === true && minute?.glued === true;
    if (this.tokens[index + 1]?.text !== ':' || !glued || !/^[0-5]\d$/.test(minute.text))
      return undefined;
    const hour = Number(token.text);
    if (!Number.isInteger(hour) || hour > 23) return undefined;
    const half = /^(am|pm|a|p)$/.exec(this.key(index + 3))?.[1]?.[0];
    const shift = half === 'p' && hour < 12 ? 12 : half === 'a' && hour === 12 ? -12 : 0;
    return {
      minutes: (hour + shift) * 60 + Number(minute.text),
      to: half === undefined ? index + 3 : index + 4,
      plain: false,
    };
  }

  /** "polyps x 3", "levels: 3", "cores (4)". */
  private countedBefore(number: NumberPhrase): Measured[] | undefined {
    const before = this.tokens[number.from - 1];
    const marked = before !== undefined && /^[x×:(#]$/i.test(before.text);
    if (!marked) return undefined;
    const own = this.clinicalEndingAt(number.from - 1);
    return own.length === 0 ? undefined : [this.count(number.value, own, number.from, number.to)];
  }

  private clinicalEndingAt(end: number): Mention[] {
    return (this.mentions.covering.get(end - 1) ?? []).filter(
      ({ concept, to }) => to === end && isClinicalKind(concept.kind),
    );
  }

  /** "3 separate polyps", "two-level", "2 view". */
  private counted(value: number, from: number, end: number, limit: number): Measured[] {
    if (value < 1) return [];
    let at = DASHES.has(this.tokens[end]?.text ?? '') ? end + 1 : end;
    const last = Math.min(limit, at + FARTHEST_NOUN);
    if (this.key(at) === 'of' || this.key(at) === 'the') at += 1;
    if (this.key(at) === 'the') at += 1;
    const of: Mention[] = [];
    for (; at < last; at += 1) {
      const here = (this.mentions.at.get(at) ?? []).filter(({ concept }) =>
        isClinicalKind(concept.kind),
      );
      if (here.length > 0) {
        of.push(...here);
        // The noun ends the phrase: "2 coronary arteries", "3 separate left knee joints".
        at = Math.max(...here.map(({ to }) => to)) - 1;
        continue;
      }
      if (BREAKS.test(this.key(at)) || this.tokens[at]?.kind === 'number') break;
    }
    return of.length === 0 ? [] : [this.count(value, of, from, end)];
  }

  private count(value: number, of: readonly Mention[], from: number, to: number): Measured {
    return { value, unit: 'each', of: [...new Set(of.map(({ concept }) => concept.id))], from, to };
  }
}
