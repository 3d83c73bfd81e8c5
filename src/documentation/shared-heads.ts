import type { Concept } from '../knowledge/lexicon.js';
import type { Mention } from './mentions.js';
import type { Token } from './tokens.js';
import { conceptsOf, type Vocabulary } from './vocabulary.js';

const LINKS = new Set(['and', 'or', ',', '&', '/', 'plus', '+']);

const SHARES_HEADS = new Set(['lesion', 'procedure', 'site']);

/** "Index, long and ring fingers": the words of the list that make a term with its head. */
function sharingHead(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  { concept: own, from: start }: Mention,
  head: readonly string[],
  from: number,
): Mention[] {
  const found: Mention[] = [];
  let after = start;
  for (;;) {
    let at = after - 1;
    while (at > from && (LINKS.has(tokens[at]?.key ?? '') || tokens[at]?.kind === 'number'))
      at -= 1;
    const first = tokens[at]?.key;
    // Without a link between, the words are one term or none; the longest match has decided that.
    if (at === after - 1 || at < from || first === undefined) return found;
    const concepts = conceptsOf(vocabulary, [first, ...head], own.kind);
    if (concepts.length === 0) return found;
    for (const concept of concepts)
      if (concept.id !== own.id) found.push({ concept, from: at, to: at + 1 });
    after = at;
  }
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
    if (!SHARES_HEADS.has(kind) || mention.from === from) continue;
    const keys = tokens.slice(mention.from, mention.to).map((token) => token.key);
    for (let cut = keys.length > 1 ? 1 : 0; cut < keys.length; cut += 1) {
      const shared = sharingHead(vocabulary, tokens, mention, keys.slice(cut), from);
      found.push(...shared);
      if (shared.length > 0) break;
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

/** The lesion that a word names by itself. */
export function lesionNamed(vocabulary: Vocabulary, word: string): Concept | undefined {
  return conceptsOf(vocabulary, [word], 'lesion')[0];
}
