import { describe, expect, it } from 'vitest';
import { readCases } from '../../../src/evaluation/index.js';

const line = (fields: object) => JSON.stringify(fields);
const plain = { id: 'a', body: 'Froze 3 AKs.', gold: [{ code: '17000' }] };

describe('A case file', () => {
  it('gives one case a line, with units of one and no modifiers where none are stated', () => {
    const { cases, faults } = readCases(`${line({ ...plain, difficulty: 'easy' })}\n\n`);
    expect(faults).toEqual([]);
    expect(cases).toEqual([
      {
        id: 'a',
        specialty: 'unstated',
        subject: '',
        body: 'Froze 3 AKs.',
        gold: [{ code: '17000', units: 1, modifiers: [] }],
        dx: [],
        must_not: [],
      },
    ]);
  });

  it('may ask for diagnoses alone', () => {
    const { cases } = readCases(line({ ...plain, gold: [], dx: ['l57.0'] }));
    expect(cases[0]?.dx).toEqual(['L57.0']);
  });

  it.each([
    ['no JSON', '{"id": ', 'not JSON'],
    ['no key', line({ id: 'b', body: 'x' }), 'gold: '],
    ['an empty letter', line({ ...plain, id: 'b', body: '' }), 'body: '],
    [
      'half a unit',
      line({ ...plain, id: 'b', gold: [{ code: '17000', units: 0.5 }] }),
      'gold.0.units',
    ],
    ['words for a code', line({ ...plain, id: 'b', must_not: ['the flat code'] }), 'must_not.0'],
    ['nothing to compare', line({ ...plain, id: 'b', gold: [] }), 'neither gold nor dx'],
    ['an id used before', line(plain), 'already used in line 1'],
  ])('is refused by line for %s', (_what, bad, message) => {
    const { faults } = readCases(`${line(plain)}\n${bad}\n`);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.line).toBe(2);
    expect(faults[0]?.message).toContain(message);
  });
});
