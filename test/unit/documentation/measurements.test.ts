import { describe, expect, it } from 'vitest';
import { readDocumentation } from '../../../src/documentation/index.js';
import { readLexicon } from '../../helpers/lexicon.js';

const lexicon = readLexicon();

function measured(body: string): string[] {
  return readDocumentation({ body }, lexicon)
    .measurements.filter(({ of }) => of.length === 0)
    .map(({ value, unit }) => `${value} ${unit}`);
}

describe('measurements of a note', () => {
  it.each([
    ['The wound measured 2.2cm.', ['2.2 cm']],
    ['The wound measured 22 mm.', ['2.2 cm']],
    ['A defect of 3 x 4 cm was covered.', ['4 cm', '12 cm2']],
    ['Debrided an area of 24 sq cm.', ['24 cm2']],
    ['Gave 1 gram ceftriaxone IM.', ['1000 mg']],
    ['Gave 0.5 mg of the drug.', ['0.5 mg']],
    ['Kenalog 40 mg/mL, 1 cc injected.', ['1 mL']],
    ['Total time 1 h 15 min.', ['75 min']],
    ['Total time was one hour and fifteen minutes.', ['75 min']],
    ['Infusion 10:15 to 11:45.', ['90 min']],
    ['Anesthesia time 0730-0915.', ['105 min']],
    ['Onabotulinum 155 units given.', ['155 units']],
    ['Married 2001-2019.', []],
  ])('%s', (body, expected) => {
    expect(measured(body)).toEqual(expected);
  });

  it('keeps where each was read, word for word', () => {
    const body = 'Défect   of 3 x 4 cm; 20 minutes.';
    const { measurements, text } = readDocumentation({ body }, lexicon);
    for (const { support } of measurements)
      expect(text.slice(support.start, support.end)).toBe(support.excerpt);
    expect(measurements.map(({ support }) => support.excerpt)).toEqual([
      '3 x 4 cm',
      '3 x 4 cm',
      '20 minutes',
    ]);
  });

  it('takes what was not given for not measured', () => {
    const { measurements } = readDocumentation({ body: 'Did not give 40 mg.' }, lexicon);
    expect(measurements.map(({ assertion }) => assertion)).toEqual(['negated']);
  });
});

describe('places of the spine', () => {
  const places = (body: string) =>
    readDocumentation({ body }, lexicon)
      .findings.filter(({ text }) => text !== undefined)
      .map(({ concept, text }) => `${concept} ${text ?? ''}`);

  it.each([
    ['Injected L4-5.', ['lumbar-interspace L4-L5']],
    ['Injected L4/L5 and L5-S1.', ['lumbar-interspace L4-L5', 'lumbar-interspace L5-S1']],
    ['Fused C4 to C6.', ['cervical-interspace C4-C5', 'cervical-interspace C5-C6']],
    ['ACDF C4-5-6.', ['cervical-interspace C4-C5', 'cervical-interspace C5-C6']],
    ['Kyphoplasty at T12.', ['thoracic-vertebra T12']],
    ['T2 weighted images.', []],
  ])('%s', (body, expected) => {
    expect(places(body)).toEqual(expected);
  });
});
