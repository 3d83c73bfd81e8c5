import type { Mentions } from './mentions.js';
import type { Token } from './tokens.js';

/** A number as written, in digits or words. */
export interface NumberPhrase {
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** "5-7", "5 to 7": no single number. */
  readonly range: boolean;
}

const FRACTIONS: Readonly<Record<string, number>> = {
  '½': 0.5,
  '¼': 0.25,
  '¾': 0.75,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '⅛': 0.125,
};
const DENOMINATORS = new Set([2, 3, 4, 8, 16]);
const DASHES = new Set(['-', '–', '—', '‑']);
const ORDINAL_ENDING = new Set(['st', 'nd', 'rd', 'th']);

interface Read {
  readonly value: number;
  readonly to: number;
}

/** Reads numbers of one note. Every method looks at a bounded stretch of tokens. */
export class NumberReader {
  constructor(
    private readonly tokens: readonly Token[],
    private readonly mentions: Mentions,
  ) {}

  /** The number phrase that starts at `index`, or undefined. */
  at(index: number, limit: number): NumberPhrase | undefined {
    const first = this.single(index, limit);
    if (first === undefined) return undefined;
    const link = this.tokens[first.to];
    const dash = link !== undefined && DASHES.has(link.text);
    if (first.to + 1 < limit && (dash || link?.key === 'to')) {
      const second = this.single(first.to + 1, limit);
      if (second !== undefined && second.value > first.value && second.value <= 200) {
        return { value: second.value, from: index, to: second.to, range: true };
      }
    }
    return { value: first.value, from: index, to: first.to, range: false };
  }

  private single(index: number, limit: number): Read | undefined {
    if (index >= limit) return undefined;
    return this.digits(index, limit) ?? this.words(index, limit);
  }

  private digits(index: number, limit: number): Read | undefined {
    const token = this.tokens[index];
    if (token?.kind !== 'number') return undefined;
    const fraction = FRACTIONS[token.text];
    if (fraction !== undefined) return { value: fraction, to: index + 1 };
    const value = numeric(token.text);
    const next = this.tokens[index + 1];
    // "2nd" names a rank.
    if (next?.glued === true && ORDINAL_ENDING.has(next.key)) return undefined;
    const simple = this.slashFraction(index, limit);
    if (simple !== undefined) return simple;
    if (index + 1 >= limit || next === undefined || !Number.isInteger(value))
      return { value, to: index + 1 };
    const glyph = FRACTIONS[next.text];
    if (glyph !== undefined) return { value: value + glyph, to: index + 2 };
    const skip = DASHES.has(next.text) ? index + 2 : index + 1;
    const mixed = this.slashFraction(skip, limit);
    if (mixed !== undefined && mixed.value < 1) return { value: value + mixed.value, to: mixed.to };
    return { value, to: index + 1 };
  }

  /** "1/2" but never a date, a pressure or "17000/17003". */
  private slashFraction(index: number, limit: number): Read | undefined {
    const [top, slash, bottom, after] = this.tokens.slice(index, index + 4);
    if (
      top?.kind !== 'number' ||
      slash?.text !== '/' ||
      bottom?.kind !== 'number' ||
      index + 2 >= limit
    )
      return undefined;
    if (after?.text === '/') return undefined;
    const below = numeric(bottom.text);
    const above = numeric(top.text);
    if (!DENOMINATORS.has(below) || above >= below || !Number.isInteger(above)) return undefined;
    return { value: above / below, to: index + 3 };
  }

  private traits(index: number): Readonly<Record<string, string | number | boolean>> | undefined {
    return this.mentions.at.get(index)?.find((mention) => mention.concept.kind === 'number')
      ?.concept.traits;
  }

  /** "twenty-two", "a dozen", "half a dozen", "two dozen", "two and a half", "one hundred". */
  private words(index: number, limit: number): Read | undefined {
    const key = this.tokens[index]?.key;
    const traits = this.traits(index);
    if ((key === 'a' || key === 'one') && index + 1 < limit) {
      const scale = this.traits(index + 1)?.['scale'];
      if (typeof scale === 'number') return { value: scale, to: index + 2 };
    }
    if (traits === undefined || traits['indefinite'] === true) return undefined;
    if (typeof traits['scale'] === 'number') return { value: traits['scale'], to: index + 1 };
    const own = traits['value'];
    if (typeof own !== 'number') return undefined;
    let value = own;
    let to = index + 1;
    if (traits['fraction'] === true) {
      const article = this.tokens[to]?.key === 'a' ? to + 1 : to;
      const scale = article < limit ? this.traits(article)?.['scale'] : undefined;
      return typeof scale === 'number' ? { value: value * scale, to: article + 1 } : { value, to };
    }
    const dash = DASHES.has(this.tokens[to]?.text ?? '');
    const unit = this.traits(dash ? to + 1 : to)?.['value'];
    if (
      value >= 20 &&
      value < 100 &&
      typeof unit === 'number' &&
      unit > 0 &&
      unit < 10 &&
      Number.isInteger(unit)
    ) {
      value += unit;
      to += dash ? 2 : 1;
    }
    const scale = to < limit ? this.traits(to)?.['scale'] : undefined;
    if (typeof scale === 'number') return { value: value * scale, to: to + 1 };
    return this.half(value, to, limit);
  }

  /** "two and a half", "one and one half". */
  private half(value: number, to: number, limit: number): Read {
    if (this.tokens[to]?.key !== 'and' || to + 2 >= limit) return { value, to };
    const article = this.tokens[to + 1]?.key;
    const traits = this.traits(to + 2);
    if (
      (article === 'a' || article === 'one') &&
      traits?.['fraction'] === true &&
      typeof traits['value'] === 'number'
    ) {
      return { value: value + traits['value'], to: to + 3 };
    }
    return { value, to };
  }
}

function numeric(text: string): number {
  if (/^\d{1,3}(?:,\d{3})+$/.test(text)) return Number(text.replaceAll(',', ''));
  return Number(text.replace(',', '.'));
}
