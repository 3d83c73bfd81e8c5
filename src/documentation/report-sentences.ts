import type { Frame } from './frames.js';
import type { Mention } from './mentions.js';
import type { Sentence } from './sentences.js';

/** "Path: compound nevus": tells what a lesion was, not what was done. */
export function isPathologyReport(
  sentence: Sentence,
  mentions: readonly Mention[],
  frames: readonly Frame[],
): boolean {
  const told =
    sentence.section?.traits['part'] === 'pathology' ||
    mentions.some(({ concept }) => concept.traits['pathology'] === true);
  const findings = mentions.some(
    ({ concept }) => concept.kind === 'lesion' || concept.kind === 'pathology',
  );
  const report = sentence.section?.traits['part'] === 'pathology';
  // "0.4 cm nevus, 0.6 cm nevus; both benign on path": lesions, with a word on their pathology.
  const lesions = !report && frames.some((frame) => frame.values.has('diameter'));
  return told && findings && !lesions && !frames.some((frame) => frame.ownAct);
}

/** How far a remark such as "tolerated well" reaches back. */
const REACH = 3;

/**
 * Sentences whose acts are shown as done by themselves or by those that follow on the same lines ("LN2 to 5 AKs.
 * Tolerated well."). A remark reaches over a few sentences, never into another list item.
 */
export function sentencesShownDone(
  sentences: readonly Sentence[],
  mentions: readonly (readonly Mention[])[],
): ReadonlySet<number> {
  const shown = new Set<number>();
  mentions.forEach((found, index) => {
    if (!found.some(({ concept }) => concept.traits['shows'] === 'done')) return;
    const remark = sentences[index];
    for (let at = index; at >= index - REACH && at >= 0; at -= 1) {
      const sentence = sentences[at];
      if (sentence?.block !== remark?.block || sentence?.section !== remark?.section) break;
      if (sentence?.line !== remark?.line && (sentence?.marked === true || remark?.marked === true))
        break;
      shown.add(at);
    }
  });
  return shown;
}

/** A heading over more words than this tells the operation; over fewer it names it. */
const LONGEST_LIST = 120;
/** A report tells its operation in at least this many sentences besides. */
const SHORTEST_REPORT = 8;

/** The sentences of a report that list the procedures done ("PROCEDURES PERFORMED: 1. ..."); none in a short letter. */
export function sentencesOfList(sentences: readonly Sentence[]): ReadonlySet<number> {
  const sizes = new Map<number, number>();
  sentences.forEach(({ heading, section, from, to }) => {
    if (section?.traits['lists'] !== true) return;
    sizes.set(heading, (sizes.get(heading) ?? 0) + to - from);
  });
  const listed = new Set(
    sentences.flatMap(({ heading }, index) => {
      const size = sizes.get(heading);
      return size !== undefined && size <= LONGEST_LIST ? [index] : [];
    }),
  );
  return sentences.length - listed.size < SHORTEST_REPORT ? new Set() : listed;
}
