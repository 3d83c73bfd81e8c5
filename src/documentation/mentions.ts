import type { Concept } from '../knowledge/lexicon.js';
import type { Token } from './tokens.js';
import { conceptsOf, correctionOf, isAct, type TermNode, type Vocabulary } from './vocabulary.js';

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

/** Terms of acts go on over a side that is none of their words. */
const takesSides = (concept: Concept): boolean => concept.kind !== 'method' && isAct(concept);

const HYPHENS = new Set(['-', '‑', '‐']);
/** A term of the lexicon never spans more words than this, which keeps the pass linear. */
const LONGEST_TERM = 12;

/** Words that may stand inside a term: "took it off", "repair of his hernia". */
const SMALL_INSIDE = new Set('it them this these those that the a an his her their'.split(' '));
const SIDES = new Set('left right bilateral both l r lt rt'.split(' '));

const NAMES = new Set(['the', 'his', 'her', 'their', 'upper', 'lower', 'mid', 'left', 'right']);

/** Where a term may go on after token `index`: over a hyphen glued between two words. */
function following(tokens: readonly Token[], index: number): number {
  const next = tokens[index + 1];
  const after = tokens[index + 2];
  if (next !== undefined && HYPHENS.has(next.text) && after?.glued === true) return index + 2;
  return index + 1;
}

interface Ending {
  readonly concepts: readonly Concept[];
  readonly to: number;
  /** Tokens in it that tell a side and are no words of the term: "removed the left ureteral stent". */
  readonly sides: readonly number[];
}

/** The longest of these terms that holds core kinds, with its concepts of those. */
function longestOf(ends: readonly Ending[]): Ending | undefined {
  for (let at = ends.length - 1; at >= 0; at -= 1) {
    const { concepts, to, sides } = ends[at] ?? { concepts: [], to: 0, sides: [] };
    const core = concepts.filter(({ kind }) => CORE_KINDS.has(kind));
    if (core.length > 0) return { concepts: core, to, sides };
  }
  return undefined;
}

/** Every term that starts at `index` and ends before `limit`, shortest first. */
function termsAt(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  index: number,
  limit: number,
): Ending[] {
  let node: TermNode | undefined = vocabulary.root;
  const ends: Ending[] = [];
  const sides: number[] = [];
  // "nevus of the back in ...": after an article the words are a body part, whatever phrase they begin.
  const named =
    NAMES.has(tokens[index - 1]?.key ?? '') &&
    conceptsOf(vocabulary, [tokens[index]?.key ?? ''], 'site').length > 0;
  let at = index;
  let spelled = '';
  for (let length = 0; length < LONGEST_TERM && at < limit; length += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const here: TermNode = node;
    node = here.next.get(token.key);
    if (node === undefined && token.kind === 'word') {
      const corrected = correctionOf(vocabulary, token.key);
      node = corrected === undefined ? undefined : here.next.get(corrected);
    }
    if (node === undefined && length > 0) {
      const side = SIDES.has(token.key);
      if (side) sides.push(at);
      if (side || SMALL_INSIDE.has(token.key)) {
        node = here;
        at += 1;
        continue;
      }
    }
    if (node === undefined) break;
    spelled = spelled === '' ? token.text : `${spelled} ${token.text}`;
    const concepts = node.concepts
      .filter(
        ({ exact, concept }) =>
          (exact === undefined || exact === spelled) &&
          !(named && concept.kind === 'ignored') &&
          (sides.length === 0 || takesSides(concept)),
      )
      .map(({ concept }) => concept);
    if (concepts.length > 0)
      ends.push({ concepts: [...new Set(concepts)], to: at + 1, sides: [...sides] });
    at = following(tokens, at);
  }
  return ends;
}

/**
 * What a long term does not hide: tissue below the skin ("facet joint injection"), and the side and place of a
 * term that is made of nothing else ("left arm"); beside the reader of lesions every place ("tenotomy of the toe").
 */
function within(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  from: number,
  to: number,
): Mention[] {
  if (to - from < 2) return [];
  const inner: Mention[] = [];
  const places: Mention[] = [];
  let tiled = true;
  for (let index = from; index < to;) {
    const found = longestOf(termsAt(vocabulary, tokens, index, index === from ? to - 1 : to));
    const end = found?.to ?? index + 1;
    const mentions = (found?.concepts ?? []).map((concept) => ({ concept, from: index, to: end }));
    const kinds = mentions.map(({ concept }) => concept.kind);
    if (!kinds.includes('site') && !kinds.includes('laterality')) tiled = false;
    for (const mention of mentions) {
      const { kind, id } = mention.concept;
      const deep = kind === 'site' && vocabulary.lexicon.isA(id, 'deep-structure');
      if (kind === 'below-skin' || deep) inner.push(mention);
      else if (kind === 'site' || kind === 'laterality') places.push(mention);
    }
    index = end;
  }
  if (tiled) return [...inner, ...places];
  return vocabulary.showsSites
    ? [...inner, ...places.filter(({ concept }) => concept.kind === 'site')]
    : inner;
}

