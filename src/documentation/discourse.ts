import type { Lexicon } from '../knowledge/lexicon.js';
import type { Frame, FrameTools } from './frames.js';
import { conceptsOf, put, quantityOf } from './frames.js';
import { actOf, addsTo, agrees, agreesButForCount, countOf, fill, likeness, sameAct } from './matching-services.js';
import type { Sentence } from './sentences.js';

/**
 * Follows the note from sentence to sentence: details told later join the act told before, findings told before
 * join the act told later, a second telling of one act is not a second act.
 */
export class Discourse {
  /** Acts told as done, in order. */
  readonly services: Frame[] = [];
  /** Acts set aside. */
  readonly aside: Frame[] = [];
  /** Findings and details that no act owns so far. */
  pending: Frame[] = [];
  private readonly weak: Frame[] = [];
  private readonly titled: Frame[] = [];
  /** The frame that took a frame over, for tracing a finding to its service. */
  readonly home = new Map<Frame, Frame>();
  private readonly leadOfSentence = new Map<number, Frame>();

  constructor(
    private readonly tools: FrameTools,
    private readonly sentences: readonly Sentence[],
  ) {}

  private get lexicon(): Lexicon {
    return this.tools.lexicon;
  }

  /** Only so many services back are compared: the cost of a note stays in proportion to its length. */
  private static readonly MEMORY = 48;

  /** Findings too far back to belong to an act told now. */
  readonly orphans: Frame[] = [];

  private keep(frame: Frame): void {
    const judged = frame.judgement?.assertion === 'performed' && !frame.judgement.asked;
    // The examination shows a papule, the assessment names it: one finding.
    const earlier = judged && !frame.further ? this.pending.findLast((one) => this.sameFinding(one, frame)) : undefined;
    if (earlier !== undefined) {
      fill(this.lexicon, earlier, frame);
      this.home.set(frame, earlier);
      return;
    }
    this.pending.push(frame);
    const oldest = this.pending.length > Discourse.MEMORY ? this.pending.shift() : undefined;
    if (oldest !== undefined) this.orphans.push(oldest);
  }

  private sameFinding(earlier: Frame, frame: Frame): boolean {
    const judged = earlier.judgement?.assertion === 'performed' && !earlier.judgement.asked;
    return judged && earlier.sentence !== frame.sentence && !this.siblings(earlier, frame) && agrees(this.lexicon, earlier, frame);
  }

  private recent(): Frame[] {
    return this.services.slice(-Discourse.MEMORY);
  }

  take(index: number, frames: readonly Frame[]): void {
    const sentence = this.sentences[index];
    if (sentence === undefined) return;
    const lead = sentence.parent === -1 ? undefined : this.leadFrame(sentence.parent);
    for (const frame of frames) {
      const usable = lead !== undefined && lead.act !== undefined && lead.judgement?.asked !== true;
      if (frame.act === undefined && usable && !sentence.title === !this.sentences[lead.sentence]?.title) this.inherit(frame, lead);
      if (sentence.title) this.titled.push(frame);
      else if (lead !== undefined && this.completesLead(frame, lead)) {
        fill(this.lexicon, lead, frame);
        this.fold(frame, lead);
      } else this.takeFrame(frame, sentence);
    }
    const last = frames.findLast((frame) => frame.act !== undefined) ?? lead;
    if (last !== undefined) this.leadOfSentence.set(index, last);
  }

  /** The act that a sentence leads its items with. */
  leadFrame(index: number): Frame | undefined {
    return this.leadOfSentence.get(index);
  }

  /** "Left forearm: punch." tells how the act of its own label was done. */
  private completesLead(frame: Frame, lead: Frame): boolean {
    return (
      frame.ownAct &&
      frame.judgement?.assertion === 'performed' &&
      !frame.judgement.asked &&
      !lead.ownAct &&
      this.services.includes(lead) &&
      sameAct(this.lexicon, lead, frame) &&
      agrees(this.lexicon, lead, frame)
    );
  }

  /** An item under "Shave removals:" is a shave removal. */
  private inherit(frame: Frame, lead: Frame): void {
    frame.act = lead.act;
    frame.broad = lead.broad;
    frame.past = lead.past;
    frame.lead = lead;
    frame.itemized = true;
    if (frame.judgement?.assertion === 'performed' && lead.judgement !== undefined) frame.judgement = { ...lead.judgement, asked: frame.judgement.asked };
    for (const element of ['lesion', 'method', 'depth'] as const) {
      if (!frame.values.has(element)) for (const value of lead.values.get(element) ?? []) put(frame, element, value);
    }
    if (!frame.values.has('site') && !lead.values.has('count')) for (const value of lead.values.get('site') ?? []) put(frame, 'site', value);
    const each = this.lexicon.concept(lead.act ?? '')?.traits['each'] === 'site';
    if (each && frame.one === undefined && !frame.plural && frame.values.has('site')) frame.one = frame.values.get('site')?.[0]?.support;
  }

