import type { Mentions } from './mentions.js';
import type { Sentence } from './sentences.js';
import type { Token } from './tokens.js';

/** Words that place a thing: "on", "under", "across". */
export const PLACE_WORDS = new Set([
  'on',
  'in',
  'at',
  'to',
  'of',
  'over',
  'from',
  'under',
  'along',
  'around',
  'near',
  'behind',
  'both',
  'across',
  'inside',
  'beneath',
  'within',
  'off',
]);
/** Small words after which a noun phrase is over. */
export const VERBS = new Set(
  'is was were are be been has had have did does do and or with by for'.split(' '),
);

/** One sentence with its mentions, as the item readers look at it. */
export class SentenceView {
  constructor(
    readonly tokens: readonly Token[],
    readonly sentence: Sentence,
    readonly mentions: Mentions,
  ) {}

  /** The word at a token, empty outside the sentence. */
  key(index: number): string {
    return index < this.sentence.from || index >= this.sentence.to
      ? ''
      : (this.tokens[index]?.key ?? '');
  }

  kindsAt(index: number): string[] {
    return (this.mentions.at.get(index) ?? []).map(({ concept }) => concept.kind);
  }

  covers(index: number, kind: string): boolean {
    return (this.mentions.covering.get(index) ?? []).some(({ concept }) => concept.kind === kind);
  }

  namesLesionsOrAct(index: number): boolean {
    return (this.mentions.covering.get(index) ?? []).some(
      ({ concept }) =>
        ['lesion', 'procedure', 'method'].includes(concept.kind) && concept.kind !== 'cue',
    );
  }
}
