import type { Concept } from '../knowledge/lexicon.js';
import { looksPast } from './forms.js';
import type { Mention } from './mentions.js';
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

interface Target {
  readonly from: number;
  readonly to: number;
  readonly kind: 'act' | 'condition';
  /** The act is told as finished ("froze", "was shaved"). */
  readonly past: boolean;
  /** A part of the body: neither an act nor a diagnosis. */
  readonly bodyPart?: boolean;
  /** A side is told of what stands before it: "no graft, left". */
  readonly side?: boolean;
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

const ASSERTIONS = new Set(Object.keys(STRENGTH));
const isAssertion = (value: unknown): value is Assertion =>
  typeof value === 'string' && ASSERTIONS.has(value);

const FINITE = new Set('is was were are has had did does came went became'.split(' '));
const PERSONS = new Set('i we he she they'.split(' '));
const THIS_VISIT = new Set(['today', 'this', 'during', 'same']);
/** How many tokens behind a noun the work on it may be told. */
const WORKED_ON = 8;
/** How many tokens may stand between a thing and the bare verb that denies it ("superior oblique not operated"). */
const NEAR_VERB = 1;
const REACH = { phrase: 9, clause: 24, sentence: 80 } as const;

/** Judges the statements of one sentence. */
export class SentenceJudge {
  private readonly cues: readonly Mention[];
  private readonly stops: readonly number[];
  private readonly acts: readonly Mention[];
  private readonly nouns: readonly Mention[];
  /** What the sentence names is there now. */
  private readonly isPresent: boolean;
  private readonly tellsAct: boolean;
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
    // What a chapter counts as an act may be a thing ("stricture"): it shields nothing from a cue.
    this.acts = terms.filter(({ concept: { kind } }) => kind === 'procedure' || kind === 'method');
    this.tellsAct = terms.some(({ concept }) => isAct(concept));
    this.nouns = terms.filter(
      ({ concept }) => !isAct(concept) && !['site', 'laterality'].includes(concept.kind),
    );
    const stops = this.cues
      .filter(({ concept }) => concept.traits['stops'] === true)
      .map(({ from }) => from);
    for (let index = sentence.from; index < sentence.to; index += 1) {
      if (/^[;:]$/.test(tokens[index]?.text ?? '')) stops.push(index);
    }
    this.stops = stops;
    this.isPresent = this.cues.some(({ concept }) => concept.traits['present'] === true);
    this.asked = this.askedStretches();
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
    if (this.acts.length > 0 || this.asked.length > 0) return undefined;
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
      if (!this.governs(mention, target)) continue;
      if (mention.concept.traits['givesWay'] === true && (target.past || this.toldAsDone()))
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
      : target.past || this.toldAsDone() || this.shownDone;
    if (traits?.['soft'] === true && (target.kind === 'condition' || done))
      return { assertion: 'performed', weak: false };
    return { assertion, weak: false };
  }

  private toldAsDone(): boolean {
    return this.cues.some(({ concept }) => concept.traits['assertion'] === 'performed');
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
      this.hasComma(cue.to, judged.from);
    return this.cues.some(
      (cue) =>
        !between(cue) &&
        cue.concept.traits['assertion'] === 'performed' &&
        Array.from(
          { length: cue.to - cue.from },
          (_, offset) => this.tokens[cue.from + offset]?.key,
        ).some((key) => THIS_VISIT.has(key ?? '')) &&
        !this.stopped(Math.min(cue.to, target.to), Math.max(cue.from, target.from)),
    );
  }

  private stopped(from: number, to: number): boolean {
    return this.stops.some((stop) => stop >= from && stop < to);
  }