  private takeFrame(frame: Frame, sentence: Sentence): void {
    if (frame.act === undefined) {
      this.takeDetail(frame, sentence);
      return;
    }
    const judgement = frame.judgement;
    if (judgement?.asked === true || (judgement?.weak === true && judgement.assertion === 'planned')) {
      this.weak.push(frame);
      return;
    }
    if (judgement !== undefined && judgement.assertion !== 'performed') {
      this.aside.push(frame);
      return;
    }
    for (const told of this.withFindings(frame)) this.addService(told);
  }

  /** "12 warts on the hands. All were frozen.": an act without particulars takes those of the findings before it. */
  private withFindings(frame: Frame): Frame[] {
    const candidates = this.pending.filter(
      (finding) =>
        finding.judgement?.assertion === 'performed' &&
        finding.judgement.asked !== true &&
        finding.values.size > 0 &&
        agreesButForCount(this.lexicon, finding, frame),
    );
    if (candidates.length === 0) return [frame];
    const count = quantityOf(frame, 'count');
    const bare = count === undefined && !frame.values.has('site') && !frame.values.has('diameter');
    const total = candidates.reduce((sum, finding) => sum + (countOf(finding) ?? 0), 0);
    const named = conceptsOf(frame, 'lesion').some((id) => id !== 'unspecified-lesion');
    if (candidates.length > 1 && (count === total || (bare && (frame.plural || named || frame.anaphor || !frame.values.has('lesion'))))) {
      const relevant = candidates.filter((finding) => finding.values.has('lesion') || finding.values.has('count'));
      if (relevant.length > 1 && (named || sameBlock(relevant, this.sentences))) return relevant.map((finding) => this.adopt(frame, finding));
    }
    for (const finding of candidates.toReversed()) {
      if (!agrees(this.lexicon, finding, frame)) continue;
      this.release(finding, frame);
      fill(this.lexicon, frame, finding);
    }
    return [frame];
  }

  private adopt(frame: Frame, finding: Frame): Frame {
    const told: Frame = { ...frame, values: new Map(finding.values), alsoFrom: [this.tools.support(finding.from, finding.to)], one: finding.one, plural: finding.plural };
    for (const [element, values] of frame.values) {
      if (element !== 'count' && !told.values.has(element)) told.values.set(element, [...values]);
    }
    this.release(finding, told);
    return told;
  }

  private release(finding: Frame, owner: Frame): void {
    this.pending = this.pending.filter((one) => one !== finding);
    this.home.set(finding, owner);
    if (!owner.alsoFrom.some((support) => support.start === this.tools.support(finding.from, finding.to).start)) {
      owner.alsoFrom.push(this.tools.support(finding.from, finding.to));
    }
  }

  private addService(frame: Frame): void {
    const same = this.retold(frame);
    if (same !== undefined) {
      fill(this.lexicon, same, frame);
      this.fold(frame, same);
      return;
    }
    this.services.push(frame);
  }

  private fold(frame: Frame, into: Frame): void {
    this.home.set(frame, into);
    into.alsoFrom.push(this.tools.support(frame.from, frame.to), ...frame.alsoFrom);
  }

  /** The service that the frame tells again, if any. */
  private retold(frame: Frame): Frame | undefined {
    if (frame.further) return undefined;
    const possible = this.recent().filter((service) => !this.siblings(service, frame) && sameAct(this.lexicon, service, frame));
    const alike = possible.filter((service) => agrees(this.lexicon, service, frame));
    if (alike.length === 0) return undefined;
    const count = quantityOf(frame, 'count');
    const known = alike.filter((service) => count === undefined || quantityOf(service, 'count') === count);
    // A detail with its own count under a total is one of the items, not the total told again.
    const best = (known.length > 0 ? known : alike).reduce((a, b) => (likeness(b, frame) > likeness(a, frame) ? b : a));
    return best;
  }

  private siblings(a: Frame, b: Frame): boolean {
    if (a.sentence === b.sentence) return true;
    if (a === b.lead || b === a.lead) return true;
    const [first, second] = [this.sentences[a.sentence], this.sentences[b.sentence]];
    if (first === undefined || second === undefined) return false;
    if (inOneList(first, second)) return true;
    return a.lead !== undefined && a.lead === b.lead;
  }

