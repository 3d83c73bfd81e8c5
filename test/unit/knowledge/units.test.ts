import { describe, expect, it } from 'vitest';
import { numbersOf } from '../../../src/knowledge/cells.js';
import { describeUnits, evaluateUnits, parseUnits } from '../../../src/knowledge/units.js';

function units(text: string | number, count: number): number | undefined {
  const parsed = parseUnits(text);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return evaluateUnits(parsed.ok, new Map([['count', numbersOf(count)]]));
}

describe('units', () => {
  it.each([
    [1, 7, 1],
    ['count - 1', 7, 6],
    ['ceil((count - 15) / 10)', 16, 1],
    ['ceil((count - 15) / 10)', 25, 1],
    ['ceil((count - 15) / 10)', 26, 2],
    ['2 * count + 1', 3, 7],
    ['max(count, 4) - min(2, 1)', 3, 3],
    ['10 - 2 - 3', 1, 5],
  ])('of %s with a count of %d are %d', (text, count, expected) => {
    expect(units(text, count)).toBe(expected);
  });

  it('stay open while the number is not known', () => {
    const parsed = parseUnits('count - 1');
    expect('ok' in parsed && evaluateUnits(parsed.ok, new Map())).toBeUndefined();
    expect('ok' in parsed && describeUnits(parsed.ok, () => 'number of lesions')).toBe(
      '(number of lesions - 1)',
    );
  });

  it.each(['count -', '(count', 'count 1', 'round(count)', 'ceil(count, 2)', 'count % 2', ''])(
    'refuse "%s"',
    (text) => {
      expect(parseUnits(text)).toHaveProperty('fault');
    },
  );
});
