import { conceptsOf, put, quantityOf, type Frame } from './frames.js';
import { agrees, agreesButForCount, countOf, fill, sameAct } from './matching-services.js';
import { sameBlock, type Story } from './story.js';

/** "12 warts on the hands. All were frozen.": an act without particulars takes those of the findings before it. */
export function withFindings(story: Story, frame: Frame): Frame[] {
  const candidates = story.pending.filter(
    (finding) =>
      finding.judgement?.assertion === 'performed' &&
      finding.judgement.asked !== true &&
      finding.values.size > 0 &&
      agreesButForCount(story.lexicon, finding, frame),
  );
  if (candidates.length === 0) {
    takeNamedLesion(story, frame);
    return [frame];
  }
  const count = quantityOf(frame, 'count');
  const bare = count === undefined && !frame.values.has('site') && !frame.values.has('diameter');
  const total = candidates.reduce((sum, finding) => sum + (countOf(finding) ?? 0), 0);
  const named = conceptsOf(frame, 'lesion').some((id) => id !== 'unspecified-lesion');
  if (
    candidates.length > 1 &&
    (count === total ||
      (bare && (frame.plural || named || frame.anaphor || !frame.values.has('lesion'))))
  ) {
    const relevant = candidates.filter(
      (finding) => finding.values.has('lesion') || finding.values.has('count'),
    );
    if (relevant.length > 1 && (named || sameBlock(relevant, story.sentences)))
      return relevant.map((finding) => adopt(story, frame, finding));
  }
  for (const finding of candidates.toReversed()) {
    if (!agrees(story.lexicon, finding, frame)) continue;
    story.release(finding, frame);
    // "two lesions ... the other one was biopsied": the number is that of all.
    const values = new Map(
      [...finding.values].filter(([element]) => element !== 'count' || !frame.further),
    );
    fill(story.lexicon, frame, { ...finding, values });
  }
  // "16 AKs. We froze 14.": what they are is told, though their number differs.
  const told = candidates.findLast((one) => one.values.has('lesion'));
  if (count !== undefined && told !== undefined && !frame.values.has('lesion')) {
    for (const element of ['lesion', 'site', 'laterality'] as const) {
      if (!frame.values.has(element))
        for (const value of told.values.get(element) ?? []) put(frame, element, value);
    }
  }
  return [frame];
}

/** "She would like her tags removed. I removed 9 of them." */
export function takeNamedLesion(story: Story, frame: Frame): void {
  if (frame.values.has('lesion') || !frame.values.has('count')) return;
  const named = [...story.aside.slice(-3), ...story.weak.slice(-3)].findLast(
    (other) =>
      other.values.has('lesion') &&
      frame.sentence - other.sentence <= 3 &&
      sameAct(story.lexicon, other, frame),
  );
  for (const value of named?.values.get('lesion') ?? []) put(frame, 'lesion', value);
}

export function adopt(story: Story, frame: Frame, finding: Frame): Frame {
  const told: Frame = {
    ...frame,
    values: new Map(finding.values),
    alsoFrom: [story.tools.support(finding.from, finding.to)],
    one: finding.one,
    plural: finding.plural,
  };
  for (const [element, values] of frame.values) {
    if (element !== 'count' && !told.values.has(element)) told.values.set(element, [...values]);
  }
  story.release(finding, told);
  return told;
}