  /** A statement without an act: a detail of what was told, a further item, or a finding. */
  private takeDetail(frame: Frame, sentence: Sentence): void {
    const judgement = frame.judgement;
    if (judgement?.asked === true || (judgement !== undefined && judgement.assertion !== 'performed')) {
      this.keep(frame);
      return;
    }
    const recent = this.recent();
    const last = recent.at(-1);
    if (last === undefined || (sentence.section?.traits['part'] === 'findings' && !frame.anaphor)) {
      this.keep(frame);
      return;
    }
    this.readBareSize(frame, recent);
    const both = quantityOf(frame, 'count') === 2 && frame.anaphor && recent.length >= 2 && recent.every((service) => countOf(service) !== 2);
    if (both) frame.values.delete('count');
    const sharing = both ? recent.slice(-2) : undefined;
    const targets = sharing ?? recent.filter((service) => agrees(this.lexicon, service, frame) && addsTo(this.lexicon, service, frame)).slice(-1);
    const itemizes = this.itemizes(frame, recent);
    if (itemizes !== undefined && !frame.further) {
      this.inherit(frame, itemizes);
      this.services.push(frame);
      return;
    }
    if (targets.length > 0 && !(frame.further && frame.values.has('count'))) {
      for (const target of targets) {
        fill(this.lexicon, target, frame);
        this.fold(frame, target);
      }
      return;
    }
    const restated = recent.findLast((service) => agrees(this.lexicon, service, frame));
    if (restated !== undefined && !frame.further) {
      this.fold(frame, restated);
      return;
    }
    const near = this.sentences[last.sentence]?.block === sentence.block;
    const particular = frame.values.has('count') || frame.values.has('diameter') || (frame.values.has('lesion') && frame.values.has('site'));
    if (particular && (frame.further || (near && sentence.section?.traits['part'] !== 'findings'))) {
      this.inherit(frame, last);
      frame.lead = undefined;
      this.services.push(frame);
      return;
    }
    this.keep(frame);
  }

  /** "the second one on the nose was 1.1" after sizes in cm. */
  private readBareSize(frame: Frame, recent: readonly Frame[]): void {
    if (frame.bare === undefined || frame.values.has('diameter')) return;
    const sized = recent.findLast((service) => service.values.has('diameter'));
    if (sized === undefined || frame.bare.value > 10) return;
    put(frame, 'diameter', { kind: 'quantity', value: frame.bare.value, unit: 'cm', support: frame.bare.support });
  }

  /** The total of several lesions that the frame gives one member of. */
  private itemizes(frame: Frame, recent: readonly Frame[]): Frame | undefined {
    const single = frame.anaphor === frame.values.has('diameter') && !frame.plural;
    const own = countOf(frame) ?? (single ? 1 : undefined);
    if (own === undefined || !(frame.values.has('site') || frame.values.has('diameter'))) return undefined;
    const lead = recent.findLast((service) => {
      const total = quantityOf(service, 'count');
      return total !== undefined && total > own && !service.values.has('diameter') && agreesButForCount(this.lexicon, service, frame) && !service.itemized && (countOf(frame) !== undefined || frame.anaphor || !service.values.has('site') && this.oneByOne(service));
    });
    if (lead === undefined) return undefined;
    const used = recent.filter((service) => service.lead === lead).reduce((sum, service) => sum + (countOf(service) ?? 1), 0);
    if (used + own > (quantityOf(lead, 'count') ?? 0)) return undefined;
    if (!frame.values.has('count')) frame.one ??= (frame.values.get('diameter') ?? frame.values.get('site'))?.[0]?.support;
    return lead;
  }

  private oneByOne(service: Frame): boolean {
    return this.lexicon.concept(service.act ?? '')?.traits['each'] === 'site';
  }

  /** Closes the note: totals give way to their items, the title and weak statements fill what is missing. */
  finish(): void {
    this.resolveLeads();
    this.useTitle();
    this.useWeak();
    this.resolveTotals();
  }

