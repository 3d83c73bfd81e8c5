import { put, quantityOf, type Frame } from './frames.js';
import { addsTo, agrees, agreesButForCount, countOf, fill } from './matching-services.js';
import { inherit } from './lists.js';
import type { Sentence } from './sentences.js';
import type { Story } from './story.js';

/** A lesion told without an act is a further one of the act before it within so many sentences. */
const NEAR = 4;
/** A detail joins an act told under another heading within so many sentences. */
const FAR = 12;

/** A statement without an act: a detail of what was told, a further item, or a finding. */
export function takeDetail(story: Story, frame: Frame, sentence: Sentence): void {
  const judgement = frame.judgement;
  if (
    judgement?.asked === true ||
    (judgement !== undefined && judgement.assertion !== 'performed')
  ) {
    linkDoubt(story, frame, sentence);
    story.keep(frame);
    return;
  }
  const recent = story.recent();
  const last = recent.at(-1);
  if (last === undefined || (sentence.section?.traits['part'] === 'findings' && !frame.anaphor)) {
    story.keep(frame);
    return;
  }
  readBareSize(frame, recent);
  const both =
    quantityOf(frame, 'count') === 2 &&
    frame.anaphor &&
    recent.length >= 2 &&
    recent.every((service) => countOf(service) !== 2);
  if (both) frame.values.delete('count');
  const sharing = both ? recent.slice(-2) : undefined;
  const targets =
    sharing ??
    recent
      .filter(
        (service) =>
          (frame.sentence - service.sentence <= FAR ||
            story.sentences[service.sentence]?.heading === sentence.heading) &&
          !lendsObject(story, service, frame) &&
          agrees(story.lexicon, service, frame) &&
          addsTo(story.lexicon, service, frame),
      )
      .slice(-1);
  const total = itemizes(story, frame, recent);
  if (total !== undefined) {
    inherit(story, frame, total);
    story.services.push(frame);
    return;
  }
  if (targets.length > 0 && !(frame.further && frame.values.has('count'))) {
    for (const target of targets) {
      fill(story.lexicon, target, frame);
      story.fold(frame, target);
    }
    return;
  }
  const restated = recent.findLast((service) => agrees(story.lexicon, service, frame));
  if (restated !== undefined && !frame.further) {
    story.fold(frame, restated);
    return;
  }
  const told = story.sentences[last.sentence];
  const near =
    told?.block === sentence.block &&
    told.heading === sentence.heading &&
    frame.sentence - last.sentence <= NEAR;
  const particular =
    frame.values.has('count') ||
    frame.values.has('diameter') ||
    (frame.values.has('lesion') && frame.values.has('site'));
  if (
    particular &&
    !lendsObject(story, last, frame) &&
    (frame.further || (near && sentence.section?.traits['part'] !== 'findings'))
  ) {
    inherit(story, frame, last);
    frame.lead = undefined;
    story.services.push(frame);
    return;
  }
  story.keep(frame);
}

/** "Ear wax removal. Skin tag noted.": a broad word takes its object from its own sentence or from what it points to. */
function lendsObject(story: Story, service: Frame, frame: Frame): boolean {
  const traits = story.lexicon.concept(service.act ?? '')?.traits;
  const broad = traits?.['generic'] === true && typeof traits['keepWith'] === 'string';
  return (
    broad &&
    !frame.anaphor &&
    frame.values.has('lesion') &&
    !service.values.has('lesion') &&
    frame.sentence !== service.sentence &&
    frame.lead !== service
  );
}

/** "... was biopsied. Suspicious for BCC.": the doubt is about the lesion told right before. */
function linkDoubt(story: Story, frame: Frame, sentence: Sentence): void {
  const { latest } = story;
  if (latest === undefined || frame.judgement?.assertion !== 'hypothetical') return;
  const before = story.sentences[latest.sentence];
  if (frame.sentence - latest.sentence !== 1 || before?.block !== sentence.block) return;
  if (frame.judgement.asked || !agrees(story.lexicon, latest.service, frame)) return;
  story.home.set(frame, latest.service);
}

/** "the second one on the nose was 1.1" after sizes in cm. */
export function readBareSize(frame: Frame, recent: readonly Frame[]): void {
  if (frame.bare === undefined || frame.values.has('diameter')) return;
  const sized = recent.findLast((service) => service.values.has('diameter'));
  if (sized === undefined || frame.bare.value > 10) return;
  put(frame, 'diameter', {
    kind: 'quantity',
    value: frame.bare.value,
    unit: 'cm',
    support: frame.bare.support,
  });
}

/** The total of several lesions that the frame gives one member of. */
export function itemizes(story: Story, frame: Frame, recent: readonly Frame[]): Frame | undefined {
  const single = (frame.ownAct || frame.anaphor === frame.values.has('diameter')) && !frame.plural;
  const own = countOf(frame) ?? (single ? 1 : undefined);
  const particular = ['site', 'diameter'].some((element) => frame.values.has(element));
  if (own === undefined || !(particular || (frame.ownAct && frame.values.has('count'))))
    return undefined;
  const lead = recent.findLast((service) => {
    const total = quantityOf(service, 'count');
    return (
      total !== undefined &&
      total > own &&
      !service.values.has('diameter') &&
      agreesButForCount(story.lexicon, service, frame) &&
      !service.itemized &&
      (countOf(frame) !== undefined ||
        frame.anaphor ||
        (!service.values.has('site') && story.oneByOne(service)))
    );
  });
  if (lead === undefined) return undefined;
  const used = recent
    .filter((service) => service.lead === lead)
    .reduce((sum, service) => sum + (countOf(service) ?? 1), 0);
  if (used + own > (quantityOf(lead, 'count') ?? 0)) return undefined;
  if (!frame.values.has('count'))
    frame.one ??= (frame.values.get('diameter') ?? frame.values.get('site'))?.[0]?.support;
  return lead;
}
