import { AgeMarks } from './age-marks.js';
import { LengthOwners } from './length-owners.js';
import type { Mentions } from './mentions.js';
import { NumberReader, type NumberPhrase } from './numbers.js';
import type { Token } from './tokens.js';

/** A stretch of tokens with the number read from it. */
export interface Quantity {
  /** `count`: might count lesions, where it stands decides. `bare`: a decimal without a unit. */
  readonly kind: 'length' | 'area' | 'count' | 'bare' | 'age';
  /** Lengths in cm (the longest side), areas in cm2, ages in years. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** The sides of "4 x 3 cm", in cm, as they were written. */
  readonly sides?: readonly number[];
  /** The length belongs to a margin, an incision, a tool... */
  readonly otherLength?: boolean;
  /** Where it is told what it is the length of: `margin`, `closure`. */
  readonly lengthOf?: string;
}

interface Unit {
  readonly measures: string;
  readonly factor: number;
  readonly to: number;
}

const DASHES = new Set(['-', '–', '—', '‑']);
const TIMES = new Set(['x', '×', 'by', '*']);
const LIST_LINKS = new Set([',', 'and', '&', '/', ';', 'or']);
/** Beyond this no number counts lesions: it is an identifier, a year, a code. */
const HIGHEST_COUNT = 300;
const LONGEST_LIST = 20;
const IDENTIFIER_LABELS = new Set(
  'mrn id acct account phone tel fax dob pos cpt icd code modifier mod npi case chart encounter visit room ext lot ndc page version grade stage type level class grade blade no dr age aged t bp hr grade week day month'.split(
    ' ',
  ),
);