  private resolveLeads(): void {
    const children = new Map<Frame, Frame[]>();
    for (const service of this.services) {
      const lead = service.lead === undefined ? undefined : this.standing(service.lead);
      if (lead !== undefined && lead !== service) children.set(lead, [...(children.get(lead) ?? []), service]);
    }
    for (const [lead, items] of children) {
      const place = this.services.indexOf(lead);
      if (place === -1) continue;
      const total = quantityOf(lead, 'count');
      const told = items.reduce((sum, item) => sum + (countOf(item) ?? 1), 0);
      for (const item of items) {
        for (const element of ['lesion', 'method', 'depth'] as const) {
          if (!item.values.has(element)) for (const value of lead.values.get(element) ?? []) put(item, element, value);
        }
        item.alsoFrom.push(this.tools.support(lead.from, lead.to));
        if (item.act === undefined || item.broad) {
          item.act = lead.act;
          item.broad = lead.broad;
        }
      }
      const support = lead.values.get('count')?.[0]?.support;
      const itself = lead.values.has('diameter') || (lead.values.has('site') && items.every((item) => !agreesButForCount(this.lexicon, item, lead)));
      if (total !== undefined && told < total && support !== undefined && !itself) {
        lead.values.set('count', [{ kind: 'quantity', value: total - told, unit: 'each', support }]);
      } else if (!itself) {
        this.services.splice(place, 1);
        const first = items[0];
        if (first !== undefined) this.home.set(lead, first);
      }
    }
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

  private useTitle(): void {
    const told = this.titled.filter((frame) => frame.judgement?.assertion === 'performed' || frame.judgement?.weak === true || frame.judgement?.asked === true);
    for (const frame of told) {
      const alike = this.recent().filter((service) => sameAct(this.lexicon, service, frame) && agreesButForCount(this.lexicon, service, frame));
      const single = alike.length === 1 ? alike[0] : undefined;
      if (single !== undefined) {
        if (agrees(this.lexicon, single, frame)) fill(this.lexicon, single, frame);
        this.fold(frame, single);
        continue;
      }
      for (const service of alike) {
        for (const element of ['lesion', 'method'] as const) {
          if (!service.values.has(element)) for (const value of frame.values.get(element) ?? []) put(service, element, value);
        }
      }
      if (alike.length > 0 || frame.act === undefined || this.services.some((service) => !told.includes(service))) continue;
      if (this.aside.some((other) => sameAct(this.lexicon, other, frame))) continue;
      if (this.weak.some((other) => sameAct(this.lexicon, other, frame))) {
        this.weak.push(frame);
        continue;
      }
      for (const service of this.withFindings(frame)) {
        service.judgement = { assertion: 'performed', weak: false, asked: false };
        this.services.push(service);
      }
    }
  }

  /** The visit's reason and the words of a question stand for the act only where the note tells no act. */
  private useWeak(): void {
    const alone = this.services.length === 0;
    for (const frame of this.weak) {
      const alike = this.recent().filter((service) => sameAct(this.lexicon, service, frame) && agrees(this.lexicon, service, frame));
      const single = alike.length === 1 ? alike[0] : undefined;
      if (single !== undefined) {
        // What somebody asks or thinks gives details, never another act.
        frame.act = single.act;
        frame.broad = true;
        fill(this.lexicon, single, frame);
        this.fold(frame, single);
        continue;
      }
      if (!alone || alike.length > 0 || this.aside.some((other) => sameAct(this.lexicon, other, frame))) continue;
      for (const service of this.withFindings(frame)) {
        service.judgement = { assertion: 'performed', weak: false, asked: false };
        this.services.push(service);
      }
    }
  }

  /** A total beside the items that make it up is not counted on top of them. */
  private resolveTotals(): void {
    for (const total of this.services.slice(0, Discourse.MEMORY)) {
      const count = quantityOf(total, 'count');
      if (count === undefined || count < 2 || total.values.has('diameter')) continue;
      const items = this.recent().filter((service) => service !== total && actOf(this.lexicon, service) === actOf(this.lexicon, total) && agreesButForCount(this.lexicon, service, total) && countOf(service) !== undefined);
      const sum = items.reduce((all, service) => all + (countOf(service) ?? 0), 0);
      const narrower = items.length > 1 && items.every((item) => addsTo(this.lexicon, total, item));
      if (!narrower || sum !== count) continue;
      this.services.splice(this.services.indexOf(total), 1);
      for (const item of items) fill(this.lexicon, item, { ...total, values: new Map([...total.values].filter(([element]) => element === 'lesion' || element === 'method')) });
      const first = items[0];
      if (first !== undefined) this.fold(total, first);
    }
  }
}

function sameBlock(frames: readonly Frame[], sentences: readonly Sentence[]): boolean {
  const blocks = new Set(frames.map((frame) => sentences[frame.sentence]?.block));
  return blocks.size === 1;
}

/** Items of one list are different items, however alike. */
function inOneList(first: Sentence, second: Sentence): boolean {
  if (first.parent !== second.parent || first.section !== second.section) return false;
  return first.parent === -1 ? first.marked && second.marked && first.block === second.block : first.item && second.item;
}
