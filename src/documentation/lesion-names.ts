import type { Concept } from '../knowledge/lexicon.js';
import type { Mention } from './mentions.js';
import { lesionNamed, withEarlierHead } from './shared-heads.js';
import type { Sentence } from './sentences.js';
import type { Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Names of lesions that are told in full once and shortened afterwards. */
export class LesionNames {
  /** Last words of lesions named so far, newest first: "warts" makes "2 plantar" a plantar wart. */
  private heads: string[] = [];
  private readonly shortForms = new Map<string, Concept>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly vocabulary: Vocabulary,
  ) {}

  /** Completes the mentions of the next sentence of the note. */
  complete(sentence: Sentence, mentions: Mention[]): void {
    this.readShortForms(mentions);
    const lesions = mentions.filter(({ concept }) => concept.kind === 'lesion');
    if (lesions.length === 0) mentions.push(...this.fromEarlierHeads(sentence, mentions));
    for (const { to } of lesions) {
      const head = this.tokens[to - 1]?.key ?? '';
      this.heads = [head, ...this.heads.filter((old) => old !== head)].slice(0, 4);
    }
  }

  /** After "hydatidiform mole" the word "mole" names no nevus. */
  private readShortForms(mentions: Mention[]): void {
    mentions.forEach((mention, place) => {
      const { concept, from, to } = mention;
      if (concept.kind !== 'lesion' && concept.kind !== 'condition') return;
      const head = this.tokens[to - 1]?.key ?? '';
      if (to - from === 1) {
        const long = this.shortForms.get(head);
        if (long !== undefined) mentions[place] = { ...mention, concept: long };
        return;
      }
      const short = lesionNamed(this.vocabulary, head);
      const { lexicon } = this.vocabulary;
      if (
        short !== undefined &&
        !lexicon.isA(concept.id, short.id) &&
        !lexicon.isA(short.id, concept.id)
      ) {
        this.shortForms.set(head, concept);
      }
    });
  }

  private fromEarlierHeads(sentence: Sentence, mentions: readonly Mention[]): Mention[] {
    const numbers = new Set(
      mentions.filter(({ concept }) => concept.kind === 'number').map(({ to }) => to),
    );
    const found: Mention[] = [];
    for (let index = sentence.from + 1; index < sentence.to; index += 1) {
      const token = this.tokens[index];
      if (
        token?.kind !== 'word' ||
        !(this.tokens[index - 1]?.kind === 'number' || numbers.has(index))
      )
        continue;
      const concept = withEarlierHead(this.vocabulary, token.key, this.heads);
      if (concept !== undefined) found.push({ concept, from: index, to: index + 1 });
    }
    return found;
  }
}