  private governs(cue: Mention, target: Target): boolean {
    const { assertion, direction, scope, target: aim } = cue.concept.traits;
    if (aim !== 'any' && aim !== target.kind) return false;
    const forward = direction !== 'backward' && cue.to <= target.from;
    const backward = (direction !== 'forward' || this.endsWithVerb(cue)) && cue.from >= target.to;
    if (!forward && !backward) return false;
    const [from, to] = forward ? [cue.to, target.from] : [target.to, cue.from];
    const reach =
      scope === 'phrase' || scope === 'clause' || scope === 'sentence'
        ? REACH[scope]
        : REACH.phrase;
    // "attempted, but could not tolerate it": stopping an act is told after the turn of the sentence.
    if (to - from > reach || ((assertion !== 'aborted' || forward) && this.stopped(from, to)))
      return false;
    // "did not freeze the AK": the act is denied, not the diagnosis.
    const ofAct = assertion !== 'historical' && assertion !== 'someone-else';
    if (
      target.kind === 'condition' &&
      ofAct &&
      this.acts.some((act) => act.from >= from && act.to <= to)
    )
      return false;
    if (
      this.sentence.question &&
      this.isAsked(cue.from) &&
      cue.concept.traits['assertion'] !== 'negated'
    )
      return false;
    // "(r/o SCC), 3 warts frozen": what stands in brackets governs nothing outside.
    if (forward && this.closesBracket(from, to)) return false;
    // "A-fib, old ORIF, cataract surgery in the past": the words at the end speak of the last of the list.
    if (
      backward &&
      this.hasComma(from, to) &&
      (assertion === 'negated' || (assertion === 'historical' && target.kind === 'condition'))
    )
      return false;
    // "Removal of deep plate, healed fx 2 y ago": the time goes with the nearer noun.
    if (
      backward &&
      assertion === 'historical' &&
      target.kind === 'act' &&
      this.hasOwnNoun(from, to)
    )
      return false;
    if (cue.concept.traits['adjective'] === true && target.past && this.hasNoun(from, to))
      return false;
    if (cue.concept.traits['aged'] === true && this.isWorkedOn(target)) return false;
    // "Biceps avulsed from the tuberosity 10 days ago": the injury is past, the parts of the body are not.
    if (target.bodyPart === true && assertion === 'historical' && aim === 'any' && !this.tellsAct)
      return cue.concept.traits['ofParts'] === true;
    // "likely cause, examined the joint": a comma and a verb begin another statement.
    if (forward && this.startsAnew(from, to)) return false;
    // "froze 14 and will do the rest next month": the later words go with the nearer verb.
    if (
      backward &&
      this.cues.some(
        (other) =>
          other !== cue &&
          other.concept.traits['direction'] === 'forward' &&
          isAssertion(other.concept.traits['assertion']) &&
          !(assertion === 'historical' && other.concept.traits['assertion'] === assertion) &&
          other.from >= from &&
          other.to <= to,
      )
    )
      return false;
    if (backward && this.endsWithVerb(cue) && to - from > NEAR_VERB) return false;
    if (scope === 'part' || (backward && this.endsWithVerb(cue))) return !this.parts(from, to);
    if (scope === 'phrase') return !this.breaksPhrase(from, to, target, cue);
    // A comma and another act between cue and target: the cue speaks of that other act.
    if (scope === 'clause')
      return (
        !(this.hasComma(from, to) && this.acts.some((act) => act.from >= from && act.to <= to)) &&
        !(backward && this.acts.some((act) => act.from >= from && act.to <= to))
      );
    return true;
  }

  /** "Old generator taken off": what is told with it in the same breath was done to it. */
  private isWorkedOn({ from, to }: Target): boolean {
    const told = (last: number): boolean => looksPast(this.tokens[last]?.key ?? '');
    const end = this.stops.find((stop) => stop >= to) ?? this.sentence.to;
    return this.acts.some(
      (act) =>
        act.from >= from &&
        act.to <= Math.min(end, to + WORKED_ON) &&
        !this.hasComma(to, act.from) &&
        Array.from({ length: act.to - act.from }, (_, offset) => act.from + offset).some(told),
    );
  }

