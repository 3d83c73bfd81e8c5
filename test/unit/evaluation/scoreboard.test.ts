import { describe, expect, it } from 'vitest';
import {
  evaluate,
  readCases,
  scoreCase,
  type Answer,
  type CaseScore,
  type EvaluationCase,
} from '../../../src/evaluation/index.js';

const KNOWN = new Set(['17000', '17003', '17004', '11102', '64483', '64484', 'L57.0', 'C44.311']);
const catalogue = { has: (code: string) => KNOWN.has(code) };

/** "17003-59x4" as a line; 59 and 4 may be left out. */
function lineOf(text: string) {
  const [, code = '', modifiers = '', units = '1'] =
    /^(\d+)((?:-\w\w)*)(?:x(\d+))?$/.exec(text) ?? [];
  return { code, units: Number(units), modifiers: modifiers.split('-').filter(Boolean) };
}

const answer = (lines: string[], extra: Partial<Answer> = {}): Answer => ({
  lines: lines.map(lineOf),
  diagnoses: [],
  documented: false,
  queries: [],
  ...extra,
});

function caseOf(
  gold: string[],
  extra: Partial<Pick<EvaluationCase, 'dx' | 'must_not' | 'specialty' | 'id'>> = {},
): EvaluationCase {
  const { cases, faults } = readCases(
    JSON.stringify({ id: 'case', body: 'A letter.', gold: gold.map(lineOf), ...extra }),
  );
  expect(faults).toEqual([]);
  return cases[0] ?? expect.fail('the case was not read');
}

const score = (gold: string[], lines: string[], extra: Parameters<typeof caseOf>[1] = {}) =>
  scoreCase(caseOf(gold, extra), answer(lines), catalogue);

describe('One case', () => {
  it.each<[string, string[], string[], boolean]>([
    ['the same codes in another order', ['17000', '17003x5'], ['17003x5', '17000'], true],
    ['a missing code', ['17000', '17003x5'], ['17000'], false],
    ['an extra code', ['17000'], ['17000', '11102'], false],
    ['other units', ['17000', '17003x5'], ['17000', '17003x4'], false],
    ['units parted over two lines', ['64483x2'], ['64483-LT', '64483-RT'], true],
    ['a key parted over two lines', ['64483-LT', '64483-RT'], ['64483x2'], true],
    ['other modifiers', ['11102-59'], ['11102'], true],
    ['no line', ['17000'], [], false],
  ])('%s', (_what, gold, lines, exact) => {
    expect(score(gold, lines).exact).toBe(exact);
  });

  it.each<[string, string, number]>([
    ['11102-59', '11102-XS', 1],
    ['11102-XU', '11102-59', 1],
    ['11102-59', '11102-59-LT', 1],
    ['11102-59-LT', '11102-59', 0],
    ['11102-59', '11102-25', 0],
    ['11102', '11102-59', 0],
  ])('modifiers of %s are met by %s: %i', (gold, line, met) => {
    expect(score([gold], [line]).sameModifiers).toHaveLength(met);
  });

  it('names codes that must not be reported, among lines and diagnoses', () => {
    const entry = caseOf(['17000'], { must_not: ['17004', 'L57.0', '17003'] });
    const given = answer(['17004'], { diagnoses: ['L57.0'] });
    expect(scoreCase(entry, given, catalogue).mustNot).toEqual(['17004', 'L57.0']);
  });

  it('names codes that no table holds', () => {
    const given = answer(['17000', '17009'], { diagnoses: ['L57.99'] });
    expect(scoreCase(caseOf(['17000']), given, catalogue).notExisting).toEqual(['17009', 'L57.99']);
  });

  it('tells the set of diagnoses from the one listed first', () => {
    const entry = caseOf([], { dx: ['C44.311', 'L57.0'] });
    const given = (diagnoses: string[]): CaseScore['diagnoses'] =>
      scoreCase(entry, answer([], { diagnoses }), catalogue).diagnoses;
    expect(given(['C44.311', 'L57.0'])).toMatchObject({ exact: true, first: true });
    expect(given(['L57.0', 'C44.311'])).toMatchObject({ exact: true, first: false });
    expect(given(['C44.311'])).toMatchObject({ exact: false, first: true });
    expect(given(['C44.311', 'L57.0', 'L82.1'])).toMatchObject({ exact: false, first: true });
  });
});

describe('The scoreboard', () => {
  const given: [EvaluationCase, Answer][] = [
    [
      caseOf(['17000', '17003x5'], { specialty: 'skin' }),
      answer(['17000', '17003x5'], { documented: true }),
    ],
    [caseOf(['17004'], { specialty: 'skin' }), answer(['17000', '17003x2'], { documented: true })],
    [caseOf(['11102'], { specialty: 'skin' }), answer([], { queries: ['count (biopsy)'] })],
    [
      caseOf([], { specialty: 'diagnoses', dx: ['L57.0', 'C44.311'] }),
      answer(['17000'], { diagnoses: ['L57.0'] }),
    ],
  ];
  const answers = [...given.map(([, found]) => found)];
  let clock = 0;
  const { figures, casesPerSecond } = evaluate(
    given.map(([entry]) => entry),
    () => answers.shift() ?? expect.fail('asked once too often'),
    catalogue,
    () => (clock += 250) - 250,
  );

  it('counts exact cases among those with codes in the key', () => {
    expect(figures.exact).toEqual({ hits: 1, of: 3, share: 1 / 3 });
  });

  it('takes precision and recall over all codes, a line where diagnoses alone were asked for as extra', () => {
    expect(figures.codes).toEqual({
      matched: 2,
      reported: 5,
      expected: 4,
      precision: 0.4,
      recall: 0.5,
      f1: 4 / 9,
    });
    expect(figures.diagnosesAlone).toEqual({ hits: 0, of: 1, share: 0 });
  });

  it('shows how much is called documented and how often that is right', () => {
    expect(figures.documented).toEqual({
      cases: { hits: 2, of: 3, share: 2 / 3 },
      exact: { hits: 1, of: 2, share: 0.5 },
      share: { hits: 1, of: 3, share: 1 / 3 },
    });
  });

  it('shows which silent cases were asked about', () => {
    expect(figures.withoutLines.hits).toBe(1);
    expect(figures.withoutLinesAsked).toEqual({ hits: 1, of: 1, share: 1 });
  });

  it('counts diagnoses only where the key gives them', () => {
    expect(figures.diagnoses).toMatchObject({ matched: 1, reported: 1, expected: 2, precision: 1 });
    expect(figures.diagnoses.first).toEqual({ hits: 1, of: 1, share: 1 });
    expect(figures.diagnoses.exact).toEqual({ hits: 0, of: 1, share: 0 });
  });

  it('has no share where there is nothing to count', () => {
    expect(figures.modifiers).toEqual({ hits: 0, of: 0 });
  });

  it('parts the cases by specialty, and times the answers alone', () => {
    expect(figures.specialties.map(({ specialty, cases }) => [specialty, cases])).toEqual([
      ['diagnoses', 1],
      ['skin', 3],
    ]);
    expect(casesPerSecond).toBe(16);
  });
});
