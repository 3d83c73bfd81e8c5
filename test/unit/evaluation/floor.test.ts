import { describe, expect, it } from 'vitest';
import {
  belowFloor,
  evaluate,
  floorSchema,
  raiseFloor,
  readCases,
  type Figures,
} from '../../../src/evaluation/index.js';

const FILE = { count: 4, sha256: 'a'.repeat(64) };
const OTHER = { count: 5, sha256: 'b'.repeat(64) };

/** Figures of four cases of which the first `right` are answered, and all others get `wrong`. */
function figures(right: number, wrong: readonly string[] = [], mustNot: string[] = []): Figures {
  const text = [0, 1, 2, 3]
    .map((id) =>
      JSON.stringify({
        id: `${id}`,
        body: `${id}`,
        gold: [{ code: '17000' }],
        must_not: mustNot,
      }),
    )
    .join('\n');
  const answer = ({ body }: { body: string }) => ({
    lines: (Number(body) < right ? ['17000'] : wrong).map((code) => ({
      code,
      units: 1,
      modifiers: [],
    })),
    diagnoses: [],
    documented: Number(body) < right,
    queries: [],
  });
  return evaluate(readCases(text).cases, answer, { has: () => true }, () => 0).figures;
}

const fallen = (now: Figures, before: Figures) =>
  belowFloor(now, raiseFloor(before, FILE, undefined)).map(({ label }) => label);

describe('The floor', () => {
  it('is met by the figures it was taken from, and by better ones', () => {
    for (const right of [0, 1, 2, 3, 4]) {
      expect(fallen(figures(right), figures(right))).toEqual([]);
      expect(fallen(figures(4), figures(right))).toEqual([]);
    }
  });

  it('is broken by one case fewer', () => {
    expect(fallen(figures(2), figures(3))).toContain('exact cases');
    expect(fallen(figures(2), figures(3))).toContain('all documented and exact');
  });

  it('is broken by one more mistake', () => {
    const clean = figures(3, [], ['17004']);
    const guessing = figures(3, ['17004'], ['17004']);
    expect(fallen(guessing, clean)).toContain('must-not violations');
    expect(fallen(clean, guessing)).toEqual([]);
  });

  it('is broken by a figure that can no longer be counted', () => {
    expect(fallen(figures(0), figures(1))).toContain('exact where all is documented');
  });

  it('does not hold precision above its aim, so that more may be reported', () => {
    const floor = raiseFloor(figures(1), FILE, undefined);
    expect(figures(1).codes.precision).toBe(1);
    expect(floor.floor['codePrecision']).toBe(0.92);
  });

  it('never falls when it is written again', () => {
    const before = raiseFloor(figures(3), FILE, undefined);
    expect(raiseFloor(figures(1, ['17004']), FILE, before)).toEqual(before);
    const raised = raiseFloor(figures(4), FILE, before);
    expect(raised.floor['exact']).toBeGreaterThan(before.floor['exact'] ?? NaN);
  });

  it('is taken anew for another case file', () => {
    const before = raiseFloor(figures(3), FILE, undefined);
    expect(raiseFloor(figures(1), OTHER, before)).toEqual(raiseFloor(figures(1), OTHER, undefined));
  });

  it('survives being written and read', () => {
    const floor = raiseFloor(figures(3), FILE, undefined);
    expect(floorSchema.parse(JSON.parse(JSON.stringify(floor)))).toEqual(floor);
  });
});
