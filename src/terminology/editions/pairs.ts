import type { EditionFile } from './edition-file.js';

/** What one row of the procedure-to-procedure edits says of its pair. */
export interface PairRule {
  /** YYYYMMDD as a number; 0 where the file gives no date. */
  readonly effective: number;
  /** Last date on which the edit counts, YYYYMMDD; 0 while it is active. */
  readonly deletion: number;
  /** 0 modifier not allowed, 1 allowed, 9 deleted as of its first day: it never counted. */
  readonly indicator: 0 | 1 | 9;
  readonly rationale: string;
  /** In existence before 1996. */
  readonly early: boolean;
}

/** A pair's rule, and the side of the pair on which a code stands. */
export interface Pair {
  readonly one: string;
  readonly two: string;
  readonly rule: PairRule;
}

/**
 * All procedure-to-procedure edits of one edition and setting: six bytes a row. Dates of service are YYYYMMDD numbers.
 */
export interface PairTable {
  readonly size: number;
  /** The rule that counts on a date for exactly this order of columns. */
  rule(one: string, two: string, date: number): PairRule | undefined;
  /** Every row of the pair, whatever its dates. */
  rows(one: string, two: string): PairRule[];
  /** The pairs in which a code stands, in either column, that count on a date. */
  partners(code: string, date: number): Pair[];
  /** Every row, in the order of the columns. */
  all(): Iterable<Pair>;
}

/** Whether a row counts on a date. A deletion date is the last day; indicator 9 marks a row that never counted. */
export function counts({ effective, deletion, indicator }: PairRule, date: number): boolean {
  return indicator !== 9 && effective <= date && (deletion === 0 || date <= deletion);
}

/** Room for the number of a rule in a sort key beside two code numbers of 16 bits: 52 bits in all, exact in a double. */
const RULES = 2 ** 20;
const CODES = 2 ** 16;

/** Gathers rows in any order; `pack` sorts them and gives the sections of the edition. */
export class PairBuilder {
  private readonly codes = new Map<string, number>();
  private readonly rules = new Map<string, number>();
  private readonly ruleList: PairRule[] = [];
  private columns = new Uint32Array(1 << 16);
  private ruleOf = new Uint32Array(1 << 16);
  size = 0;

  add(one: string, two: string, rule: PairRule): void {
    if (this.size === this.columns.length) {
      const columns = new Uint32Array(this.size * 2);
      const ruleOf = new Uint32Array(this.size * 2);
      columns.set(this.columns);
      ruleOf.set(this.ruleOf);
      this.columns = columns;
      this.ruleOf = ruleOf;
    }
    this.columns[this.size] = this.numberOf(one) * CODES + this.numberOf(two);
    this.ruleOf[this.size] = this.ruleNumber(rule);
    this.size += 1;
  }

  private numberOf(code: string): number {
    const known = this.codes.get(code);
    if (known !== undefined) return known;
    const number = this.codes.size;
    if (number === CODES) throw new RangeError('More than 65,536 codes in one edition.');
    this.codes.set(code, number);
    return number;
  }

  private ruleNumber(rule: PairRule): number {
    const key = `${rule.effective} ${rule.deletion} ${rule.indicator} ${rule.early ? 1 : 0} ${rule.rationale}`;
    const known = this.rules.get(key);
    if (known !== undefined) return known;
    const number = this.ruleList.length;
    if (number === RULES) throw new RangeError('More than 1,048,576 kinds of rows in one edition.');
    this.rules.set(key, number);
    this.ruleList.push(rule);
    return number;
  }

