import type { Concept } from '../knowledge/lexicon.js';
import { CueScope, isAssertion, type Target } from './cue-scope.js';
import type { Mention } from './mentions.js';
import { SentenceMarks } from './sentence-marks.js';
import type { Sentence } from './sentences.js';
import type { Token } from './tokens.js';
import type { Assertion } from './types.js';
import { isAct, isClinicalKind } from './vocabulary.js';

/**
 * Whether a statement holds, after NegEx and ConText: cue words govern what stands before or after them,
 * up to a comma, a turn of the sentence or its end.
 */
export interface Judgement {
  readonly assertion: Assertion;
  readonly cue?: { readonly from: number; readonly to: number };
  /** A reason for the visit or a consent: the act may still be done later in the note. */
  readonly weak: boolean;
  /** Stands inside the sender's question. */
  readonly asked: boolean;
}

const STRENGTH: Readonly<Record<Assertion, number>> = {
  negated: 6,
  aborted: 5,
  'someone-else': 4,
  historical: 3,
  planned: 2,
  hypothetical: 1,
  performed: 0,
};

const THIS_VISIT = new Set(['today', 'this', 'during', 'same']);

/** Judges the statements of one sentence. */
export class SentenceJudge {
  private readonly cues: readonly Mention[];
  private readonly scope: CueScope;
  private readonly marks: SentenceMarks;
  /** What the sentence names is there now. */
  private readonly isPresent: boolean;
  private readonly asked: readonly { from: number; to: number }[];

  constructor(
    private readonly tokens: readonly Token[],
    private readonly sentence: Sentence,
    mentions: readonly Mention[],
    /** The lines around show that what they name was done ("tolerated well", "2 cycles"). */
    private readonly shownDone = false,
  ) {
    const terms = mentions.filter(({ concept }) => isClinicalKind(concept.kind));
    this.cues = mentions.filter(
      (cue) =>
        cue.concept.kind === 'cue' &&
        !this.goesOn(cue) &&
        !terms.some((term) => holds(term, cue) && !this.beginsWithNot(term, cue)),
    );
    this.isPresent = this.cues.some(({ concept }) => concept.traits['present'] === true);
    this.asked = this.askedStretches();
    this.marks = new SentenceMarks(tokens);
    this.scope = new CueScope(tokens, sentence, this.cues, terms, ({ from }) => this.isAsked(from));
  }

  /** "Destroyed by ED&C" names no emergency department. */
  private goesOn({ to }: Mention): boolean {
    return this.tokens[to]?.text === '&' && this.tokens[to]?.glued === true;
  }

  /** "Not replaced" as a term of its own denies "replaced" all the same. */
  private beginsWithNot(term: Mention, cue: Mention): boolean {
    return term.from === cue.from && this.tokens[cue.from]?.key === 'not';
  }

  /** A label such as "Declined:" or "Next visit:" governs what stands under it. */
  labelled(): Judgement | undefined {
    if (this.scope.namesAct || this.asked.length > 0) return undefined;
    for (const { concept, from, to } of this.cues) {
      const { assertion, target, adjective, links } = concept.traits;
      // "Post: carcinoma" names the diagnosis after the operation.
      // "Day 2 after the fusion: wound washed out" tells a time.
      const labels = target !== 'condition' && adjective !== true && links !== true;
      if (!isAssertion(assertion) || assertion === 'performed' || !labels) continue;
      return { assertion, cue: { from, to }, weak: isWeak(concept), asked: false };
    }
    return undefined;
  }

  private askedStretches(): { from: number; to: number }[] {
    if (this.sentence.section?.traits['part'] === 'question')
      return [{ from: this.sentence.from, to: this.sentence.to }];
    const stretches: { from: number; to: number }[] = [];
    for (const cue of this.cues) {
      const last = stretches.at(-1);
      if (cue.concept.traits['asks'] === true && (last === undefined || last.to <= cue.from)) {
        stretches.push({ from: cue.from, to: this.sentence.to });
      } else if (
        cue.concept.traits['asserts'] === true &&
        last !== undefined &&
        last.to > cue.from
      ) {
        last.to = cue.from;
      }
    }
    return stretches;
  }

  /**
   * Where the question of the sentence begins: "Cysto with two stents placed, is that 50?" tells the stents.
   * @returns the first token of the sentence where all of it is asked
   */
  questionStart(): number {
    const [first] = this.asked;
    const mark = this.tokens[(first?.from ?? 0) - 1]?.text ?? '';
    return first !== undefined && /^[,;:–—-]$/.test(mark) ? first.from : this.sentence.from;
  }

  private isAsked(from: number): boolean {
    return this.asked.some((stretch) => from >= stretch.from && from < stretch.to);
  }