/** Finds the longest terms of tokens `from` to `limit`, left to right, without overlap. */
export function findMentions(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  from: number,
  limit: number,
): Mention[] {
  const mentions: Mention[] = [];
  /** Terms without a foreign word inside. */
  const whole: Mention[] = [];
  const terms = Array.from({ length: limit - from }, (_, at) =>
    termsAt(vocabulary, tokens, from + at, limit),
  );
  let index = from;
  while (index < limit) {
    const found = longestOf(terms[index - from] ?? []);
    if (found === undefined) {
      index += 1;
      continue;
    }
    const own = found.concepts.map((concept) => ({ concept, from: index, to: found.to }));
    mentions.push(...own);
    if (found.sides.length === 0) whole.push(...own);
    for (const side of found.sides) {
      const named = longestOf(termsAt(vocabulary, tokens, side, side + 1))?.concepts ?? [];
      for (const concept of named) mentions.push({ concept, from: side, to: side + 1 });
    }
    if (!found.concepts.some(({ kind }) => HIDING.has(kind)))
      mentions.push(...within(vocabulary, tokens, index, found.to));
    // "another lesion" tells a relation and names a lesion.
    index = found.concepts.some((concept) => concept.traits['keepWords'] === true)
      ? index + 1
      : found.to;
  }
  mentions.push(...chapterMentions(terms, tokens, from, whole));
  return mentions.sort((a, b) => a.from - b.from);
}

/**
 * Terms of the kinds that chapters bring along. Each kind is read by itself, its longest terms first, so that the
 * words of one chapter hide nothing of another; a longer core term ("endometrial biopsy") still hides what lies in it.
 */
function chapterMentions(
  terms: readonly (readonly Ending[])[],
  tokens: readonly Token[],
  from: number,
  core: readonly Mention[],
): Mention[] {
  const hiding = core.filter(({ concept }) => HIDES_CHAPTERS.has(concept.kind));
  /** Where the last term of a kind ends. */
  const busy = new Map<string, number>();
  const found: Mention[] = [];
  terms.forEach((ends, at) => {
    const index = from + at;
    const longest = new Map<string, number>();
    for (const { concepts, to } of ends.toReversed()) {
      for (const concept of concepts) {
        const { kind } = concept;
        if (CORE_KINDS.has(kind) || (busy.get(kind) ?? 0) > index) continue;
        if ((longest.get(kind) ?? to) !== to) continue;
        if (hiding.some((term) => hides(tokens, term, index, to))) continue;
        longest.set(kind, to);
        found.push({ concept, from: index, to });
      }
    }
    for (const [kind, to] of longest) busy.set(kind, to);
  });
  return found;
}

const SMALL_WORDS = new Set(
  'of the a an in to for with on at was were is been be then through from into by via under using off and out'.split(
    ' ',
  ),
);

/** A longer term hides a shorter one in it where it says more: "endometrial biopsy", but not "biopsy of the". */
function hides(tokens: readonly Token[], term: Mention, from: number, to: number): boolean {
  if (term.from > from || term.to < to) return false;
  for (let index = term.from; index < term.to; index += 1) {
    const outside = index < from || index >= to;
    if (outside && !SMALL_WORDS.has(tokens[index]?.key ?? '')) return true;
  }
  return false;
}

/** Kinds of the shared lexicon. Their terms are read together: the longest stands and hides the others. */
const CORE_KINDS = new Set([
  'below-skin',
  'condition',
  'cue',
  'depth',
  'ignored',
  'laterality',
  'lesion',
  'method',
  'number',
  'pathology',
  'payer',
  'procedure',
  'relation',
  'section',
  'setting',
  'sex',
  'site',
  'unit',
]);

/** Core kinds whose long terms hide shorter terms of the chapters as well. */
const HIDES_CHAPTERS = new Set(['ignored', 'procedure', 'method', 'condition', 'lesion']);

/** Kinds whose long terms stand for themselves alone. */
const HIDING = new Set(['ignored', 'site', 'cue', 'section', 'lesion', 'condition', 'below-skin']);

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