  /** "Superior oblique not operated.": a bare verb behind "not" speaks of the thing before. */
  private endsWithVerb({ concept, to }: Mention): boolean {
    const next = this.tokens[to + 1];
    return (
      concept.traits['deniesBefore'] === true &&
      looksPast(this.tokens[to]?.key ?? '') &&
      (next === undefined || to + 1 >= this.sentence.to || /^[.,;)]$/.test(next.text))
    );
  }

  /** A comma, bracket or dash between: the two stand in different parts of the sentence. */
  private parts(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1)
      if (/^[,;:()[\]|]$/.test(this.tokens[index]?.text ?? '') || this.isDash(index)) return true;
    return false;
  }

  private isDash(index: number): boolean {
    const token = this.tokens[index];
    return (
      token !== undefined &&
      /^[-–—]$/.test(token.text) &&
      !token.glued &&
      this.tokens[index + 1]?.glued !== true
    );
  }

  private hasNoun(from: number, to: number): boolean {
    return this.nouns.some((noun) => noun.from >= from && noun.to <= to);
  }

  /** Words after the last comma that name a thing and no act. */
  private hasOwnNoun(from: number, to: number): boolean {
    let comma = to - 1;
    while (comma >= from && this.tokens[comma]?.text !== ',') comma -= 1;
    return (
      comma >= from &&
      this.hasNoun(comma, to) &&
      !this.acts.some((act) => act.from > comma && act.to <= to)
    );
  }

  /** A comma or dash with a verb or a person right after it. */
  private startsAnew(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) {
      if (this.tokens[index]?.text !== ',' && !this.isDash(index)) continue;
      for (let at = index + 1; at < index + 5; at += 1) {
        const key = this.tokens[at]?.key ?? '';
        if (/^[.,;:()]$/.test(key) || key === 'or' || key === 'nor') break;
        if (FINITE.has(key) || (at === index + 1 && (looksPast(key) || PERSONS.has(key))))
          return true;
      }
    }
    return false;
  }

  private closesBracket(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) {
      const text = this.tokens[index]?.text;
      if (text === '(') return false;
      if (text === ')') return true;
    }
    return false;
  }

  private hasComma(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1)
      if (this.tokens[index]?.text === ',') return true;
    return false;
  }

  private breaksPhrase(from: number, to: number, target: Target, cue: Mention): boolean {
    const { runs: over, endsAtComma } = cue.concept.traits;
    const runs = over === true;
    let open = true;
    for (let index = from; index < to; index += 1) {
      const key = this.tokens[index]?.key ?? '';
      // "No port, no pump, basilic vein": where each item is denied for itself, the next one is not.
      const ends = endsAtComma === true || target.side === true || this.deniesEach(cue);
      if (this.isDash(index) || (ends && key === ',')) return true;
      const listed = runs && key === ',' && this.listsActs(from, index, target);
      const joins = listed || (runs && key === 'and');
      if (!joins && (key === ',' || key === 'and' || key === 'with' || key === '(' || key === ')'))
        open = false;
      if (key === 'or' || key === 'nor') open = true;
      // A diagnosis list runs over commas: "no BCC, SCC or melanoma".
      if (!open && target.kind === 'act') return true;
      if (!open && this.startsStatement(index)) return true;
    }
    return false;
  }

  private deniesEach(cue: Mention): boolean {
    const word = this.tokens[cue.from]?.key;
    return (
      cue.concept.traits['assertion'] === 'negated' &&
      word === 'no' &&
      this.cues.some(({ from, to }) => to < cue.from && this.tokens[from]?.key === word)
    );
  }

  /** "H/o L TKA 2019, lumbar laminectomy, CTR both hands": the list goes on while nothing is told as done. */
  private listsActs(from: number, comma: number, target: Target): boolean {
    const told = target.past || this.toldAsDone();
    return !told && this.acts.some((act) => act.from >= from && act.to <= comma);
  }

  private startsStatement(index: number): boolean {
    return (
      this.cues.some(
        ({ from, concept }) =>
          from === index + 1 &&
          (isAssertion(concept.traits['assertion']) || concept.traits['anaphor'] === true),
      ) || /^\d/.test(this.tokens[index + 1]?.text ?? '')
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
