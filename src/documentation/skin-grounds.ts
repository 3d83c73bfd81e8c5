import { conceptsOf, type Frame } from './frames.js';
import { actOf } from './matching-services.js';
import type { Story } from './story.js';

/** What the note tells of work below the skin. Sentences are given by their index. */
export interface BelowSkin {
  /** Sentences that name tissue, tools or work below the skin. */
  readonly sentences: ReadonlySet<number>;
  /** True when the note tells an operation or endoscopy below the skin as done. */
  readonly note: boolean;
}

/**
 * The act of a frame, with acts on the skin held to what shows that they were on the skin: a kind of skin lesion, a
 * dermatologic technique, or a place on the body surface in a note that tells of no deeper work. `undefined` when a
 * tool's name is all there is ("cautery", "the head was shaved").
 */
export function groundedAct(
  story: Story,
  frame: Frame,
  below: BelowSkin,
  sentenceAt: (offset: number) => number,
): string | undefined {
  const { lexicon } = story;
  const act = actOf(lexicon, frame);
  const deeper = lexicon.concept(act ?? '')?.traits['belowSkin'];
  if (act === undefined || typeof deeper !== 'string' || lexicon.concept(deeper) === undefined)
    return act;
  const lesions = conceptsOf(frame, 'lesion');
  // "Lesion", "nodule", "malignancy" and "cyst" are words for every organ.
  const particular = lesions.some((id) => lexicon.concept(id)?.traits['anywhere'] !== true);
  const own = owners(story, frame).some((index) => below.sentences.has(index));
  if (particular && !(own && elsewhere(frame, sentenceAt))) return act;

  const near = (element: string): boolean =>
    (frame.values.get(element) ?? []).some(
      ({ support }) => Math.abs(sentenceAt(support.start) - frame.sentence) <= 1,
    );
  // "4 mm punch, left forearm": the bore of the tool is no lesion size, the place is enough.
  const sized = near('diameter') || (frame.act === 'biopsy' && frame.values.has('method'));
  if (frame.tool && lesions.length === 0 && !(sized && near('site'))) return undefined;

  const technique = conceptsOf(frame, 'method').some((id) => DERMATOLOGIC.has(id));
  const surface =
    near('site') && conceptsOf(frame, 'site').every((id) => lexicon.isA(id, 'body-surface'));
  // "shave biopsy of the temple, near the temporal artery"
  const ofSkin = act === 'skin-biopsy' || frame.act === 'skin-biopsy';
  if (technique && surface && ofSkin && !frame.tool) return act;
  if (own) return deeper;
  if (technique && !frame.tool && frame.act === act) return act;
  if (below.note || below.sentences.has(frame.sentence - 1)) return deeper;
  // A biopsy without lesion or technique is one of the skin only where its own words place it there.
  const placed = frame.values.has('lesion') || near('site') || frame.lead !== undefined;
  return frame.act === 'biopsy' && !technique && !placed ? 'biopsy' : act;
}

/** Techniques that are used on the skin alone; a wedge is taken from many organs. */
const DERMATOLOGIC = new Set(['tangential', 'punch']);

/** Whether the lesion was named in another part of the note than the act. */
function elsewhere(frame: Frame, sentenceAt: (offset: number) => number): boolean {
  return !(frame.values.get('lesion') ?? []).some(
    ({ support }) => Math.abs(sentenceAt(support.start) - frame.sentence) <= 2,
  );
}

/** The sentence of the frame and those that lead it: its list's head, its label. */
function owners(story: Story, frame: Frame): number[] {
  const found = [frame.sentence];
  if (frame.lead !== undefined) found.push(frame.lead.sentence);
  let parent = story.sentences[frame.sentence]?.parent ?? -1;
  // Lists are nested a few levels deep at most.
  for (let level = 0; level < 4 && parent !== -1; level += 1) {
    found.push(parent);
    parent = story.sentences[parent]?.parent ?? -1;
  }
  return found;
}
