import type { Lexicon } from '../knowledge/lexicon.js';
import type { Frame, FrameTools } from './frames.js';
import { agrees, fill } from './matching-services.js';
import type { Sentence } from './sentences.js';

/** Only so many services back are compared: the cost of a note stays in proportion to its length. */
export const MEMORY = 48;

/** What has been told so far, while the note is followed from sentence to sentence. */
export class Story {
  /** Acts told as done, in order. */
  readonly services: Frame[] = [];
  /** Acts set aside. */
  readonly aside: Frame[] = [];
  /** Reasons for the visit and words of a question: they stand for an act only where nothing else does. */
  readonly weak: Frame[] = [];
  readonly titled: Frame[] = [];
  /** Findings and details that no act owns so far. */
  pending: Frame[] = [];
  /** Findings too far back to belong to an act told now. */
  readonly orphans: Frame[] = [];
  /** The frame that took a frame over, for tracing a finding to its service. */
  readonly home = new Map<Frame, Frame>();
  readonly leadOfSentence = new Map<number, Frame>();
  /** The service told last, and the sentence that told it. */
  latest: { readonly service: Frame; readonly sentence: number } | undefined;

  constructor(
    readonly tools: FrameTools,
    readonly sentences: readonly Sentence[],
  ) {}

  get lexicon(): Lexicon {
    return this.tools.lexicon;
  }

  keep(frame: Frame): void {
    const judged = frame.judgement?.assertion === 'performed' && !frame.judgement.asked;
    // The examination shows a papule, the assessment names it: one finding.
    const earlier =
      judged && !frame.further
        ? this.pending.findLast((one) => this.sameFinding(one, frame))
        : undefined;
    if (earlier !== undefined) {
      fill(this.lexicon, earlier, frame);
      this.home.set(frame, earlier);
      return;
    }
    this.pending.push(frame);
    const oldest = this.pending.length > MEMORY ? this.pending.shift() : undefined;
    if (oldest !== undefined) this.orphans.push(oldest);
  }

  sameFinding(earlier: Frame, frame: Frame): boolean {
    const judged = earlier.judgement?.assertion === 'performed' && !earlier.judgement.asked;
    return (
      judged &&
      earlier.sentence !== frame.sentence &&
      !this.siblings(earlier, frame) &&
      agrees(this.lexicon, earlier, frame)
    );
  }

  recent(): Frame[] {
    return this.services.slice(-MEMORY);
  }

  release(finding: Frame, owner: Frame): void {
    this.pending = this.pending.filter((one) => one !== finding);
    this.home.set(finding, owner);
    if (
      !owner.alsoFrom.some(
        (support) => support.start === this.tools.support(finding.from, finding.to).start,
      )
    ) {
      owner.alsoFrom.push(this.tools.support(finding.from, finding.to));
    }
  }

  fold(frame: Frame, into: Frame): void {
    this.home.set(frame, into);
    into.alsoFrom.push(this.tools.support(frame.from, frame.to), ...frame.alsoFrom);
  }

  /** Follows what was folded into what. */
  standing(frame: Frame): Frame {
    let at = frame;
    for (let steps = 0; steps < 8; steps += 1) {
      const next = this.home.get(at);
      if (next === undefined || next === at) return at;
      at = next;
    }
    return at;
  }

  siblings(a: Frame, b: Frame): boolean {
    if (a.sentence === b.sentence) return true;
    if (a === b.lead || b === a.lead) return true;
    const [first, second] = [this.sentences[a.sentence], this.sentences[b.sentence]];
    if (first === undefined || second === undefined) return false;
    if (inOneList(first, second)) return true;
    return a.lead !== undefined && a.lead === b.lead;
  }

  /** Whether the two stand under different headings, as a summary and the description of the procedure do. */
  toldElsewhere(a: Frame, b: Frame): boolean {
    return this.sentences[a.sentence]?.heading !== this.sentences[b.sentence]?.heading;
  }

  oneByOne(service: Frame): boolean {
    return this.lexicon.concept(service.act ?? '')?.traits['each'] === 'site';
  }

  /** The act that a sentence leads its items with. */
  leadFrame(index: number): Frame | undefined {
    return this.leadOfSentence.get(index);
  }
}

export function sameBlock(frames: readonly Frame[], sentences: readonly Sentence[]): boolean {
  const blocks = new Set(frames.map((frame) => sentences[frame.sentence]?.block));
  return blocks.size === 1;
}

/** Items of one list are different items, however alike. */
function inOneList(first: Sentence, second: Sentence): boolean {
  if (first.parent !== second.parent || first.heading !== second.heading) return false;
  return first.parent === -1
    ? first.marked && second.marked && first.block === second.block
    : first.item && second.item;
}
