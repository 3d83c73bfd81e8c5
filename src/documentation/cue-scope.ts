import { looksPast } from './forms.js';
import type { Mention } from './mentions.js';
import { SentenceMarks } from './sentence-marks.js';
import type { Sentence } from './sentences.js';
import type { Token } from './tokens.js';
import type { Assertion } from './types.js';
import { isAct } from './vocabulary.js';

/** What a statement is about, as far as cue words care. Places are token numbers, `to` excluded. */
export interface Target {
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

const ASSERTIONS = new Set([
  'negated',
  'aborted',
  'someone-else',
  'historical',
  'planned',
  'hypothetical',
  'performed',
] satisfies Assertion[]) as ReadonlySet<unknown>;
export const isAssertion = (value: unknown): value is Assertion => ASSERTIONS.has(value);

/** How many tokens behind a noun the work on it may be told. */
const WORKED_ON = 8;
/** How many tokens may stand between a thing and the bare verb that denies it ("superior oblique not operated"). */
const NEAR_VERB = 1;
const REACH = { phrase: 9, clause: 24, sentence: 80 } as const;

/** Which statements of a sentence each of its cue words governs: how far it reaches, and what stops it. */
export class CueScope {
  private readonly marks: SentenceMarks;
  private readonly acts: readonly Mention[];
  private readonly nouns: readonly Mention[];
  private readonly tellsAct: boolean;
  private readonly stops: readonly number[];

  /**
   * @param terms what the sentence names, cues left out
   * @param isAsked whether a cue stands inside a question of the sentence
   */
  constructor(
    private readonly tokens: readonly Token[],
    private readonly sentence: Sentence,
    private readonly cues: readonly Mention[],
    terms: readonly Mention[],
    private readonly isAsked: (cue: Mention) => boolean,
  ) {
    this.marks = new SentenceMarks(tokens);
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
  }

  /** The sentence names an act in so many words. */
  get namesAct(): boolean {
    return this.acts.length > 0;
  }

  /** A turn of the sentence ("but", a semicolon) between two places. */
  stopped(from: number, to: number): boolean {
    return this.stops.some((stop) => stop >= from && stop < to);
  }

  /** Whether a cue word speaks of the target. */
  governs(cue: Mention, target: Target): boolean {
    const { assertion, direction, scope, target: aim } = cue.concept.traits;
    if (aim !== 'any' && aim !== target.kind) return false;
    const forward = direction !== 'backward' && cue.to <= target.from;
    const bareVerb = this.endsWithVerb(cue);
    const backward = (direction !== 'forward' || bareVerb) && cue.from >= target.to;
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
      this.isAsked(cue) &&
      cue.concept.traits['assertion'] !== 'negated'
    )
      return false;
    // "(r/o SCC), 3 warts frozen": what stands in brackets governs nothing outside.
    if (forward && this.marks.closesBracket(from, to)) return false;
    // "A-fib, old ORIF, cataract surgery in the past": the words at the end speak of the last of the list.
    if (
      backward &&
      this.marks.hasComma(from, to) &&
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
    if (forward && this.marks.startsAnew(from, to)) return false;
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
    if (backward && bareVerb && to - from > NEAR_VERB) return false;
    if (scope === 'part' || (backward && bareVerb)) return !this.marks.parts(from, to);
    if (scope === 'phrase') return !this.breaksPhrase(from, to, target, cue);
    // A comma and another act between cue and target: the cue speaks of that other act.
    if (scope === 'clause')
      return (
        !(
          this.marks.hasComma(from, to) && this.acts.some((act) => act.from >= from && act.to <= to)
        ) && !(backward && this.acts.some((act) => act.from >= from && act.to <= to))
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
        !this.marks.hasComma(to, act.from) &&
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

  private breaksPhrase(from: number, to: number, target: Target, cue: Mention): boolean {
    const { runs: over, endsAtComma } = cue.concept.traits;
    const runs = over === true;
    // "No port, no pump, basilic vein": where each item is denied for itself, the next one is not.
    const ends = endsAtComma === true || target.side === true || this.deniesEach(cue);
    let open = true;
    for (let index = from; index < to; index += 1) {
      const key = this.tokens[index]?.key ?? '';
      if (this.marks.isDash(index) || (ends && key === ',')) return true;
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

  /** A word of the sentence says that its act was done. */
  toldAsDone(): boolean {
    return this.cues.some(({ concept }) => concept.traits['assertion'] === 'performed');
  }
}
