import { describe, expect, it } from 'vitest';
import { readDiagnosisNumbers } from '../../../src/documentation/diagnosis-numbers.js';
import { tokenize } from '../../../src/documentation/tokens.js';

const numbers = (text: string): string[] => {
  const tokens = tokenize(text);
  return readDiagnosisNumbers(tokens, 0, tokens.length).map(
    ({ element, value }) => `${element} ${value}`,
  );
};

describe('numbers that diagnosis codes are told apart by', () => {
  it.each([
    ['39w2d, delivered today', ['weeks 39']],
    ['injury 5 weeks ago', []],
    ['BMI 44', ['bmi 44']],
    ['second degree burns, 15% TBSA with 6% third degree', ['surface 15', 'surface-third 6']],
    ['TBSA 12 %, third degree 4 %', ['surface 12', 'surface-third 4']],
    ['stenosis of 70 %', ['percent 70']],
    ['LOC of 10 minutes', ['unconscious 10']],
    ['unconscious for 2 hours', ['unconscious 120']],
    ['office visit of 30 minutes', []],
    ['birth weight 1,800 g', ['birth-weight 1800']],
    ['a 1.2 kg preemie', ['birth-weight 1200']],
    ['weight of the specimen 300', []],
    ['NIHSS 14 on arrival', ['nihss 14']],
  ])('%s', (text, expected) => {
    expect(numbers(text)).toEqual(expected);
  });
});
