import { put, quantityOf, type Frame } from './frames.js';
import { agrees, sameAct } from './matching-services.js';
import type { Sentence } from './sentences.js';
import type { Story } from './story.js';

/** An item that names its own act under a heading of the same act ("Biopsies:" ... "scalp - punch"). */
export function putUnder(story: Story, frame: Frame, lead: Frame): void {
  if (!lead.ownAct || lead.judgement?.asked === true || !sameAct(story.lexicon, lead, frame))
    return;
  if (frame.broad && lead.act !== undefined) {
    frame.act = lead.act;
    frame.broad = lead.broad;
  }
  frame.tool = lead.tool;
  frame.lead = lead;
  frame.itemized = true;
}

/** A list item, or the words right after a label; later sentences of the line stand for themselves. */
export function standsUnder(story: Story, sentence: Sentence): boolean {
  return sentence.item || story.sentences[sentence.parent]?.to === sentence.from;
}

/** "Left forearm: punch." tells how the act of its own label was done. */
export function completesLead(
  story: Story,
  frame: Frame,
  lead: Frame,
  sentence: Sentence,
): boolean {
  return (
    frame.judgement?.assertion === 'performed' &&
    !frame.judgement.asked &&
    !lead.ownAct &&
    story.sentences[lead.sentence]?.to === sentence.from &&
    story.services.includes(lead) &&
    sameAct(story.lexicon, lead, frame) &&
    agrees(story.lexicon, lead, frame)
  );
}

/** "Removed 22 skin tags: neck and axillae." names the places of the total, not one tag each. */
export function placesOf(
  story: Story,
  frames: readonly Frame[],
  lead: Frame | undefined,
): lead is Frame {
  const count = lead === undefined ? undefined : quantityOf(lead, 'count');
  if (
    lead?.act === undefined ||
    count === undefined ||
    count <= frames.length ||
    !story.services.includes(lead)
  )
    return false;
  const details = ['count', 'diameter', 'lesion'];
  return (
    frames.length > 0 &&
    frames.every(
      (frame) =>
        !frame.ownAct &&
        frame.values.has('site') &&
        details.every((element) => !frame.values.has(element)),
    )
  );
}

/** An item under "Shave removals:" is a shave removal. */
export function inherit(story: Story, frame: Frame, lead: Frame): void {
  frame.act = lead.act;
  frame.broad = lead.broad;
  frame.tool = lead.tool;
  frame.past = lead.past;
  if (lead.act !== undefined) {
    frame.lead = lead;
    frame.itemized = true;
  }
  if (
    lead.act !== undefined &&
    frame.judgement?.assertion === 'performed' &&
    lead.judgement !== undefined
  )
    frame.judgement = { ...lead.judgement, asked: frame.judgement.asked };
  for (const element of ['lesion', 'method', 'depth', 'closure'] as const) {
    if (!frame.values.has(element))
      for (const value of lead.values.get(element) ?? []) put(frame, element, value);
  }
  if (!frame.values.has('site')) {
    for (const element of ['site', 'laterality'] as const)
      for (const value of lead.values.get(element) ?? []) put(frame, element, value);
  }
  const words = (frame.values.get('diameter') ?? frame.values.get('site'))?.[0]?.support;
  if (story.oneByOne(lead) && !frame.plural) frame.one ??= words;
}
