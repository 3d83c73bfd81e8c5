import type { Concept } from '../knowledge/lexicon.js';
import type { Token } from './tokens.js';
import { correctionOf, type TermNode, type Vocabulary } from './vocabulary.js';

/** A concept named by the tokens `from` (included) to `to` (excluded). */
export interface Mention {
  readonly concept: Concept;
  readonly from: number;
  readonly to: number;
}

/** Everything the lexicon finds: mentions in order of `from`; several concepts may share the same words. */
export interface Mentions {
  readonly all: readonly Mention[];
  /** The mentions that start at a token, by token index. */
  readonly at: ReadonlyMap<number, readonly Mention[]>;
  /** For each token the mentions that cover it. */
  readonly covering: ReadonlyMap<number, readonly Mention[]>;
}

const HYPHENS = new Set(['-', '‑', '‐']);
/** A term of the lexicon never spans more words than this, which keeps the pass linear. */
const LONGEST_TERM = 8;

/** Objects that stand inside a verb: "took it off", "shaved them off". */
const OBJECTS = new Set(['it', 'them', 'this', 'these', 'those', 'that']);

const NAMES = new Set(['the', 'his', 'her', 'their', 'upper', 'lower', 'mid', 'left', 'right']);

/** Where a term may go on after token `index`: over a hyphen glued between two words. */
function following(tokens: readonly Token[], index: number): number {
  const next = tokens[index + 1];
  const after = tokens[index + 2];
  if (next !== undefined && HYPHENS.has(next.text) && after?.glued === true) return index + 2;
  return index + 1;
}

/** Concepts of the longest term that starts at `index`, within the sentence that ends at `limit`. */
function longestAt(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  index: number,
  limit: number,
): { concepts: Concept[]; to: number } | undefined {
  let node: TermNode | undefined = vocabulary.root;
  let best: { concepts: Concept[]; to: number } | undefined;
  // "nevus of the back in ...": after an article the words are a body part, whatever phrase they begin.
  const named =
    NAMES.has(tokens[index - 1]?.key ?? '') &&
    conceptsOf(vocabulary, [tokens[index]?.key ?? ''], 'site').length > 0;
  let at = index;
  let spelled = '';
  for (let length = 0; length < LONGEST_TERM && at < limit; length += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const corrected: string | undefined =
      token.kind === 'word' ? correctionOf(vocabulary, token.key) : undefined;
    const here: TermNode = node;
    node = here.next.get(corrected ?? token.key);
    if (node === undefined && length > 0 && OBJECTS.has(token.key)) {
      node = here;
      at += 1;
      continue;
    }
    if (node === undefined) break;
    spelled = spelled === '' ? token.text : `${spelled} ${token.text}`;
    const concepts = node.concepts
      .filter(
        ({ exact, concept }) =>
          (exact === undefined || exact === spelled) && !(named && concept.kind === 'ignored'),
      )
      .map(({ concept }) => concept);
    if (concepts.length > 0) best = { concepts: [...new Set(concepts)], to: at + 1 };
    at = following(tokens, at);
  }
  return best;
}

/** Finds the longest terms of tokens `from` to `limit`, left to right, without overlap. */
export function findMentions(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  from: number,
  limit: number,
): Mention[] {
  const mentions: Mention[] = [];
  let index = from;
  while (index < limit) {
    const found = longestAt(vocabulary, tokens, index, limit);
    if (found === undefined) {
      index += 1;
      continue;
    }
    for (const concept of found.concepts) mentions.push({ concept, from: index, to: found.to });
    // "another lesion" tells a relation and names a lesion.
    index = found.concepts.some((concept) => concept.traits['keepWords'] === true)
      ? index + 1
      : found.to;
  }
  return mentions;
}

const LINKS = new Set(['and', 'or', ',', '&', '/', 'plus', '+']);

/** Walks the word tree over given words; the concepts of `kind` that end there. */
function conceptsOf(vocabulary: Vocabulary, words: readonly string[], kind: string): Concept[] {
  let node: TermNode | undefined = vocabulary.root;
  for (const word of words) node = node?.next.get(word);
  return (node?.concepts ?? [])
    .filter(({ exact, concept }) => exact === undefined && concept.kind === kind)
    .map(({ concept }) => concept);
}

/**
 * Terms that share their last words: "plantar and flat warts", "actinic or seborrheic keratoses".
 * The first word is read with the head of the later term.
 */
export function sharedHeads(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  mentions: readonly Mention[],
  from: number,
): Mention[] {
  const found: Mention[] = [];
  for (const mention of mentions) {
    const { kind } = mention.concept;
    if ((kind !== 'lesion' && kind !== 'procedure') || mention.from === from) continue;
    const keys = tokens.slice(mention.from, mention.to).map((token) => token.key);
    for (let cut = keys.length > 1 ? 1 : 0; cut < keys.length; cut += 1) {
      let at = mention.from - 1;
      while (at > from && (LINKS.has(tokens[at]?.key ?? '') || tokens[at]?.kind === 'number'))
        at -= 1;
      // Without a link between, the words are one term or none; the longest match has decided that.
      if (at === mention.from - 1) break;
      const first = tokens[at]?.key;
      if (first === undefined) break;
      const concepts = conceptsOf(vocabulary, [first, ...keys.slice(cut)], kind);
      for (const concept of concepts) {
        if (concept.id !== mention.concept.id) found.push({ concept, from: at, to: at + 1 });
      }
      if (concepts.length > 0) break;
    }
  }
  return found;
}

/** "2 plantar" after "warts": a word that makes a term with a head named before. */
export function withEarlierHead(
  vocabulary: Vocabulary,
  word: string,
  heads: readonly string[],
): Concept | undefined {
  for (const head of heads) {
    const concept = conceptsOf(vocabulary, [word, head], 'lesion')[0];
    if (concept !== undefined) return concept;
  }
  return undefined;
}

export function indexMentions(all: readonly Mention[]): Mentions {
  const at = new Map<number, Mention[]>();
  const covering = new Map<number, Mention[]>();
  const put = (map: Map<number, Mention[]>, key: number, mention: Mention): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [mention]);
    else list.push(mention);
  };
  for (const mention of all) {
    put(at, mention.from, mention);
    for (let index = mention.from; index < mention.to; index += 1) put(covering, index, mention);
  }
  return { all, at, covering };
}

/** The lesion that a word names by itself. */
export function lesionNamed(vocabulary: Vocabulary, word: string): Concept | undefined {
  return conceptsOf(vocabulary, [word], 'lesion')[0];
}
