import { looksPast } from './forms.js';
import type { Token } from './tokens.js';

const FINITE = new Set('is was were are has had did does came went became'.split(' '));
const PERSONS = new Set('i we he she they'.split(' '));

/** What the punctuation between two places of a sentence says. Places are token numbers, the second excluded. */
export class SentenceMarks {
  constructor(private readonly tokens: readonly Token[]) {}

  /** A comma, bracket or dash between: the two stand in different parts of the sentence. */
  parts(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1)
      if (/^[,;:()[\]|]$/.test(this.tokens[index]?.text ?? '') || this.isDash(index)) return true;
    return false;
  }

  isDash(index: number): boolean {
    const token = this.tokens[index];
    return (
      token !== undefined &&
      /^[-–—]$/.test(token.text) &&
      !token.glued &&
      this.tokens[index + 1]?.glued !== true
    );
  }

  /** A comma or dash with a verb or a person right after it. */
  startsAnew(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) {
      if (this.tokens[index]?.text !== ',' && !this.isDash(index)) continue;
      for (let at = index + 1; at < index + 5; at += 1) {
        const key = this.tokens[at]?.key ?? '';
        if (/^[.,;:()]$/.test(key) || key === 'or' || key === 'nor') break;
        if (FINITE.has(key) || (at === index + 1 && (looksPast(key) || PERSONS.has(key))))
          return true;
      }
    }
    return false;
  }

  closesBracket(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) {
      const text = this.tokens[index]?.text;
      if (text === '(') return false;
      if (text === ')') return true;
    }
    return false;
  }

  hasComma(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1)
      if (this.tokens[index]?.text === ',') return true;
    return false;
  }
}
