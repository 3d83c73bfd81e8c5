import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumbers } from '../../../src/knowledge/cells.js';
import {
  describeNumbers,
  intersect,
  normalise,
  subtract,
  type NumberSet,
} from '../../../src/knowledge/intervals.js';

function numbers(text: string, whole = false): NumberSet {
  const parsed = parseNumbers(text, whole);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.ok;
}

const contains = (set: NumberSet, value: number) =>
  set.some(
    ({ low, lowClosed, high, highClosed }) =>
      (value > low || (lowClosed && value === low)) &&
      (value < high || (highClosed && value === high)),
  );

const interval = fc
  .tuple(
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 12 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([a, b, lowClosed, highClosed]) => ({
    low: Math.min(a, b),
    lowClosed,
    high: Math.max(a, b),
    highClosed,
  }));
const set = fc.array(interval, { maxLength: 4 }).map((intervals) => normalise(intervals, false));
const halves = Array.from({ length: 27 }, (_, index) => index / 2 - 0.5);

describe('number cells', () => {
  it('reads bounds, single numbers, ranges and lists', () => {
    expect(numbers('>= 15')).toEqual([
      { low: 15, lowClosed: true, high: Infinity, highClosed: false },
    ]);
    expect(numbers('(0.5..1.0]')).toEqual([
      { low: 0.5, lowClosed: false, high: 1, highClosed: true },
    ]);
    expect(numbers('1, [3..4]')).toHaveLength(2);
  });

  it('sees that two counts meet, where two lengths leave a gap', () => {
    expect(normalise([...numbers('[1..14]', true), ...numbers('>= 15', true)], true)).toHaveLength(
      1,
    );
    expect(normalise([...numbers('[1..14]'), ...numbers('>= 15')], false)).toHaveLength(2);
  });

  it('refuses a text that is no test', () => {
    expect(parseNumbers('about 5', false)).toHaveProperty('fault');
    expect(parseNumbers('(5..5)', false)).toHaveProperty('fault');
  });

  it('says a set in plain words', () => {
    expect(describeNumbers(numbers('> 2.0'), 'cm')).toBe('more than 2 cm');
    expect(describeNumbers(numbers('[2..14]', true), '')).toBe('2 to 14');
    expect(describeNumbers(numbers('(0.5..1.0]'), 'cm')).toBe('more than 0.5 cm up to 1 cm');
  });

  it('intersects and subtracts as the numbers themselves would', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const both = intersect(a, b);
        const rest = subtract(a, b, false);
        for (const value of halves) {
          expect(contains(both, value)).toBe(contains(a, value) && contains(b, value));
          expect(contains(rest, value)).toBe(contains(a, value) && !contains(b, value));
        }
      }),
    );
  });
});