  judge(target: Target): Judgement {
    const asked = this.isAsked(target.from);
    let best: { mention: Mention; assertion: Assertion } | undefined;
    for (const mention of this.cues) {
      const { assertion } = mention.concept.traits;
      if (!isAssertion(assertion) || assertion === 'performed') continue;
      if (!this.scope.governs(mention, target)) continue;
      if (mention.concept.traits['givesWay'] === true && (target.past || this.scope.toldAsDone()))
        continue;
      const [weak, before] = [isWeak(mention.concept), best && isWeak(best.mention.concept)];
      const stronger =
        best === undefined ||
        (weak === before ? STRENGTH[assertion] > STRENGTH[best.assertion] : before);
      if (stronger) best = { mention, assertion };
    }
    if (best === undefined && target.kind === 'condition' && this.questioned(target.from)) {
      return {
        assertion: 'hypothetical',
        cue: { from: target.from - 1, to: target.from },
        weak: false,
        asked,
      };
    }
    // "Ganglion excised elsewhere in 2022, has come back": the thing is there now, whatever was done to it before.
    const past = best?.assertion === 'historical' || best?.assertion === 'someone-else';
    if (past && target.kind === 'condition' && this.isPresent) best = undefined;
    if (this.denied(target.to))
      return {
        assertion: 'negated',
        cue: { from: target.to + 1, to: target.to + 2 },
        weak: false,
        asked,
      };
    const today = this.heldToday(target, best?.mention);
    if (
      best !== undefined &&
      !(today && (best.assertion === 'planned' || best.assertion === 'historical'))
    ) {
      const { from, to } = best.mention;
      return {
        assertion: best.assertion,
        cue: { from, to },
        weak: isWeak(best.mention.concept),
        asked,
      };
    }
    return { ...this.bySection(target, today), asked };
  }

  /** "?BCC": a question mark set right before the diagnosis. */
  private questioned(from: number): boolean {
    return this.tokens[from - 1]?.text === '?' && this.tokens[from]?.glued === true;
  }

  /** "PDT? No, frozen": the writer answers himself. */
  private denied(to: number): boolean {
    return this.tokens[to]?.text === '?' && this.tokens[to + 1]?.key === 'no';
  }

  private bySection(target: Target, today: boolean): Omit<Judgement, 'asked'> {
    const traits = this.sentence.section?.traits;
    const assertion = traits?.['assertion'];
    if (!isAssertion(assertion) || assertion === 'performed' || today)
      return { assertion: 'performed', weak: false };
    const story = traits?.['part'] === 'narrative';
    const done = story
      ? this.ownAct(target.from)
      : target.past || this.scope.toldAsDone() || this.shownDone;
    if (traits?.['soft'] === true && (target.kind === 'condition' || done))
      return { assertion: 'performed', weak: false };
    return { assertion, weak: false };
  }

  /** "I froze": the writer's own act, also where the visit's story is told. */
  private ownAct(before: number): boolean {
    for (let index = this.sentence.from; index < before; index += 1)
      if (/^(?:i|we)$/.test(this.tokens[index]?.key ?? '')) return true;
    return false;
  }

  private heldToday(target: Target, judged: Mention | undefined): boolean {
    // "Saw her today, we agreed on a new knee": the cue that is nearer decides.
    const between = (cue: Mention): boolean =>
      judged !== undefined &&
      judged.concept.traits['assertion'] === 'planned' &&
      judged.from >= cue.to &&
      judged.to <= target.from &&
      this.marks.hasComma(cue.to, judged.from);
    return this.cues.some(
      (cue) =>
        !between(cue) &&
        cue.concept.traits['assertion'] === 'performed' &&
        Array.from(
          { length: cue.to - cue.from },
          (_, offset) => this.tokens[cue.from + offset]?.key,
        ).some((key) => THIS_VISIT.has(key ?? '')) &&
        !this.scope.stopped(Math.min(cue.to, target.to), Math.max(cue.from, target.from)),
    );
  }
}

/** "CT without contrast", "remote monitoring": the words of a longer term are no cue. "No repair" still begins with one. */
function holds(term: Mention, cue: Mention): boolean {
  // "years after": the link makes what follows past, whatever term it ends.
  if (cue.concept.traits['links'] === true && term.to === cue.to) return false;
  // "Drain placed last month": words of time at the end of a term make it past, they are no name of it.
  if (cue.concept.traits['direction'] === 'backward' && term.to === cue.to && !isAct(term.concept))
    return false;
  const starts = term.from < cue.from || (term.from === cue.from && isAct(term.concept));
  return starts && term.to >= cue.to && term.to - term.from > cue.to - cue.from;
}

function isWeak(concept: Concept): boolean {
  return concept.traits['strength'] === 'weak';
}
