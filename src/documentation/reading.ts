import type { Lexicon } from '../knowledge/lexicon.js';
import { SentenceJudge, type Judgement } from './assertions.js';
import { statedConditions, type StatedCondition } from './conditions.js';
import { EncounterReader } from './context.js';
import { coordinate } from './coordination.js';
import { finish } from './closing.js';
import { DiagnosisReader } from './diagnosis-reader.js';
import { take } from './discourse.js';
import { FindingsReader } from './findings-of-note.js';
import { put, segmentsOf, type Frame, type FrameTools } from './frames.js';
import { readIdentifiers, type Identifiers } from './identifiers.js';
import type { Item } from './item.js';
import { ItemReader } from './items.js';
import { LesionNames } from './lesion-names.js';
import { findMentions, indexMentions, type Mention } from './mentions.js';
import { sharedHeads } from './shared-heads.js';
import { PastTimes } from './past-times.js';
import { coversName, namesOfPersons } from './persons.js';
import { QuantityReader } from './quantities.js';
import { readSentences, type Sentence } from './sentences.js';
import { SentenceView } from './sentence-view.js';
import type { BelowSkin } from './skin-grounds.js';
import { tokenize, type Token } from './tokens.js';
import { Story } from './story.js';
import { isPathologyReport, sentencesOfList, sentencesShownDone } from './report-sentences.js';
import type {
  DocumentedDiagnosis,
  Finding,
  Measurement,
  SupportingDocumentation,
} from './types.js';
import { lesionVocabularyOf, vocabularyOf, type Vocabulary } from './vocabulary.js';

/** What was read, before it is put into the published form. */
export interface Reading {
  readonly story: Story;
  readonly conditions: readonly StatedCondition[];
  readonly identifiers: Identifiers;
  readonly encounter: EncounterReader;
  readonly support: (from: number, to: number) => SupportingDocumentation;
  readonly below: BelowSkin;
  /** The sentence that an offset of the text lies in. */
  readonly sentenceAt: (offset: number) => number;
  readonly diagnoses: readonly DocumentedDiagnosis[];
  readonly findings: readonly Finding[];
  readonly measurements: readonly Measurement[];
}

/** Reads a note sentence by sentence. */
export class NoteReader {
  private readonly vocabulary: Vocabulary;
  /** The words of the reader of lesions. */
  private readonly lesionTerms: Vocabulary;
  private readonly tokens: readonly Token[];
  private readonly identifiers: Identifiers;
  private readonly sentences: readonly Sentence[];
  private readonly tools: FrameTools;
  private readonly facts: FindingsReader;
  private readonly diagnoses: DiagnosisReader;
  private readonly lesionNames: LesionNames;
  private readonly pastTimes: PastTimes;
  private readonly persons: ReadonlySet<number>;
  /** What a label without an act says of the statements under it. */
  private readonly labels = new Map<number, Judgement>();
  /** The terms of each sentence, by its index. */
  private readonly found: readonly Mention[][];
  /** The terms that the reader of lesions goes by. */
  private readonly ofLesions: readonly Mention[][];
  private readonly shownDone: ReadonlySet<number>;
  private readonly listed: ReadonlySet<number>;
  private readonly below = { sentences: new Set<number>(), note: false };

  constructor(
    private readonly text: string,
    titleEnd: number,
    private readonly lexicon: Lexicon,
  ) {
    this.vocabulary = vocabularyOf(lexicon);
    this.lesionTerms = lesionVocabularyOf(lexicon);
    this.tokens = tokenize(text);
    this.identifiers = readIdentifiers(this.tokens);
    this.persons = namesOfPersons(this.tokens);
    this.lesionNames = new LesionNames(this.tokens, this.vocabulary);
    this.pastTimes = new PastTimes(this.tokens, lexicon, this.identifiers.taken);
    this.sentences = readSentences(this.vocabulary, text, this.tokens, titleEnd);
    this.found = this.sentences.map((sentence) => this.namedIn(this.vocabulary, sentence));
    this.ofLesions = this.sentences.map((sentence) => this.namedIn(this.lesionTerms, sentence));
    this.shownDone = sentencesShownDone(this.sentences, this.found);
    this.listed = sentencesOfList(this.sentences);
    this.tools = { lexicon, support: (from, to) => this.support(from, to) };
    this.facts = new FindingsReader(
      this.tokens,
      lexicon,
      this.identifiers.taken,
      this.tools.support,
    );
    this.diagnoses = new DiagnosisReader(text, this.tokens, lexicon, this.tools.support);
  }