/** Finds the quantities of one sentence, with every number that cannot be a lesion count or size left out. */
export class QuantityReader {
  private readonly numbers: NumberReader;
  private readonly owners: LengthOwners;
  private readonly ages: AgeMarks;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly mentions: Mentions,
  ) {
    this.numbers = new NumberReader(tokens, mentions);
    this.owners = new LengthOwners(tokens, mentions);
    this.ages = new AgeMarks(tokens);
  }

  /** @param taken token indexes that belong to codes, dates or identifiers */
  read(from: number, limit: number, taken: ReadonlySet<number>): Quantity[] {
    const found: Quantity[] = [];
    let index = from;
    while (index < limit) {
      const number =
        taken.has(index) || this.insideTerm(index) ? undefined : this.numbers.at(index, limit);
      if (number === undefined) {
        index += 1;
        continue;
      }
      const area = this.area(number, limit);
      if (area !== undefined) {
        found.push(area);
        index = area.to;
        continue;
      }
      const lengths = this.lengths(number, limit);
      if (lengths.length > 0) {
        found.push(...lengths);
        index = lengths.at(-1)?.to ?? number.to;
        continue;
      }
      const quantity = this.other(number, limit);
      if (quantity !== undefined) found.push(quantity);
      index = Math.max(quantity?.to ?? number.to, index + 1);
    }
    return found;
  }

  /** "type 2 diabetes": the number is part of a term. */
  private insideTerm(index: number): boolean {
    const covering = this.mentions.covering.get(index) ?? [];
    return covering.some(({ concept, from, to }) => concept.kind !== 'number' && to - from > 1);
  }

  private unitAt(index: number, limit: number, exactNumber: boolean): Unit | undefined {
    const start = DASHES.has(this.tokens[index]?.text ?? '') ? index + 1 : index;
    if (start >= limit) return undefined;
    if (/^[%°$]$/.test(this.tokens[start]?.text ?? ''))
      return { measures: 'amount', factor: 1, to: start + 1 };
    if (/^["”″]$/.test(this.tokens[start]?.text ?? '') && this.tokens[start]?.glued === true) {
      return exactNumber ? undefined : { measures: 'length', factor: 2.54, to: start + 1 };
    }
    const mention = this.mentions.at.get(start)?.find(({ concept }) => concept.kind === 'unit');
    if (mention === undefined) return undefined;
    const { measures, factor, ambiguous } = mention.concept.traits;
    // "0.5 in" is a length, "12 in the office" is not.
    if (
      ambiguous === true &&
      (exactNumber ||
        /^(?:the|a|an|our|total|this|his|her|all|clinic)$/.test(this.tokens[mention.to]?.key ?? ''))
    ) {
      return undefined;
    }
    return {
      measures: String(measures),
      factor: typeof factor === 'number' ? factor : 1,
      to: mention.to,
    };
  }

  private unitAfter(number: NumberPhrase, limit: number): Unit | undefined {
    return this.unitAt(number.to, limit, Number.isInteger(number.value));
  }

  /** "90 sq cm", "14.3 cm2". */
  private area({ from, to, value }: NumberPhrase, limit: number): Quantity | undefined {
    const unit = this.unitAt(to, limit, Number.isInteger(value));
    if (unit?.measures !== 'area') return undefined;
    return { kind: 'area', value: value * unit.factor, from, to: unit.to };
  }

  /** "0.8 x 0.6 cm" (its largest side), "0.4, 0.6 and 1.2 cm" (each), "5mm"; "14 and 11 sq cm" are two areas. */
  private lengths(first: NumberPhrase, limit: number): Quantity[] {
    const sides = this.dimension(first, limit);
    if (sides.unit?.measures === 'length')
      return [this.length(first.from, sides.to, sides.value, sides.unit, sides.sides)];
    if (sides.unit !== undefined) return [];
    const members: { from: number; to: number; value: number }[] = [
      { from: first.from, to: sides.to, value: sides.value },
    ];
    let at = sides.to;
    for (;;) {
      let next = at;
      while (next < limit && next - at < 2 && LIST_LINKS.has(this.tokens[next]?.key ?? ''))
        next += 1;
      // No list of sizes is longer; the bound keeps a page of numbers from being read again and again.
      if (next === at || members.length > LONGEST_LIST) return [];
      const number = this.numbers.at(next, limit);
      if (number === undefined) return [];
      const member = this.dimension(number, limit);
      members.push({ from: number.from, to: member.to, value: member.value });
      at = member.to;
      if (member.unit === undefined) continue;
      const unit = member.unit;
      if (unit.measures === 'area')
        return members.map(({ from, to, value }, place) => ({
          kind: 'area',
          value: value * unit.factor,
          from,
          to: place === members.length - 1 ? unit.to : to,
        }));
      if (unit.measures !== 'length') return [];
      // "2, 0.5 cm lesions": a whole number before decimals counts the lesions.
      const [head, ...rest] = members;
      if (
        head !== undefined &&
        Number.isInteger(head.value) &&
        !(this.tokens[head.from]?.text.includes('.') ?? false) &&
        rest.every((one) => !Number.isInteger(one.value))
      )
        return [];
      return members.map((one) => this.length(one.from, one.to, one.value, unit));
    }
  }

  private dimension(
    first: NumberPhrase,
    limit: number,
  ): { value: number; to: number; unit: Unit | undefined; sides: number[] } {
    let unit = this.unitAfter(first, limit);
    const all = [first.value];
    let value = first.value;
    let to = unit?.measures === 'length' ? unit.to : first.to;
    for (let sides = 1; sides < 3; sides += 1) {
      if (
        !TIMES.has(this.tokens[to]?.key ?? '') ||
        (unit !== undefined && unit.measures !== 'length')
      )
        break;
      const next = this.numbers.at(to + 1, limit);
      if (next === undefined) break;
      const nextUnit = this.unitAfter(next, limit);
      if (nextUnit?.measures !== 'length' && !this.moreSides(next, limit)) break;
      value = Math.max(value, next.value);
      all.push(next.value);
      unit = nextUnit ?? unit;
      to = nextUnit?.to ?? next.to;
    }
    return {
      value,
      to: unit?.measures === 'length' ? Math.max(to, unit.to) : to,
      unit,
      sides: all,
    };
  }

  private moreSides(number: NumberPhrase, limit: number): boolean {
    if (!TIMES.has(this.tokens[number.to]?.key ?? '')) return false;
    const next = this.numbers.at(number.to + 1, limit);
    return next !== undefined && this.unitAfter(next, limit)?.measures === 'length';
  }

  private length(
    from: number,
    to: number,
    value: number,
    unit: Unit,
    sides: readonly number[] = [],
  ): Quantity {
    const inCm = (number: number): number => Math.round(number * unit.factor * 1000) / 1000;
    const owner = this.owners.of(from, to);
    return {
      kind: 'length',
      value: inCm(value),
      from,
      to,
      ...(sides.length > 1 ? { sides: sides.map(inCm) } : {}),
      ...(owner === undefined ? {} : { otherLength: true }),
      ...(owner === undefined || owner === '' ? {} : { lengthOf: owner }),
    };
  }

  private other(number: NumberPhrase, limit: number): Quantity | undefined {
    const { from, value } = number;
    const unit = this.unitAfter(number, limit);
    const days = this.ages.isDayOfLife(number);
    if (unit?.measures === 'age' || days || this.ages.isAge(number)) {
      const years = unit?.measures === 'age' ? unit.factor : days ? 1 / 365 : 1;
      const age = Math.round(value * years * 1000) / 1000;
      return number.range || age > 120
        ? undefined
        : { kind: 'age', value: age, from, to: unit?.to ?? number.to };
    }
    const before = this.tokens[from - 1];
    if (unit !== undefined || number.range || this.isApproximate(from)) return undefined;
    const after = this.tokens[number.to];
    if (before?.text === '$' || (before?.text === '/' && before.glued) || before?.text === '@')
      return undefined;
    if (after?.text === '/' && after.glued) return undefined;
    if (before?.text === '-' && before.glued && this.tokens[from]?.glued === true) return undefined;
    if (after?.text === '-' && after.glued && this.tokens[number.to + 1]?.kind === 'number')
      return undefined;
    const label =
      before?.text === '.' || before?.text === '#' || before?.text === ':'
        ? this.tokens[from - 2]
        : before;
    if (
      label !== undefined &&
      IDENTIFIER_LABELS.has(label.key) &&
      !(label.key === 'no' && before?.text !== '.')
    )
      return undefined;
    if (!Number.isInteger(value)) return { kind: 'bare', value, from, to: number.to };
    if (value < 1 || value > HIGHEST_COUNT) return undefined;
    return {
      kind: 'count',
      value,
      from,
      to: after?.text === '+' && after.glued ? number.to + 1 : number.to,
    };
  }

  /** "approx 14", "more than a dozen", "~15": no number that can be counted on. */
  private isApproximate(from: number): boolean {
    const before = this.tokens[from - 1];
    if (before?.text === '~' || before?.text === '≈') return true;
    // "more than a dozen": an article may stand between.
    const last = before?.key === 'a' ? from - 2 : from - 1;
    return (this.mentions.covering.get(last) ?? []).some(
      ({ concept }) => concept.traits['approximate'] === true,
    );
  }
}
