import type { Concept, Lexicon } from '../knowledge/lexicon.js';
import { plurals, verbForms } from './forms.js';
import { tokenize } from './tokens.js';

/** A node of the word tree. Terms end where `concepts` is not empty. */
export interface TermNode {
  readonly next: Map<string, TermNode>;
  readonly concepts: { readonly concept: Concept; readonly exact?: string }[];
}

/** The lexicon, compiled for matching. */
export interface Vocabulary {
  readonly lexicon: Lexicon;
  readonly root: TermNode;
  /** Every word that some term holds: such a word is never taken for a misspelling. */
  readonly known: ReadonlySet<string>;
  /** A long word with one letter left out, to the words that it may be a misspelling of. */
  readonly shortened: ReadonlyMap<string, readonly string[]>;
}

const INFLECTED_AS_VERB = new Set(['procedure', 'method']);
const INFLECTED_AS_NOUN = new Set([
  'procedure',
  'method',
  'lesion',
  'condition',
  'site',
  'relation',
  'unit',
  'sex',
  'setting',
  'number',
]);
/** Kinds whose long words are clinical terms: only these are matched through a misspelling. */
const TYPO_KINDS = new Set(['procedure', 'method', 'lesion', 'condition', 'site']);
/** Below seven letters one letter makes another word too easily ("shin", "skin"). */
const TYPO_LENGTH = 7;

/** The comparable words of a term: hyphens between words are left out, as they are when the note is matched. */
export function termWords(term: string): { key: string; text: string }[] {
  return tokenize(term)
    .filter((token) => token.text !== '-')
    .map(({ key, text }) => ({ key, text }));
}

function phrases(concept: Concept, word: string): string[][] {
  const base = termWords(word).map((part) => part.key);
  const last = base.at(-1);
  const first = base[0];
  if (first === undefined || last === undefined) return [];
  const forms: string[][] = [base];
  if (INFLECTED_AS_NOUN.has(concept.kind)) {
    for (const form of plurals(last)) forms.push([...base.slice(0, -1), form]);
  }
  if (INFLECTED_AS_VERB.has(concept.kind) && concept.traits['inflected'] !== false) {
    const { past, other } = verbForms(first);
    for (const form of [...past, ...other]) forms.push([form, ...base.slice(1)]);
  }
  return forms;
}

function plant(root: TermNode, words: readonly string[], concept: Concept, exact?: string): void {
  let node = root;
  for (const word of words) {
    let child = node.next.get(word);
    if (child === undefined) {
      child = { next: new Map(), concepts: [] };
      node.next.set(word, child);
    }
    node = child;
  }
  if (node.concepts.some((known) => known.concept.id === concept.id && known.exact === exact))
    return;
  node.concepts.push(exact === undefined ? { concept } : { concept, exact });
}

/** The word with each one of its letters left out. */
export function withoutOneLetter(word: string): string[] {
  return Array.from(
    { length: word.length },
    (_, index) => word.slice(0, index) + word.slice(index + 1),
  );
}

function compile(lexicon: Lexicon): Vocabulary {
  const root: TermNode = { next: new Map(), concepts: [] };
  const known = new Set<string>();
  const correctable = new Set<string>();
  for (const concept of lexicon.concepts) {
    for (const word of concept.words) {
      for (const form of phrases(concept, word)) {
        plant(root, form, concept);
        for (const part of form) {
          known.add(part);
          // "Shaking" and "flipped" are words of their own; they misspell no "shaving" and no "clipped".
          const clinical = TYPO_KINDS.has(concept.kind) && concept.traits['everyday'] !== true;
          if (part.length >= TYPO_LENGTH && clinical) correctable.add(part);
        }
      }
    }
    for (const abbreviation of concept.abbreviations) {
      const parts = termWords(abbreviation);
      const keys = parts.map((part) => part.key);
      const exact = parts.map((part) => part.text).join(' ');
      const last = keys.at(-1);
      if (last === undefined) continue;
      plant(root, keys, concept, exact);
      for (const ending of ['s', "'s"]) {
        plant(root, [...keys.slice(0, -1), last + ending], concept, exact + ending);
      }
      for (const key of keys) known.add(key);
    }
  }
  const shortened = new Map<string, string[]>();
  for (const word of correctable) {
    for (const piece of new Set([word, ...withoutOneLetter(word)])) {
      const words = shortened.get(piece);
      if (words === undefined) shortened.set(piece, [word]);
      else words.push(word);
    }
  }
  return { lexicon, root, known, shortened };
}

// Compiling is pure, so remembering its result per lexicon changes no answer; it only saves the time.
const compiled = new WeakMap<Lexicon, Vocabulary>();

export function vocabularyOf(lexicon: Lexicon): Vocabulary {
  const ready = compiled.get(lexicon);
  if (ready !== undefined) return ready;
  const vocabulary = compile(lexicon);
  compiled.set(lexicon, vocabulary);
  return vocabulary;
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
  const found = new Set<string>();
  for (const piece of [word, ...withoutOneLetter(word)]) {
    for (const candidate of vocabulary.shortened.get(piece) ?? []) {
      if (candidate[0] === word[0] && oneSlipApart(word, candidate)) found.add(candidate);
    }
  }
  return found.size === 1 ? [...found][0] : undefined;
}
