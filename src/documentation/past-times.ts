import type { Concept, Lexicon } from '../knowledge/lexicon.js';
import type { Mention } from './mentions.js';
import type { Sentence } from './sentences.js';
import type { Token } from './tokens.js';

const TIME_UNIT = /^(?:days?|wks?|weeks?|mos?|months?|yrs?|years?)$/;
const TIME_LINK = /^(?:after|since|following|post|postop|out)$/;
const YEAR = /^(?:19[5-9]|20[0-4])\d$/;

/** Times that make something past and that no list of words can hold: years, and "10 days after". */
export class PastTimes {
  private readonly year: Concept | undefined;
  private readonly yearBefore: Concept | undefined;
  private readonly after: Concept | undefined;

  constructor(
    private readonly tokens: readonly Token[],
    lexicon: Lexicon,
    private readonly taken: ReadonlySet<number>,
  ) {
    this.year = lexicon.concept('cue-past-year');
    this.yearBefore = lexicon.concept('cue-past-year-before');
    this.after = lexicon.concept('cue-after-time');
  }

  in(sentence: Sentence): Mention[] {
    return [...this.years(sentence), ...this.timesAfter(sentence)];
  }

  /**
   * "ORIF 2019", "in 2021": a year that lies behind this edition tells that something is past; at the head of a
   * statement it speaks of what follows ("2022 hip fracture nailed, now ...").
   */
  private years(sentence: Sentence): Mention[] {
    const concept = this.year;
    const before = concept?.traits['yearsBefore'];
    if (concept === undefined || typeof before !== 'number') return [];
    const found: Mention[] = [];
    for (let index = sentence.from; index < sentence.to; index += 1) {
      const { text, kind, glued } = this.tokens[index] ?? { text: '', kind: 'symbol', glued: true };
      const next = this.tokens[index + 1];
      const alone = !glued && (next?.glued !== true || /^[.,;:)]$/.test(next.text));
      if (kind !== 'number' || !alone || !YEAR.test(text)) continue;
      if (Number(text) >= before || this.taken.has(index)) continue;
      const heads = this.headsStatement(index, sentence) ? this.yearBefore : undefined;
      found.push({ concept: heads ?? concept, from: index, to: index + 1 });
    }
    return found;
  }

  private headsStatement(index: number, { from }: Sentence): boolean {
    const first = this.tokens[index - 1]?.key === 'in' ? index - 1 : index;
    return first === from || /^[,;:(]$/.test(this.tokens[first - 1]?.text ?? '');
  }

  /** "10 days after", "three years since": what follows is past. */
  private timesAfter({ from, to }: Sentence): Mention[] {
    const concept = this.after;
    if (concept === undefined) return [];
    const found: Mention[] = [];
    for (let index = from + 1; index < to; index += 1) {
      // "10 days after", "day 5 after".
      const numbered = this.tokens[index - 1]?.kind === 'number' ? index - 2 : index - 1;
      if (!TIME_UNIT.test(this.tokens[numbered]?.key ?? '')) continue;
      if (!TIME_LINK.test(this.tokens[index]?.key ?? '')) continue;
      // The days after a discharge are what a visit is coded by.
      const next = this.tokens.slice(index + 1, index + 4);
      if (!next.some(({ key }) => key.startsWith('discharge')))
        found.push({ concept, from: index, to: index + 1 });
    }
    return found;
  }
}
