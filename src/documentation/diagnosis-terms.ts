import type { Concept, Lexicon } from '../knowledge/lexicon.js';
import { findMentions, type Mention } from './mentions.js';
import type { Token } from './tokens.js';
import { isDiagnosticKind, partOfLexicon, type TermNode, type Vocabulary } from './vocabulary.js';

/** Kinds that name a diagnosis. Skin lesions are here because a longer name wins: a basal cell carcinoma is no carcinoma. */
const HEAD_KINDS = new Set(['diagnosis', 'lesion']);
/** Facts of other tables that diagnoses are told apart by as well. */
const SHARED_KINDS = new Set(['site', 'laterality']);
/** A term of the lexicon never spans more words than this, which keeps the pass linear. */
const LONGEST_TERM = 10;

const headWords = (lexicon: Lexicon): Vocabulary =>
  partOfLexicon(lexicon, 'diagnosis heads', (kind) => HEAD_KINDS.has(kind));

const qualifierWords = (lexicon: Lexicon): Vocabulary =>
  partOfLexicon(
    lexicon,
    'diagnosis qualifiers',
    (kind) => SHARED_KINDS.has(kind) || (isDiagnosticKind(kind) && kind !== 'diagnosis'),
  );

/** The element of diagnosis tables that concepts of a kind are values of. */
export function elementOf(kind: string): string {
  return kind.startsWith('dx-') ? kind.slice(3) : kind;
}

/** Diagnoses that the tokens `from` to `limit` name: longest terms, without overlap. */
export function diagnosisTerms(
  lexicon: Lexicon,
  tokens: readonly Token[],
  from: number,
  limit: number,
): Mention[] {
  const vocabulary = headWords(lexicon);
  const found = [...findMentions(vocabulary, tokens, from, limit)];
  for (let index = from; index < limit; index += 1) {
    for (const { concepts, to } of termsAt(vocabulary.root, tokens, index, limit).values())
      for (const concept of concepts) found.push({ concept, from: index, to });
  }
  const taken: Mention[] = [];
  let end = from;
  let last: Mention | undefined;
  for (const mention of found.sort((x, y) => x.from - y.from || y.to - x.to)) {
    const same = last?.from === mention.from && last.to === mention.to;
    if (mention.from < end && !same) continue;
    const repeated = taken
      .slice(-4)
      .some((one) => one.from === mention.from && one.concept === mention.concept);
    if (repeated) continue;
    taken.push(mention);
    end = mention.to;
    last = mention;
  }
  return taken.filter(({ concept }) => concept.kind === 'diagnosis');
}

function next(tokens: readonly Token[], index: number): number {
  const hyphen = /^[-‑‐]$/.test(tokens[index + 1]?.text ?? '');
  return hyphen && tokens[index + 2]?.glued === true ? index + 2 : index + 1;
}

/** "Shaft of the left humerus": a side may stand inside a term. */
const SIDES = new Set(['left', 'right', 'the', 'l', 'r', 'lt', 'rt', 'his', 'her']);

/** For each kind the longest term that starts at `index`. */
function termsAt(
  root: TermNode,
  tokens: readonly Token[],
  index: number,
  limit: number,
): Map<string, { concepts: Concept[]; to: number }> {
  const found = new Map<string, { concepts: Concept[]; to: number }>();
  let node: TermNode | undefined = root;
  let spelled = '';
  for (let at = index, length = 0; length < LONGEST_TERM && at < limit; length += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const following: TermNode | undefined = node.next.get(token.key);
    if (following === undefined && length > 0 && SIDES.has(token.key)) {
      at += 1;
      continue;
    }
    node = following;
    if (node === undefined) break;
    spelled = spelled === '' ? token.text : `${spelled} ${token.text}`;
    for (const { concept, exact } of node.concepts) {
      if (exact !== undefined && exact !== spelled) continue;
      const known = found.get(concept.kind);
      if (known?.to === at + 1) known.concepts.push(concept);
      else found.set(concept.kind, { concepts: [concept], to: at + 1 });
    }
    at = next(tokens, at);
  }
  return found;
}

/** What tells diagnoses apart: longest terms of each kind; terms of different kinds may share words. */
export function qualifierTerms(
  lexicon: Lexicon,
  tokens: readonly Token[],
  from: number,
  limit: number,
): Mention[] {
  const { root } = qualifierWords(lexicon);
  const done = new Map<string, number>();
  const mentions: Mention[] = [];
  for (let index = from; index < limit; index += 1) {
    for (const [kind, { concepts, to }] of termsAt(root, tokens, index, limit)) {
      if ((done.get(kind) ?? -1) > index) continue;
      done.set(kind, to);
      for (const concept of concepts) mentions.push({ concept, from: index, to });
    }
  }
  return mentions;
}
