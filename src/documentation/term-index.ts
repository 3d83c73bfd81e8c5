import type { Concept } from '../knowledge/lexicon.js';
import { hasPlural, hasVerbForms, isCorrectable } from './lexicon-kinds.js';
import { ABBREVIATION_ENDINGS, type LexiconTerms } from './lexicon-terms.js';

/**
 * Where the terms of one part of a lexicon begin, and which of its long words a misspelling may stand for. Plain data,
 * so that the build can make it ahead of time: going through all terms would make up much of a start.
 */
export interface TermIndex {
  /** First words, and the places of the terms that begin with each. */
  readonly terms: string;
  /** Forms of first words ("biopsied"), and the words that each is a form of. */
  readonly bases: string;
  /** All inflected forms, with spaces between. */
  readonly inflected: string;
  /** Long clinical words by each of their slip keys. */
  readonly nearby: string;
}

/**
 * Values by key, out of a text with a key and its values to a line: quicker to bring up than as many lists, and a
 * note asks for few of them.
 */
export class Grouped {
  private readonly values = new Map<string, string>();

  constructor(text: string) {
    for (const line of text === '' ? [] : text.split('\n')) {
      const space = line.indexOf(' ');
      this.values.set(line.slice(0, space), line.slice(space + 1));
    }
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  get(key: string): readonly string[] {
    return this.values.get(key)?.split(' ') ?? [];
  }
}

/** Below seven letters one letter makes another word too easily ("shin", "skin"). */
export const TYPO_LENGTH = 7;

/**
 * One slip leaves the first or the last three letters of a long word as they are, and no first letter is corrected:
 * so every word that is one slip away shares one of these two keys.
 */
export function slipKeys(word: string): [first: string, last: string] {
  return [`${word.slice(0, 3)}-`, `${word[0] ?? ''}-${word.slice(-3)}`];
}

/** Values gathered under keys, in order of their coming. */
class Groups<V> {
  private readonly groups = new Map<string, V[]>();

  add(key: string, value: V): void {
    const group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, [value]);
    else group.push(value);
  }

  text(): string {
    return [...this.groups].map(([key, values]) => `${key} ${values.join(' ')}`).join('\n');
  }
}

/** Every word that stands in some term, as the lexicon writes it. */
export function wordsOf(terms: LexiconTerms): string[] {
  const words = new Set<string>();
  for (let place = 0; place < terms.count; place += 1)
    for (const word of terms.at(place).words) words.add(word);
  return [...words];
}

/** Indexes the terms of the concepts that `takes` chooses. */
export function indexTerms(terms: LexiconTerms, takes: (concept: Concept) => boolean): TermIndex {
  const begin = new Groups<number>();
  const bases = new Groups<string>();
  const inflected = new Set<string>();
  const correctable = new Set<string>();
  const seen = new Set<string>();
  const note = (word: string, mayCorrect: boolean) => {
    if (mayCorrect && word.length >= TYPO_LENGTH) correctable.add(word);
  };
  const inflect = (forms: readonly string[], base: string | undefined, mayCorrect: boolean) => {
    for (const form of forms) {
      if (base !== undefined) bases.add(form, base);
      inflected.add(form);
      note(form, mayCorrect);
    }
  };
  // Many terms share their first or last word: each is inflected once for what it is needed for.
  const isNew = (word: string, use: string, mayCorrect: boolean): boolean => {
    const key = `${word} ${use}${mayCorrect ? '' : ', exact'}`;
    return !seen.has(key) && seen.add(key).has(key);
  };
  for (let place = 0; place < terms.count; place += 1) {
    const { concept, words, exact } = terms.at(place);
    const [first, last] = [words[0], words.at(-1)];
    if (first === undefined || last === undefined || !takes(concept)) continue;
    begin.add(first, place);
    const single = words.length === 1;
    if (exact !== undefined) {
      if (single) for (const ending of ABBREVIATION_ENDINGS) bases.add(first + ending, first);
      continue;
    }
    const mayCorrect = isCorrectable(concept);
    for (const word of words) note(word, mayCorrect);
    if (hasVerbForms(concept) && isNew(first, 'verb', mayCorrect))
      inflect(terms.verbsOf(first), first, mayCorrect);
    if (hasPlural(concept) && isNew(last, single ? 'term' : 'noun', mayCorrect))
      inflect(terms.pluralsOf(last), single ? first : undefined, mayCorrect);
  }
  const nearby = new Groups<string>();
  for (const word of correctable) for (const key of slipKeys(word)) nearby.add(key, word);
  return {
    terms: begin.text(),
    bases: bases.text(),
    inflected: [...inflected].join(' '),
    nearby: nearby.text(),
  };
}
