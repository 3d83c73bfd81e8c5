import type { Mentions } from './mentions.js';
import { NumberReader, type NumberPhrase } from './numbers.js';
import type { Token } from './tokens.js';

/** A stretch of tokens with the number read from it. */
export interface Quantity {
  /** `count`: might count lesions, where it stands decides. `bare`: a decimal without a unit. */
  readonly kind: 'length' | 'count' | 'bare' | 'age';
  /** Lengths in cm, ages in years. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** The length belongs to a margin, an incision, a tool... */
  readonly otherLength?: boolean;
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

  constructor(
    private readonly tokens: readonly Token[],
    private readonly mentions: Mentions,
  ) {
    this.numbers = new NumberReader(tokens, mentions);
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

  /** "0.8 x 0.6 cm" (its largest side), "0.4, 0.6 and 1.2 cm" (each), "5mm". */
  private lengths(first: NumberPhrase, limit: number): Quantity[] {
    const sides = this.dimension(first, limit);
    if (sides.unit?.measures === 'length')
      return [this.length(first.from, sides.to, sides.value, sides.unit)];
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
      if (unit.measures !== 'length') return [];
      // "2, 0.5 cm lesions": a whole number before decimals counts the lesions.
      const [head, ...rest] = members;
      if (
        head !== undefined &&
        Number.isInteger(head.value) &&
        rest.every((one) => !Number.isInteger(one.value))
      )
        return [];
      return members.map((one, place) =>
        this.length(one.from, place === members.length - 1 ? one.to : one.to, one.value, unit),
      );
    }
  }

  private dimension(
    first: NumberPhrase,
    limit: number,
  ): { value: number; to: number; unit: Unit | undefined } {
    let unit = this.unitAfter(first, limit);
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
      unit = nextUnit ?? unit;
      to = nextUnit?.to ?? next.to;
    }
    return { value, to: unit?.measures === 'length' ? Math.max(to, unit.to) : to, unit };
  }

  private moreSides(number: NumberPhrase, limit: number): boolean {
    if (!TIMES.has(this.tokens[number.to]?.key ?? '')) return false;
    const next = this.numbers.at(number.to + 1, limit);
    return next !== undefined && this.unitAfter(next, limit)?.measures === 'length';
  }

  private length(from: number, to: number, value: number, unit: Unit): Quantity {
    const cm = Math.round(value * unit.factor * 1000) / 1000;
    return {
      kind: 'length',
      value: cm,
      from,
      to,
      ...(this.isOtherLength(from, to) ? { otherLength: true } : {}),
    };
  }

  /** A margin, a depth, a tool, a distance: words right before or right after the length say so. */
  private isOtherLength(from: number, to: number): boolean {
    for (let index = to; index < to + 3; index += 1) {
      if (/^[.;,)]$/.test(this.tokens[index]?.text ?? '.')) break;
      if (this.hasTrait(index, 'otherLength')) return true;
      if (this.mentions.at.get(index)?.some(({ concept }) => concept.kind === 'lesion')) break;
    }
    for (let index = from - 1; index >= from - 4; index -= 1) {
      if (/^[.;,(]$/.test(this.tokens[index]?.text ?? '.')) break;
      if (this.hasTrait(index, 'otherLength')) return true;
      if (
        this.mentions.at
          .get(index)
          ?.some(({ concept }) => concept.kind === 'lesion' || concept.kind === 'site')
      )
        break;
    }
    return false;
  }

  private hasTrait(index: number, trait: string): boolean {
    return (this.mentions.at.get(index) ?? []).some(
      ({ concept }) => concept.traits[trait] === true,
    );
  }

  private other(number: NumberPhrase, limit: number): Quantity | undefined {
    const { from, value } = number;
    const unit = this.unitAfter(number, limit);
    if (unit?.measures === 'age' || this.labelledAge(number)) {
      return number.range || value > 120
        ? undefined
        : { kind: 'age', value, from, to: unit?.to ?? number.to };
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

  /** "age 57", "57F", "57 y.o.". */
  private labelledAge(number: NumberPhrase): boolean {
    const before = this.tokens[number.from - 1]?.key;
    if (before === 'age' || before === 'aged') return true;
    const after = this.tokens[number.to];
    if (after?.glued === true && /^(?:[MF]|[mf])$/.test(after.text)) return true;
    return (
      after?.key === 'y' &&
      this.tokens[number.to + 1]?.text === '.' &&
      this.tokens[number.to + 2]?.key === 'o'
    );
  }
}