  pack(): Record<string, Uint8Array> {
    const codes = [...this.codes.keys()].sort();
    const newNumber = new Uint32Array(codes.length);
    codes.forEach((code, index) => (newNumber[this.codes.get(code) ?? 0] = index));
    const rules = this.ruleList
      .map((rule, number) => ({ rule, number }))
      .sort(
        (a, b) =>
          a.rule.effective - b.rule.effective ||
          a.rule.deletion - b.rule.deletion ||
          a.rule.indicator - b.rule.indicator ||
          (a.rule.rationale < b.rule.rationale ? -1 : 1),
      );
    const newRule = new Uint32Array(rules.length);
    rules.forEach(({ number }, index) => (newRule[number] = index));
    const keys = new Float64Array(this.size);
    for (let row = 0; row < this.size; row += 1) {
      const pair = this.columns[row] ?? 0;
      const one = newNumber[Math.floor(pair / CODES)] ?? 0;
      const two = newNumber[pair % CODES] ?? 0;
      keys[row] = (one * CODES + two) * RULES + (newRule[this.ruleOf[row] ?? 0] ?? 0);
    }
    keys.sort();
    const starts = new Uint32Array(codes.length + 1);
    const twos = new Uint16Array(this.size);
    const ruleOf = new Uint32Array(this.size);
    keys.forEach((key, row) => {
      const pair = Math.floor(key / RULES);
      const one = Math.floor(pair / CODES);
      starts[one + 1] = row + 1;
      twos[row] = pair % CODES;
      ruleOf[row] = key % RULES;
    });
    for (let one = 1; one <= codes.length; one += 1)
      starts[one] = Math.max(starts[one] ?? 0, starts[one - 1] ?? 0);
    return {
      codes: Buffer.from(JSON.stringify(codes)),
      rules: Buffer.from(JSON.stringify(rules.map(({ rule }) => rule))),
      starts: new Uint8Array(starts.buffer),
      twos: new Uint8Array(twos.buffer),
      ruleOf: new Uint8Array(ruleOf.buffer),
    };
  }
}

const json = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;

/** The pairs of an edition written by `PairBuilder`. */
export function pairsOf(file: EditionFile): PairTable {
  const codes = json(file.section('codes')) as string[];
  const rules = json(file.section('rules')) as PairRule[];
  const starts = new Uint32Array(...span(file.section('starts'), 4));
  const twos = new Uint16Array(...span(file.section('twos'), 2));
  const ruleOf = new Uint32Array(...span(file.section('ruleOf'), 4));
  const numbers = new Map(codes.map((code, index) => [code, index]));
  const ruleAt = (row: number): PairRule => {
    const rule = rules[ruleOf[row] ?? -1];
    if (rule === undefined) throw new RangeError(`Row ${row} of the pairs has no rule.`);
    return rule;
  };

  /** First row of the pair, or of what would follow it. */
  const firstRow = (one: number, two: number): number => {
    let low = starts[one] ?? 0;
    let high = starts[one + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((twos[middle] ?? 0) < two) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  function* rowsOf(one: string, two: string): Iterable<PairRule> {
    const first = numbers.get(one);
    const second = numbers.get(two);
    if (first === undefined || second === undefined) return;
    const end = starts[first + 1] ?? 0;
    for (let row = firstRow(first, second); row < end && twos[row] === second; row += 1)
      yield ruleAt(row);
  }

  return {
    size: twos.length,
    rule(one, two, date) {
      let found: PairRule | undefined;
      // Windows of one pair are disjoint; should two overlap after all, the later row counts.
      for (const rule of rowsOf(one, two)) if (counts(rule, date)) found = rule;
      return found;
    },
    rows: (one, two) => [...rowsOf(one, two)],
    partners(code, date) {
      const number = numbers.get(code);
      if (number === undefined) return [];
      const pairs: Pair[] = [];
      const push = (one: number, row: number) => {
        const rule = ruleAt(row);
        if (counts(rule, date))
          pairs.push({ one: codes[one] ?? '', two: codes[twos[row] ?? -1] ?? '', rule });
      };
      for (let row = starts[number] ?? 0; row < (starts[number + 1] ?? 0); row += 1)
        push(number, row);
      for (let one = 0; one < codes.length; one += 1) {
        if (one === number) continue;
        const end = starts[one + 1] ?? 0;
        for (let row = firstRow(one, number); row < end && twos[row] === number; row += 1)
          push(one, row);
      }
      return pairs;
    },
    *all() {
      for (let one = 0; one < codes.length; one += 1)
        for (let row = starts[one] ?? 0; row < (starts[one + 1] ?? 0); row += 1)
          yield { one: codes[one] ?? '', two: codes[twos[row] ?? -1] ?? '', rule: ruleAt(row) };
    },
  };
}

/** The arguments of a typed array's constructor for a view of bytes. */
function span(bytes: Uint8Array<ArrayBuffer>, width: number): [ArrayBuffer, number, number] {
  return [bytes.buffer, bytes.byteOffset, bytes.byteLength / width];
}
