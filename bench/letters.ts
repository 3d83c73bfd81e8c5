import { letter, type Letter } from '../test/helpers/letters.js';

const NOTES = [
  'LN2 cryotherapy to 6 actinic keratoses on the scalp.',
  'Shave removal of a raised nevus, 0.8 cm, upper back. Local with 1% lidocaine.',
  'Punch biopsy of a lesion on the right calf, and tangential biopsy of a second lesion on the chest.',
  'Paring of 3 corns on the right foot.',
  'Snipped 12 skin tags in both axillae.',
  'Froze 10 plantar warts and 7 flat warts today. No lesions of the face were treated.',
];

/** Letters of a few lines each, all different, in a fixed order. */
export function letters(count: number): Letter[] {
  return Array.from({ length: count }, (_, index) =>
    letter({
      subject: `case ${index}`,
      text: `${NOTES[index % NOTES.length] ?? ''}\n\nVisit ${index}.`,
    }),
  );
}
