import type { Lexicon } from '../knowledge/lexicon.js';
import type { Judgement, SentenceJudge } from './assertions.js';
import { looksPast } from './forms.js';
import { MeasurementReader } from './measurements.js';
import { indexMentions, type Mention } from './mentions.js';
import type { Sentence } from './sentences.js';
import { readSpine } from './spine.js';
import type { Token } from './tokens.js';
import type { Finding, Measurement, Placed, SupportingDocumentation } from './types.js';
import { isAct, isClinicalKind } from './vocabulary.js';

/** What one sentence gives to the findings of the note. */
export interface SentenceFacts {
  readonly sentence: Sentence;
  readonly index: number;
  readonly mentions: readonly Mention[];
  readonly judge: SentenceJudge;
  /** The label above ("Declined:"), where it governs the sentence. */
  readonly above: Judgement | undefined;
  /** The sentence asks and tells nothing done. */
  readonly asks: boolean;
  /** It lists the procedures of a report. */
  readonly lists: boolean;
}

const PLACES = new Set(['site', 'laterality']);
/** Kinds that name parts of the body: what was done to them may be past, they are not. */
const BODY_PARTS = /^site$|structure|target|place|part$|bone|interspace|muscle|joint/;
const CLAUSE_BREAKS = new Set(
  [', ; : ( ) [ ] | & + • / — – and then plus but while'].flatMap((words) => words.split(' ')),
);

/** Gathers every term and measurement of the note, sentence by sentence. */
export class FindingsReader {
  private readonly findings: Omit<Finding, 'id'>[] = [];
  private readonly measurements: Measurement[] = [];
  private clause = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly lexicon: Lexicon,
    private readonly taken: ReadonlySet<number>,
    private readonly support: (from: number, to: number) => SupportingDocumentation,
  ) {}

  add(facts: SentenceFacts): void {
    const { sentence, mentions } = facts;
    const spine = readSpine(this.tokens, sentence.from, sentence.to).filter(
      ({ from }) => !this.taken.has(from),
    );
    const clauses = this.clausesOf(sentence, mentions);
    const questionFrom = facts.judge.questionStart();
    const placed = (from: number, to: number, judgement: Judgement): Placed => ({
      support: this.support(from, to),
      sentence: facts.index,
      clause: clauses[from - sentence.from] ?? this.clause,
      token: from,
      place: sentence.title ? 'title' : 'body',
      asked: (facts.asks && from >= questionFrom) || judgement.asked,
      listed: facts.lists,
    });
    const state = (from: number, to: number, judgement: Judgement) => ({
      ...placed(from, to, judgement),
      assertion: judgement.assertion,
      weak: judgement.weak,
      ...(judgement.cue === undefined || judgement.assertion === 'performed'
        ? {}
        : { cue: this.support(judgement.cue.from, judgement.cue.to) }),
    });
    const covered = new Set(
      spine.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)),
    );
    const actEnds = endsOfActs(sentence, mentions);
    // What a chapter names with the words of an act ("manipulation") stands or falls with it.
    const tellsAct = (from: number, to: number): boolean =>
      (actEnds[from - sentence.from] ?? 0) >= to;
    for (const { concept, from, to } of mentions) {
      if (!isClinicalKind(concept.kind) || (covered.has(from) && to - from === 1)) continue;
      const isActHere = isAct(concept) || (!PLACES.has(concept.kind) && tellsAct(from, to));
      const judgement = this.judge(facts, from, to, isActHere, concept.kind);
      for (const id of new Set([concept.id, ...Object.values(concept.implies)])) {
        const kind = this.lexicon.concept(id)?.kind;
        if (kind !== undefined)
          this.findings.push({ concept: id, kind, ...state(from, to, judgement) });
      }
    }
    for (const { concept, text, kind, from, to } of spine) {
      this.findings.push({
        concept,
        kind,
        text,
        ...state(from, to, this.judge(facts, from, to, false)),
      });
    }
    const reader = new MeasurementReader(
      this.tokens,
      indexMentions(mentions),
      (index) => this.taken.has(index) || covered.has(index),
    );
    for (const { value, unit, of, from, to } of reader.read(sentence.from, sentence.to)) {
      const judgement = this.judge(facts, from, to, false);
      this.measurements.push({
        value,
        unit,
        of,
        assertion: judgement.assertion,
        ...placed(from, to, judgement),
      });
    }
  }

  private judge(
    facts: SentenceFacts,
    from: number,
    to: number,
    act: boolean,
    kind = '',
  ): Judgement {
    const past = Array.from(
      { length: to - from },
      (_, at) => this.tokens[from + at]?.key ?? '',
    ).some(looksPast);
    const own = facts.judge.judge({
      from,
      to,
      kind: act ? 'act' : 'condition',
      past: act && past,
      bodyPart: !act && !past && BODY_PARTS.test(kind),
      side: kind === 'laterality',
    });
    return own.assertion === 'performed' && facts.above !== undefined
      ? { ...facts.above, asked: own.asked }
      : own;
  }

  /** The number of the clause that each token of the sentence stands in. Marks inside a term part nothing. */
  private clausesOf(sentence: Sentence, mentions: readonly Mention[]): number[] {
    const inside = new Set(
      mentions.flatMap(({ concept, from, to }) =>
        isClinicalKind(concept.kind) ? Array.from({ length: to - from }, (_, at) => from + at) : [],
      ),
    );
    this.clause += 1;
    const clauses: number[] = [];
    for (let index = sentence.from; index < sentence.to; index += 1) {
      const token = this.tokens[index];
      const spaced = token?.glued !== true && this.tokens[index + 1]?.glued !== true;
      const breaks =
        token !== undefined &&
        !inside.has(index) &&
        (CLAUSE_BREAKS.has(token.key) || (token.text === '-' && spaced)) &&
        !(token.text === '/' && !spaced);
      if (breaks) this.clause += 1;
      clauses.push(this.clause);
    }
    return clauses;
  }

  read(): { findings: Finding[]; measurements: Measurement[] } {
    const ordered = [...this.findings].sort(
      (a, b) => a.token - b.token || (a.concept < b.concept ? -1 : 1),
    );
    return {
      findings: ordered.map((finding, index) => ({ id: `f${index + 1}`, ...finding })),
      measurements: this.measurements,
    };
  }
}

/** For each token of a sentence: how far an act reaches that begins there or before. */
function endsOfActs({ from, to }: Sentence, mentions: readonly Mention[]): readonly number[] {
  const ends = new Array<number>(to - from).fill(0);
  for (const act of mentions)
    if (isAct(act.concept)) ends[act.from - from] = Math.max(ends[act.from - from] ?? 0, act.to);
  let furthest = 0;
  return ends.map((end) => (furthest = Math.max(furthest, end)));
}
