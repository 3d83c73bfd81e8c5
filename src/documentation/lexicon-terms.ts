import type { Concept, Lexicon } from '../knowledge/lexicon.js';
import { plurals, verbForms } from './forms.js';
import { hasPlural, hasVerbForms } from './lexicon-kinds.js';
import { spelling } from './spellings.js';
import { tokenize } from './tokens.js';

/** One way to write a term; `exact` where upper and lower case count. */
export interface Spelling {
  readonly words: readonly string[];
  readonly exact?: string;
}

/** A term of the lexicon as its comparable words. */
export interface Term extends Spelling {
  readonly concept: Concept;
}

export const ABBREVIATION_ENDINGS: readonly string[] = ['s', "'s"];

const PLAIN_WORDS = /^[a-z]+(?: [a-z]+)*$/;

/** The comparable words of a term, and as written: hyphens are left out, as they are when the note is matched. */
function termWords(term: string): { keys: readonly string[]; texts: readonly string[] } {
  if (PLAIN_WORDS.test(term)) {
    const words = term.split(' ');
    return { keys: words.map(spelling), texts: words };
  }
  const tokens = tokenize(term).filter((token) => token.text !== '-');
  return { keys: tokens.map(({ key }) => key), texts: tokens.map(({ text }) => text) };
}

function remembered<K, T>(make: (of: K) => T): (of: K) => T {
  const known = new Map<K, T>();
  return (of) => {
    const found = known.get(of);
    if (found !== undefined) return found;
    const made = make(of);
    known.set(of, made);
    return made;
  };
}

function startsOf(concepts: readonly Concept[]): number[] {
  const starts = [0];
  let next = 0;
  for (const { words, abbreviations } of concepts) {
    next += words.length + abbreviations.length;
    starts.push(next);
  }
  return starts;
}

/** All terms of a lexicon by their place in it, each split into words when it is first asked for. */
export class LexiconTerms {
  readonly at = remembered((place: number) => this.split(place));
  readonly pluralsOf = remembered(plurals);
  readonly verbsOf = remembered((verb: string) => {
    const { past, other } = verbForms(verb);
    return [...past, ...other];
  });
  private readonly concepts: readonly Concept[];
  /** The place of the first term of each concept; the last is the number of all terms. */
  readonly starts: readonly number[];

  /** @param starts as an earlier run has found them: words that are not counted need not be split. */
  constructor({ concepts }: Lexicon, starts: readonly number[] = startsOf(concepts)) {
    this.concepts = concepts;
    this.starts = starts;
  }

  get count(): number {
    return this.starts.at(-1) ?? 0;
  }

  private split(place: number): Term {
    let low = 0;
    let high = this.concepts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? Infinity) <= place) low = middle;
      else high = middle - 1;
    }
    const concept = this.concepts[low];
    if (concept === undefined) throw new RangeError(`The lexicon has no term ${place}.`);
    const own = place - (this.starts[low] ?? 0);
    const word = concept.words[own];
    if (word !== undefined) return { concept, words: termWords(word).keys };
    const { keys, texts } = termWords(concept.abbreviations[own - concept.words.length] ?? '');
    return { concept, words: keys, exact: texts.join(' ') };
  }

  /** Every way to write a term. */
  spellings({ concept, words, exact }: Term): Spelling[] {
    const [first = '', ...rest] = words;
    const last = words.at(-1) ?? '';
    const but = words.slice(0, -1);
    if (exact !== undefined) {
      return ['', ...ABBREVIATION_ENDINGS].map((ending) => ({
        words: [...but, last + ending],
        exact: exact + ending,
      }));
    }
    const many = hasPlural(concept) ? this.pluralsOf(last) : [];
    const verbs = hasVerbForms(concept) ? this.verbsOf(first) : [];
    return [
      { words },
      ...many.map((form) => ({ words: [...but, form] })),
      ...verbs.map((form) => ({ words: [form, ...rest] })),
    ];
  }
}
