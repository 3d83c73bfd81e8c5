import { put, quantityOf, type Frame } from './frames.js';
import { agrees, fill, likeness, sameAct } from './matching-services.js';
import { putUnder, standsUnder, completesLead, placesOf, inherit } from './lists.js';
import { withFindings } from './findings.js';
import { itemizes, takeDetail } from './details.js';
import type { Sentence } from './sentences.js';
import type { Story } from './story.js';

/**
 * Takes the frames of one sentence into the story: details told later join the act told before, findings told
 * before join the act told later, a second telling of one act is not a second act.
 */
export function take(story: Story, index: number, frames: readonly Frame[]): void {
  const sentence = story.sentences[index];
  if (sentence === undefined) return;
  const lead = sentence.parent === -1 ? undefined : story.leadFrame(sentence.parent);
  if (!sentence.item && placesOf(story, frames, lead)) {
    for (const frame of frames) {
      fill(story.lexicon, lead, frame);
      story.fold(frame, lead);
    }
    return;
  }
  for (const frame of frames) {
    if (sentence.title) {
      story.titled.push(frame);
      continue;
    }
    if (lead !== undefined && frames.length === 1 && completesLead(story, frame, lead, sentence)) {
      fill(story.lexicon, lead, frame);
      story.fold(frame, lead);
      continue;
    }
    if (
      lead !== undefined &&
      lead.judgement?.asked !== true &&
      story.sentences[lead.sentence]?.title !== true
    ) {
      if (frame.act === undefined) inherit(story, frame, lead);
      else if (standsUnder(story, sentence)) putUnder(story, frame, lead);
    }
    // "0.8 cm SCC, 4 mm margins": only an excision takes margins.
    const margins = frame.values.has('margin') && frame.values.has('lesion');
    if (frame.act === undefined && margins && frame.values.has('diameter')) {
      frame.act = 'excision';
      frame.broad = true;
      frame.ownAct = true;
    }
    takeFrame(story, frame, sentence);
  }
  const last = frames.findLast((frame) => frame.act !== undefined) ?? lead ?? frames.at(-1);
  if (last !== undefined) story.leadOfSentence.set(index, last);
}

function takeFrame(story: Story, frame: Frame, sentence: Sentence): void {
  if (frame.act === undefined) {
    takeDetail(story, frame, sentence);
    return;
  }
  const judgement = frame.judgement;
  if (
    judgement?.asked === true ||
    (judgement?.weak === true && judgement.assertion === 'planned')
  ) {
    story.weak.push(frame);
    return;
  }
  if (judgement !== undefined && judgement.assertion !== 'performed') {
    story.aside.push(frame);
    return;
  }
  for (const told of withFindings(story, frame)) addService(story, told);
}

/** "All by shave technique": said of every service that it agrees with. */
function tellsOfAll(story: Story, frame: Frame): boolean {
  const particular = ['site', 'count', 'diameter'].some((element) => frame.values.has(element));
  if (!frame.everyone || particular) return false;
  const told = story
    .recent()
    .filter(
      (service) => sameAct(story.lexicon, service, frame) && agrees(story.lexicon, service, frame),
    );
  for (const service of told) fill(story.lexicon, service, frame);
  const first = told[0];
  if (first === undefined) return false;
  story.fold(frame, first);
  story.latest = { service: first, sentence: frame.sentence };
  return true;
}

/** "Each was pared, then frozen.": the second act is done on what the first was done on. */
function takeObject(story: Story, frame: Frame): void {
  const before = story.latest?.sentence === frame.sentence ? story.latest.service : undefined;
  const told = ['lesion', 'site', 'count', 'diameter'].some((element) => frame.values.has(element));
  if (before === undefined || told || !frame.past) return;
  for (const element of ['lesion', 'site', 'laterality', 'count'] as const) {
    for (const value of before.values.get(element) ?? []) put(frame, element, value);
  }
  frame.one ??= before.one;
}

function addService(story: Story, frame: Frame): void {
  if (tellsOfAll(story, frame)) return;
  takeObject(story, frame);
  const total = frame.broad && frame.ownAct ? itemizes(story, frame, story.recent()) : undefined;
  if (total?.ownAct === true && total.plural && story.oneByOne(total)) {
    putUnder(story, frame, total);
    story.services.push(frame);
    return;
  }
  const same = retold(story, frame);
  if (same !== undefined) {
    fill(story.lexicon, same, frame);
    story.fold(frame, same);
    story.latest = { service: same, sentence: frame.sentence };
    return;
  }
  story.services.push(frame);
  story.latest = { service: frame, sentence: frame.sentence };
}

/** The service that the frame tells again, if any. */
function retold(story: Story, frame: Frame): Frame | undefined {
  const possible = story.recent().filter(
    (service) =>
      !story.siblings(service, frame) &&
      sameAct(story.lexicon, service, frame) &&
      // "Next, the one on the back was shaved": a further one of this part, listed in the part before.
      (!frame.further || (story.toldElsewhere(service, frame) && likeness(service, frame) > 1)),
  );
  const alike = possible.filter((service) => agrees(story.lexicon, service, frame));
  if (alike.length === 0) return undefined;
  const count = quantityOf(frame, 'count');
  const known = alike.filter(
    (service) => count === undefined || quantityOf(service, 'count') === count,
  );
  // A detail with its own count under a total is one of the items, not the total told again.
  const best = (known.length > 0 ? known : alike).reduce((a, b) =>
    likeness(b, frame) > likeness(a, frame) ? b : a,
  );
  return best;
}
