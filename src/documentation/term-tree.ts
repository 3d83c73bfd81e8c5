import type { Concept } from '../knowledge/lexicon.js';
import type { LexiconTerms } from './lexicon-terms.js';
import { Grouped, type TermIndex } from './term-index.js';

/** A node of the word tree. Terms end where `concepts` is not empty. */
export interface TermNode {
  readonly next: { get(word: string): TermNode | undefined };
  readonly concepts: readonly { readonly concept: Concept; readonly exact?: string }[];
}

interface GrownNode extends TermNode {
  readonly next: Map<string, GrownNode>;
  readonly concepts: { readonly concept: Concept; readonly exact?: string }[];
}

/** The word tree of many terms, grown where it is walked: a note meets a small part of the lexicon. */
export class TermTree implements TermNode {
  readonly concepts = [];
  readonly next = { get: (word: string) => this.branch(word) };
  private readonly grown = new Map<string, GrownNode | undefined>();
  private readonly places: Grouped;
  private readonly bases: Grouped;

  constructor(
    { terms: places, bases }: TermIndex,
    private readonly terms: LexiconTerms,
  ) {
    this.places = new Grouped(places);
    this.bases = new Grouped(bases);
  }

  private branch(first: string): GrownNode | undefined {
    const known = this.grown.get(first);
    if (known !== undefined) return known;
    // Most words of a note begin no term: they are sent off before anything is made for them.
    if (!this.places.has(first) && !this.bases.has(first)) return undefined;
    if (this.grown.has(first)) return undefined;
    const bases = new Set([first, ...this.bases.get(first)]);
    const places = [...bases].flatMap((base) => this.places.get(base).map(Number));
    if (places.length === 0) return undefined;
    const node: GrownNode = { next: new Map(), concepts: [] };
    // Concepts of one spelling stand in the order of the lexicon.
    for (const place of places.sort((a, b) => a - b)) {
      const term = this.terms.at(place);
      for (const { words, exact } of this.terms.spellings(term)) {
        if (words[0] === first) plant(node, words.slice(1), term.concept, exact);
      }
    }
    // An inflected form may belong to none of the terms that begin with its base.
    const branch = node.next.size + node.concepts.length === 0 ? undefined : node;
    this.grown.set(first, branch);
    return branch;
  }
}

function plant(root: GrownNode, words: readonly string[], concept: Concept, exact?: string): void {
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
