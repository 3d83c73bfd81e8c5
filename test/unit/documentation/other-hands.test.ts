import { describe, expect, it } from 'vitest';
import { readDocumentation } from '../../../src/documentation/index.js';
import { knowledgeWith } from '../../helpers/whole-notes.js';

const { lexicon } = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: fixation, label: fixation, words: [fixation] }
  - { id: bypass, label: bypass, words: [bypass] }
  - { id: tube-removal, label: removal of a tube, words: [removed tube] }
  - { id: dye-scan, label: scan without dye, words: [scan without dye] }
  - { id: mending, label: mending, words: [mended] }
  - { id: toe-cut, label: toe operation, words: [cut of the second toe] }
`,
  'lexicon/chapter.yaml': `
kind: chapter-act
concepts:
  - { id: washing, label: washing, words: [washing], traits: { act: true } }
`,
  'lexicon/things.yaml': `
kind: finding
concepts:
  - { id: break, label: break, words: [break] }
  - { id: level-of-care, label: level of care, words: [moderate care] }
`,
});

const found = (body: string, concept: string): string[] =>
  readDocumentation({ body }, lexicon)
    .findings.filter((finding) => finding.concept === concept)
    .map(({ assertion, weak }) => (weak ? `${assertion} at first` : assertion));

describe('What another did, or another time', () => {
  it.each([
    [
      'another department',
      'Bypass by cardiology; fixation by me.',
      'bypass',
      'someone-else at first',
    ],
    [
      'what is billed elsewhere',
      'Fixation (bypass billed separately).',
      'bypass',
      'someone-else at first',
    ],
    ['days after', 'Wound opened 10 days after bypass.', 'bypass', 'historical'],
    ['years after, in words', 'Three years after a bypass she fell.', 'bypass', 'historical'],
    ['the day after an operation', 'POD 10 after fixation, doing well.', 'fixation', 'historical'],
    ['a month of the past', 'Her bypass was in March.', 'bypass', 'historical'],
    ['a list of the past', 'H/o fixation 2019, washing, bypass.', 'bypass', 'historical'],
    [
      'what was only considered',
      'Bypass considered, he would rather wait.',
      'bypass',
      'hypothetical',
    ],
    ['what was talked about', 'We talked about bypass.', 'bypass', 'hypothetical'],
    ['a plan beside another hand', 'Bypass by cardiology is planned.', 'bypass', 'planned'],
    ['a numbered day after', 'Day 5 after bypass, wound opened.', 'bypass', 'historical'],
    ['the year at its head', '2019 bypass, now short of breath.', 'bypass', 'historical'],
    ["last year's", "Last year's bypass held up well.", 'bypass', 'historical'],
    ['what was agreed on', 'Saw her today, we agreed on bypass.', 'bypass', 'planned'],
    ['each denied for itself', 'No break, no bypass, fixation.', 'fixation', 'performed'],
    ['answered by the writer', 'Bypass? No, fixation was done.', 'bypass', 'negated'],
    ['the old thing worked on', 'Old break mended.', 'break', 'performed'],
    [
      'a thing that is back',
      'Break treated elsewhere in 2019, has come back.',
      'break',
      'performed',
    ],
  ])('is %s', (_, body, concept, assertion) => {
    expect(found(body, concept)).toEqual([assertion]);
  });

  it.each([
    ['the time of another noun', 'Fixation of the left wrist, healed break 2 y ago.', 'fixation'],
    ['a word of its own name', 'Scan without dye today.', 'dye-scan'],
    ['a denial before the comma', 'Pt not admitted, moderate care.', 'level-of-care'],
    ['work on that day', 'POD 3, removed tube.', 'tube-removal'],
    ['a side inside its name', 'Removed the left tube.', 'tube-removal'],
    ['a denied thing before it', 'Fixation, no break, left.', 'left'],
  ])('is not %s', (_, body, concept) => {
    expect(found(body, concept)).toEqual(['performed']);
  });

  it('reads acts of a chapter’s own kind by the words of acts', () => {
    expect(found('Washing will be done next week.', 'washing')).toEqual(['planned']);
    expect(found('Washing considered.', 'washing')).toEqual(['hypothetical']);
  });

  it('finds the side and the place inside the name of an operation', () => {
    expect(found('Removed the left tube.', 'left')).toEqual(['performed']);
    expect(found('Cut of the second toe.', 'toe')).toEqual(['performed']);
  });

  it('takes the size of an instrument for no patient, and a day of life for an age', () => {
    const context = (body: string) => readDocumentation({ body }, lexicon).context;
    expect(context('Urethra dilated to 22F.')['age']).toBeUndefined();
    expect(context('A 18F Foley was left.')['sex']).toBeUndefined();
    expect(context('Seen on day of life 4.')['age']?.[0]).toMatchObject({ value: 0.011 });
    expect(context('34F with pain.')['age']?.[0]).toMatchObject({ value: 34 });
  });
});

describe('A report with its procedures at the head', () => {
  const REPORT = `PROCEDURE PERFORMED:
Bypass.
ANESTHESIA:
Washing by mask.
INDICATIONS:
She had fixation before.
DESCRIPTION OF PROCEDURE:
${'The field was made ready and the wound was opened. '.repeat(9)}
Fixation was done on the way.`;

  it('marks what the list names, and nothing else', () => {
    const { findings } = readDocumentation({ body: REPORT }, lexicon);
    expect(
      findings
        .filter(({ kind }) => kind === 'procedure' || kind === 'chapter-act')
        .map(({ concept, assertion, listed }) => [concept, assertion, listed]),
    ).toEqual([
      ['bypass', 'performed', true],
      ['washing', 'someone-else', false],
      ['fixation', 'historical', false],
      ['fixation', 'performed', false],
    ]);
  });

  it('marks nothing in a short letter', () => {
    const { findings } = readDocumentation({ body: 'Procedure: bypass.\nFixation too.' }, lexicon);
    expect(findings.some(({ listed }) => listed)).toBe(false);
  });
});
