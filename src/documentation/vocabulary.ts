import type { Concept, Lexicon } from '../knowledge/lexicon.js';
import { isDiagnosticKind, isReaderKind } from './lexicon-kinds.js';
import { LexiconTerms } from './lexicon-terms.js';
import {
  Grouped,
  indexTerms,
  slipKeys,
  TYPO_LENGTH,
  wordsOf,
  type TermIndex,
} from './term-index.js';
import { TermTree, type TermNode } from './term-tree.js';

export { isAct, isClinicalKind, isDiagnosticKind } from './lexicon-kinds.js';
export type { TermNode } from './term-tree.js';

/** The lexicon, compiled for matching. */
export interface Vocabulary {
  readonly lexicon: Lexicon;
  readonly root: TermNode;
  /** Every word that some term holds: such a word is never taken for a misspelling. */
  readonly known: Pick<ReadonlySet<string>, 'has'>;
  /** Long clinical words by their slip keys: what a long word may be a misspelling of. */
  readonly nearby: Pick<Grouped, 'get'>;
  /** A site inside a longer term is a fact as well. */
  readonly showsSites: boolean;
}

/** What the build makes of a lexicon ahead of time; `Lexicon.prepared` carries it. */
export interface PreparedVocabulary {
  /** Every word that some term holds, with spaces between. */
  readonly words: string;
  /** Where the terms of each concept begin, with spaces between. */
  readonly starts: string;
  /** By the name of the part. */
  readonly parts: Readonly<Record<string, TermIndex>>;
}

function isPrepared(value: unknown): value is PreparedVocabulary {
  return typeof value === 'object' && value !== null && 'words' in value && 'parts' in value;
}

const GENERAL = 'general';

/** What all parts of one lexicon share. */
class Compiled {
  readonly terms: LexiconTerms;
  readonly indexes = new Map<string, TermIndex>();
  private readonly prepared: PreparedVocabulary | undefined;
  private readonly words: ReadonlySet<string>;
  private readonly parts = new Map<string, Vocabulary>();

  constructor(private readonly lexicon: Lexicon) {
    this.prepared = isPrepared(lexicon.prepared) ? lexicon.prepared : undefined;
    this.terms = new LexiconTerms(lexicon, this.prepared?.starts.split(' ').map(Number));
    this.words = new Set(this.prepared?.words.split(' ') ?? wordsOf(this.terms));
  }

  part(name: string, takes: (kind: string, concept: Concept) => boolean): Vocabulary {
    const known = this.parts.get(name);
    if (known !== undefined) return known;
    const index =
      this.prepared?.parts[name] ??
      indexTerms(this.terms, (concept) => takes(concept.kind, concept));
    this.indexes.set(name, index);
    const inflected = new Set(index.inflected.split(' '));
    const part: Vocabulary = {
      lexicon: this.lexicon,
      root: new TermTree(index, this.terms),
      // A word of another part of the lexicon is no misspelling either.
      known: { has: (word) => this.words.has(word) || inflected.has(word) },
      nearby: new Grouped(index.nearby),
      showsSites: name === GENERAL,
    };
    this.parts.set(name, part);
    return part;
  }

  prepare(): PreparedVocabulary {
    return {
      words: [...this.words].join(' '),
      starts: this.terms.starts.join(' '),
      parts: Object.fromEntries(this.indexes),
    };
  }
}

// Compiling is pure, so remembering its results per lexicon changes no answer; it only saves the time.
const compiled = new WeakMap<Lexicon, Compiled>();

function compiledOf(lexicon: Lexicon): Compiled {
  const known = compiled.get(lexicon) ?? new Compiled(lexicon);
  compiled.set(lexicon, known);
  return known;
}

/** The words of some kinds of the lexicon. `name` stands for the choice that `takes` makes. */
export function partOfLexicon(
  lexicon: Lexicon,
  name: string,
  takes: (kind: string, concept: Concept) => boolean,
): Vocabulary {
  return compiledOf(lexicon).part(name, takes);
}

/** The parts of the lexicon that have been asked for so far, as plain data for `Lexicon.prepared`. */
export function preparedVocabulary(lexicon: Lexicon): PreparedVocabulary {
  return compiledOf(lexicon).prepare();
}

/** What the reader of lesions goes by. Longer terms of other chapters ("left arm nerve study") must not hide a site from it. */
const LESION_KINDS = new Set(
  'method lesion condition site laterality depth closure extent relation pathology payer setting sex'.split(
    ' ',
  ),
);

export function lesionVocabularyOf(lexicon: Lexicon): Vocabulary {
  const general = vocabularyOf(lexicon);
  const own = partOfLexicon(
    lexicon,
    'lesions',
    (kind, concept) =>
      isReaderKind(kind) ||
      LESION_KINDS.has(kind) ||
      (kind === 'procedure' && concept.traits['skinAct'] === true),
  );
  // A word of any chapter is a word, not a misspelling.
  return { ...own, known: general.known };
}

export function vocabularyOf(lexicon: Lexicon): Vocabulary {
  return partOfLexicon(lexicon, GENERAL, (kind) => !isDiagnosticKind(kind));
}

/** True when one letter added, left out, changed or two neighbours swapped turns `a` into `b`. */
export function oneSlipApart(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [lengthA, lengthB] = [endA - start, endB - start];
  if (lengthA <= 1 && lengthB <= 1) return true;
  return lengthA === 2 && lengthB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}

/** The one lexicon word that a long unknown word misspells, or undefined where there is none or several. */
export function correctionOf(vocabulary: Vocabulary, word: string): string | undefined {
  if (word.length < TYPO_LENGTH || word.length > 40 || vocabulary.known.has(word)) return undefined;
  let found: string | undefined;
  for (const key of slipKeys(word)) {
    for (const candidate of vocabulary.nearby.get(key)) {
      if (candidate === found || candidate[0] !== word[0] || !oneSlipApart(word, candidate))
        continue;
      if (found !== undefined) return undefined;
      found = candidate;
    }
  }
  return found;
}

/** Walks the word tree over given words; the concepts of `kind` that end there. */
export function conceptsOf(
  vocabulary: Vocabulary,
  words: readonly string[],
  kind: string,
): Concept[] {
  let node: TermNode | undefined = vocabulary.root;
  for (const word of words) node = node?.next.get(word);
  return (node?.concepts ?? [])
    .filter(({ exact, concept }) => exact === undefined && concept.kind === kind)
    .map(({ concept }) => concept);
}
