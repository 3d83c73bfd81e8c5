import type { Knowledge } from '../src/knowledge/index.js';

/* What a note holds beside the service itself: most of its words, and none that is coded. */
const FILLER = [
  'Subjective: The patient comes in for follow-up and feels well overall. Appetite and sleep are unchanged since the last visit in spring. ' +
    'There is some stiffness in the morning that goes away after breakfast. The patient walks the dog twice a day and has gone back to work. ' +
    'No fever, no chills, no loss of weight. The neighbor drove the patient here and waits outside.',
  'Past medical history: High blood pressure, well controlled on one tablet in the morning. Gallbladder removed many years ago. ' +
    'Allergies: none known. Medicines were gone through one by one and the list was given to the patient on paper. ' +
    'Family history: the mother had heart trouble late in life; the father is well. Social history: never smoked, wine on holidays.',
  'Objective: Pleasant, in no distress, speaks in full sentences. Heart regular without murmur, chest clear on both sides, belly soft. ' +
    'Walks without a limp. Reflexes are equal. Temperature, pulse and breathing are normal; blood pressure 132 over 78. ' +
    'The rest of the examination shows nothing new against the record of last year, which was at hand and was read.',
  'Discussion: The findings were explained in plain words and the patient asked good questions. Benefits, risks and other ways were talked ' +
    'through, among them waiting. The patient understood and agreed, and a consent form was signed and put into the record.',
  'Plan: The patient will call if redness, swelling, warmth or drainage appear. Keep the area clean and dry for two days, then wash as usual. ' +
    'Ordinary pain tablets as needed. Come back in four weeks, sooner if anything changes. All questions were answered. ' +
    'The patient left in good condition, on foot, with written instructions in hand and the number of the office.',
];

const PROCEDURE = 'Procedure: ';

/** Worked cases of all families in turn, each the core of one note. */
function cores(knowledge: Knowledge): string[] {
  return [...knowledge.families.values()].flatMap(({ cases }) => cases.map(({ note }) => note));
}

/** Different notes of about `length` characters: prose, with one worked case for every 3,000 characters. */
export function notesOf(knowledge: Knowledge, length: number, count: number): string[] {
  const cases = cores(knowledge);
  return Array.from({ length: count }, (_, index) => {
    const parts: string[] = [];
    let size = 0;
    for (let at = 0; size < length; at += 1) {
      const core = cases[(index * 7 + at * 3) % cases.length] ?? '';
      for (const part of [...FILLER.slice(0, 4), `${PROCEDURE}${core}`, ...FILLER.slice(4)]) {
        if (size >= length) break;
        parts.push(part);
        size += part.length + 2;
      }
    }
    return parts.join('\n\n');
  });
}
