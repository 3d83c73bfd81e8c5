import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseCell,
  PLAIN_READING,
  testCell,
  type Cell,
  type ElementSpec,
  type Possible,
} from '../../../src/knowledge/cells.js';
import { point } from '../../../src/knowledge/intervals.js';
import { buildLexicon } from '../../../src/knowledge/lexicon.js';
import { gaps, overlaps, type RowRegion } from '../../../src/knowledge/regions.js';

const concept = (id: string, is: string[] = []) => ({
  id,
  label: id,
  is,
  words: [],
  abbreviations: [],
  implies: {},
  when: [],
  traits: {},
});
const lexicon = buildLexicon([
  {
    path: 'sites.yaml',
    data: {
      kind: 'site',
      concepts: [
        concept('skin'),
        concept('head', ['skin']),
        concept('face', ['head']),
        concept('nose', ['face']),
        concept('scalp', ['head']),
        concept('trunk', ['skin']),
      ],
    },
  },
]);
const site: ElementSpec = {
  name: 'site',
  label: 'body site',
  kind: 'concept',
  of: ['site'],
  note: PLAIN_READING,
  unit: '',
  whole: false,
  domain: { kind: 'concepts', set: new Set(['head', 'face', 'nose', 'scalp', 'trunk']) },
};
const diameter: ElementSpec = {
  name: 'diameter',
  label: 'diameter',
  kind: 'quantity',
  of: [],
  note: PLAIN_READING,
  unit: 'cm',
  whole: false,
  domain: {
    kind: 'numbers',
    set: [{ low: 0, lowClosed: false, high: Infinity, highClosed: false }],
  },
};
const count: ElementSpec = {
  ...diameter,
  name: 'count',
  label: 'count',
  unit: '',
  whole: true,
  domain: {
    kind: 'numbers',
    set: [{ low: 1, lowClosed: true, high: Infinity, highClosed: false }],
  },
};
const specs = [site, diameter, count];

function cell(text: string, spec: ElementSpec): Cell {
  const parsed = parseCell(text, spec, lexicon);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.ok;
}

function row(id: string, cells: Readonly<Record<string, string>>): RowRegion {
  return {
    id,
    cells: new Map(
      specs.flatMap((spec) => {
        const text = cells[spec.name];
        return text === undefined ? [] : [[spec.name, cell(text, spec)] as const];
      }),
    ),
  };
}

describe('a table that is sound', () => {
  const rows = [
    row('a', { site: 'face', diameter: '<= 0.5' }),
    row('b', { site: 'face', diameter: '> 0.5' }),
    row('c', { site: 'scalp, trunk' }),
  ];

  it('has neither overlaps nor gaps', () => {
    expect(overlaps(rows, [site, diameter])).toEqual([]);
    expect(gaps(rows, [site, diameter], lexicon)).toEqual([]);
  });
});

describe('the analysis of a table', () => {
  it('finds two rows that share one boundary value', () => {
    const rows = [row('small', { diameter: '<= 0.5' }), row('large', { diameter: '>= 0.5' })];
    expect(overlaps(rows, [diameter])).toEqual([['small', 'large']]);
  });

  it('finds a concept that stands below another row’s concept', () => {
    const rows = [row('nose', { site: 'nose' }), row('face', { site: 'face' })];
    expect(overlaps(rows, [site])).toEqual([['nose', 'face']]);
    const apart = [row('nose', { site: 'nose' }), row('face', { site: 'face except nose' })];
    expect(overlaps(apart, [site])).toEqual([]);
  });

  it('names the gap between two sizes, however narrow', () => {
    const rows = [row('small', { diameter: '<= 0.5' }), row('large', { diameter: '> 0.6' })];
    expect(gaps(rows, [diameter], lexicon)).toEqual(['diameter more than 0.5 cm up to 0.6 cm']);
  });

  it('names the site for which one size is missing', () => {
    const rows = [
      row('face', { site: 'face' }),
      row('rest-small', { site: 'scalp, trunk', diameter: '<= 1.0' }),
      row('trunk-large', { site: 'trunk', diameter: '> 1.0' }),
    ];
    expect(gaps(rows, [site, diameter], lexicon)).toEqual([
      'body site scalp; diameter more than 1 cm',
    ]);
  });

  it('asks no row for a concept whose kinds are all answered', () => {
    const rows = [
      row('face', { site: 'face' }),
      row('scalp', { site: 'scalp' }),
      row('trunk', { site: 'trunk' }),
    ];
    expect(gaps(rows, [site], lexicon)).toEqual([]);
  });

  it('agrees with every value tried, for tables made at random', () => {
    const bound = fc.integer({ min: 1, max: 6 });
    const range = fc
      .tuple(bound, bound, fc.constantFrom('[', '('), fc.constantFrom(']', ')'))
      .map(([a, b, open, close]) => `${open}${Math.min(a, b)}..${Math.max(a, b) + 1}${close}`);
    const sites = fc.constantFrom('face', 'nose', 'scalp', 'trunk', 'head', 'not(trunk)', '-');
    const table = fc.array(fc.tuple(sites, range, fc.option(range, { nil: '-' })), {
      minLength: 1,
      maxLength: 5,
    });
    const leaves = ['nose', 'scalp', 'trunk'];
    fc.assert(
      fc.property(table, (cells) => {
        const rows = cells.flatMap(([where, size, number], index) => {
          try {
            return [row(`r${index}`, { site: where, diameter: size, count: number })];
          } catch {
            return [];
          }
        });
        const columns = specs;
        const doubled = new Set<string>();
        let uncovered = false;
        for (const leaf of leaves) {
          for (let size = 0.5; size <= 8; size += 0.5) {
            for (let number = 1; number <= 8; number += 1) {
              const values = new Map<string, Possible>([
                ['site', { kind: 'concepts', set: new Set([leaf]), stated: leaf }],
                ['diameter', { kind: 'numbers', set: point(size) }],
                ['count', { kind: 'numbers', set: point(number) }],
              ]);
              const hit = rows.filter(({ cells: own }) =>
                [...own].every(([name, test]) => {
                  const value = values.get(name);
                  return value !== undefined && testCell(test, value) === 'met';
                }),
              );
              if (hit.length === 0) uncovered = true;
              hit.forEach((a, index) => {
                hit.slice(index + 1).forEach((b) => doubled.add(`${a.id} ${b.id}`));
              });
            }
          }
        }
        const reported = overlaps(rows, columns).map((pair) => pair.join(' '));
        for (const pair of doubled) expect(reported).toContain(pair);
        expect(gaps(rows, columns, lexicon).length > 0).toBe(uncovered);
      }),
      { numRuns: 60 },
    );
  });
});