  private support(from: number, to: number): SupportingDocumentation {
    const start = this.tokens[from]?.start ?? 0;
    const end = this.tokens[Math.max(from, to - 1)]?.end ?? start;
    return { excerpt: this.text.slice(start, end), start, end };
  }

  read(): Reading {
    const story = new Story(this.tools, this.sentences);
    const conditions: StatedCondition[] = [];
    const encounter = new EncounterReader(this.tokens, this.tools.support);
    encounter.addDates(this.identifiers.dates);
    this.sentences.forEach((sentence, index) => {
      const heading = sentence.parent === -1 ? undefined : story.leadFrame(sentence.parent);
      const found = this.readSentence(sentence, index, encounter, heading);
      if (found.pathology) this.reportPathology(found.frames, found.mentions, story);
      else take(story, index, found.frames);
      conditions.push(...found.conditions);
    });
    finish(story);
    return {
      story,
      conditions,
      identifiers: this.identifiers,
      encounter,
      support: this.tools.support,
      below: this.below,
      sentenceAt: (offset) => this.sentenceAt(offset),
      diagnoses: this.diagnoses.read(),
      ...this.facts.read(),
    };
  }

  private sentenceAt(offset: number): number {
    let [low, high] = [0, this.sentences.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const start = this.tokens[this.sentences[middle]?.from ?? 0]?.start ?? 0;
      if (start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Notes where the sentence speaks of tissue or work below the skin. */
  private markBelowSkin(index: number, mentions: readonly Mention[], judge: SentenceJudge): void {
    for (const { concept, from, to } of mentions) {
      const reach = concept.traits['belowSkin'];
      const named = reach === 'note' || reach === 'sentence';
      if (!named && !(concept.kind === 'site' && this.lexicon.isA(concept.id, 'deep-structure')))
        continue;
      this.below.sentences.add(index);
      if (reach !== 'note') continue;
      const { assertion, asked } = judge.judge({ from, to, kind: 'act', past: true });
      if (assertion === 'performed' && !asked) this.below.note = true;
    }
  }

  private namedIn(vocabulary: Vocabulary, { from, to }: Sentence): Mention[] {
    const found = findMentions(vocabulary, this.tokens, from, to);
    return this.persons.size === 0
      ? found
      : found.filter((mention) => !coversName(mention, this.persons));
  }

  private mentionsIn(sentence: Sentence, plain: readonly Mention[]): Mention[] {
    const shared = sharedHeads(this.vocabulary, this.tokens, plain, sentence.from);
    const replaced = new Set(shared.map(({ from }) => from));
    const mentions = [
      ...plain.filter(({ from, to }) => !(replaced.has(from) && to - from === 1)),
      ...shared,
    ];
    mentions.push(...this.pastTimes.in(sentence));
    this.lesionNames.complete(sentence, mentions);
    return mentions.sort((a, b) => a.from - b.from || b.to - a.to);
  }

  private readSentence(
    sentence: Sentence,
    index: number,
    encounter: EncounterReader,
    heading: Frame | undefined,
  ) {
    const mentions = this.mentionsIn(sentence, this.found[index] ?? []);
    const own = this.mentionsIn(sentence, this.ofLesions[index] ?? []);
    const indexed = indexMentions(own);
    const quantities = new QuantityReader(this.tokens, indexed).read(
      sentence.from,
      sentence.to,
      this.identifiers.taken,
    );
    encounter.add(mentions, quantities);
    const items = new ItemReader(
      this.lexicon,
      new SentenceView(this.tokens, sentence, indexed),
      quantities,
    ).read();
    const judge = new SentenceJudge(this.tokens, sentence, mentions, this.shownDone.has(index));
    const ownJudge = new SentenceJudge(this.tokens, sentence, own, this.shownDone.has(index));
    this.markBelowSkin(index, own, ownJudge);
    const keys = this.tokens.slice(sentence.from, sentence.to).map(({ key }) => key);
    const glued = (at: number): boolean => this.tokens[at]?.glued === true;
    const uncertain = (item: Item): boolean =>
      (item.kind === 'lesion' || item.kind === 'fact') &&
      ['hypothetical', 'negated', 'someone-else'].includes(
        ownJudge.judge({ from: item.from, to: item.to, kind: 'condition', past: false }).assertion,
      );
    const frames = coordinate(
      segmentsOf(items, keys, sentence.from, glued),
      index,
      this.tools,
      uncertain,
      heading,
    );
    for (const frame of frames) this.complete(frame, own, ownJudge);
    const label = this.tokens[sentence.to - 1]?.text === ':' ? ownJudge.labelled() : undefined;
    if (label !== undefined) this.labels.set(index, label);
    const above = this.labels.get(sentence.parent);
    for (const frame of above === undefined ? [] : frames) {
      if (frame.judgement?.assertion === 'performed' && above !== undefined)
        frame.judgement = { ...above, asked: frame.judgement.asked };
    }
    // A question that tells no act tells no fact: "one unit per wart?".
    const asks = sentence.question && !frames.some((frame) => frame.ownAct);
    const facts = {
      sentence,
      index,
      mentions,
      judge,
      above,
      asks: sentence.question,
      lists: this.listed.has(index),
    };
    this.facts.add(facts);
    this.diagnoses.add(facts);
    if (asks)
      for (const frame of frames)
        if (frame.judgement !== undefined) frame.judgement = { ...frame.judgement, asked: true };
    return {
      mentions: own,
      frames,
      pathology: isPathologyReport(sentence, own, frames),
      conditions: statedConditions(
        mentions.filter(({ from, to }) => !this.diagnoses.covers(from, to)),
        judge,
        frames,
        sentence.title,
        this.tools,
      ).map((one) => (asks ? { ...one, judgement: { ...one.judgement, asked: true } } : one)),
    };
  }

  private complete(frame: Frame, mentions: readonly Mention[], judge: SentenceJudge): void {
    const kind = frame.act === undefined ? 'condition' : 'act';
    frame.judgement = judge.judge({ ...frame.anchor, kind, past: frame.past });
    for (const { concept, from, to } of mentions) {
      if (to < frame.from - 2 || from >= frame.to) continue;
      if (concept.traits['further'] === true) frame.further = true;
      if (concept.traits['anaphor'] === true || concept.traits['ordinal'] === true)
        frame.anaphor = true;
      if (concept.traits['everyone'] === true) frame.everyone = true;
      // "the second one" is one of those named; "a second biopsy" is a further one.
      if (concept.traits['ordinal'] === true && frame.ownAct) {
        frame.further = true;
        if (!frame.plural) frame.one ??= this.support(from, to);
      }
    }
  }

  /** "Path: compound nevus" tells what the last lesion was, not what was done. */
  private reportPathology(
    frames: readonly Frame[],
    mentions: readonly Mention[],
    story: Story,
  ): void {
    const service =
      story.services.findLast(
        ({ act }) => this.lexicon.concept(act ?? '')?.traits['pathologyDecides'] === true,
      ) ??
      story.services.at(-1) ??
      story.pending.at(-1);
    if (service === undefined) return;
    for (const { concept, from, to } of mentions) {
      const reported =
        concept.kind === 'pathology'
          ? concept.id
          : concept.kind === 'lesion'
            ? ['malignant', 'premalignant', 'benign'].find((kind) =>
                this.lexicon.isA(concept.id, `${kind}-lesion`),
              )
            : undefined;
      if (reported === undefined) continue;
      put(service, 'pathology', {
        kind: 'concept',
        concept: reported,
        support: this.support(from, to),
      });
    }
    for (const frame of frames) story.home.set(frame, service);
  }
}
