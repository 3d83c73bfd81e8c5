import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pfsRow, type PfsRecord } from '../../../src/terminology/importers/pfs.js';
import {
  feeScheduleCsv,
  OFFICIAL_DATA,
  publishedFeeRows,
  releaseFile,
  take,
  zipFile,
} from '../../helpers/releases.js';

const missing = !existsSync(OFFICIAL_DATA);
const skipped = missing ? ' (skipped: ../shared/data is not on this machine)' : '';

const KNEE =
  '11111,,Made words,A,,0.79,1.04,,0.39,,0.11,1.94,1.29,0,000,0.10,0.80,0.10,2,1,1,0,0,,32.3465,09,0,99,0.00,0.00,0.00';
const FILM = [
  '22222,,Made words,A,,0.18,0.80,,0.80,NA,0.02,1.00,1.00,1,XXX,0.00,0.00,0.00,0,3,0,0,0,,32.3465,01,0,99,0.00,0.00,0.00',
  '22222,TC,Made words,A,,0.00,0.74,,0.74,NA,0.01,0.75,0.75,1,XXX,0.00,0.00,0.00,0,3,0,0,0,,32.3465,01,0,99,0.00,0.00,0.00',
  '22222,26,Made words,A,,0.18,0.06,,0.06,,0.01,0.25,0.25,1,XXX,0.00,0.00,0.00,0,3,0,0,0,,32.3465,09,0,99,0.00,0.00,0.00',
];

/** A row of the csv as the line of 200 characters. */
function asTxt(row: string): string {
  const cells = row.split(',');
  const line = Array<string>(200).fill(' ');
  const put = (column: number, from: number, to: number) => {
    const own = cells[column] ?? '';
    const text = column >= 15 && column <= 17 ? own.replace('.', '') : own;
    [...text].forEach((char, index) => {
      if (from - 1 + index < to) line[from - 1 + index] = char;
    });
  };
  const places = [
    [0, 1, 5],
    [1, 6, 7],
    [2, 8, 57],
    [3, 58, 58],
    [5, 60, 65],
    [6, 67, 72],
    [7, 73, 74],
    [8, 76, 81],
    [9, 82, 83],
    [10, 85, 89],
    [11, 91, 96],
    [12, 97, 102],
    [13, 103, 103],
    [14, 104, 106],
    [15, 107, 109],
    [16, 110, 112],
    [17, 113, 115],
    [18, 116, 116],
    [19, 117, 117],
    [20, 118, 118],
    [21, 119, 119],
    [22, 120, 120],
    [23, 128, 132],
    [24, 133, 140],
    [25, 142, 143],
    [26, 144, 144],
    [27, 146, 147],
  ] as const;
  for (const [column, from, to] of places) put(column, from, to);
  return line.join('');
}

const headers = Array.from(
  { length: 7 },
  (_, index) => `HDR ${'made copyright words'.padEnd(60)}${index}`,
);

describe('relative value files', () => {
  it('are read from csv: values, indicators, one row a modifier, and never the descriptor', async () => {
    const path = await zipFile('rvu26a.zip', {
      'PPRRVU2026_Jan_nonQPP.csv': feeScheduleCsv([KNEE, ...FILM]),
      'RVU26A.pdf': 'documentation',
    });
    const { catalog, results } = await take('pfs', [path]);
    expect(results).toMatchObject([
      { edition: { setting: 'non-qpp', effective: '2026-01-01', rows: 4 } },
    ]);
    const table = catalog.records<PfsRecord>('pfs', '2026-03-01', 'non-qpp')?.table;
    const knee = table?.get('11111');
    expect(knee?.rows).toMatchObject([
      {
        mod: '',
        status: 'A',
        work: 0.79,
        totalNonFacility: 1.94,
        global: '000',
        multiple: '2',
        bilateral: '1',
        assistant: '1',
      },
    ]);
    expect(JSON.stringify(knee)).not.toContain('Made words');
    const film = table?.get('22222') ?? { rows: [] };
    expect([
      pfsRow(film)?.totalFacility,
      pfsRow(film, '26')?.totalFacility,
      pfsRow(film, 'LT')?.mod,
    ]).toEqual([1, 0.25, '']);
  });

  it('hold QPP and other participants side by side, both from one archive', async () => {
    const path = await zipFile('rvu26a.zip', {
      'PPRRVU2026_Jan_nonQPP.csv': feeScheduleCsv([KNEE]),
      'PPRRVU2026_Jan_QPP.csv': feeScheduleCsv([KNEE.replace('32.3465', '33.5675')]),
    });
    const { catalog } = await take('pfs', [path]);
    const factor = (setting: 'qpp' | 'non-qpp') =>
      catalog.records<PfsRecord>('pfs', '2026-03-01', setting)?.table.get('11111')?.rows[0]
        ?.conversionFactor;
    expect([factor('non-qpp'), factor('qpp')]).toEqual([32.3465, 33.5675]);
  });

  it('are read alike from the txt of 200 characters', async () => {
    const text = [...headers, ...[KNEE, ...FILM].map(asTxt), ''].join('\r\n');
    const txt = await take('pfs', [releaseFile('PPRRVU25_OCT.txt', text)]);
    const table = await take('pfs', [
      releaseFile('PPRRVU25_OCT.csv', feeScheduleCsv([KNEE, ...FILM])),
    ]);
    const all = ({ catalog }: typeof txt) => [
      ...(catalog.records<PfsRecord>('pfs', '2025-10-01', 'non-qpp')?.table.entries() ?? []),
    ];
    expect(all(txt)).toHaveLength(2);
    expect(all(txt)).toEqual(all(table));
  });

  it.each([
    [
      'a row cut short',
      'PPRRVU25_OCT.csv',
      feeScheduleCsv([KNEE.slice(0, 60)]),
      /line 11: has \d+ columns, expected 31/,
    ],
    [
      'a value that is no number',
      'PPRRVU25_OCT.csv',
      feeScheduleCsv([KNEE.replace('0.79', 'n/a')]),
      /line 11: expected a number for work of 11111, found "n\/a"/,
    ],
    [
      'a status that is none',
      'PPRRVU25_OCT.csv',
      feeScheduleCsv([KNEE.replace(',A,', ',,')]),
      /line 11: expected a status code/,
    ],
    [
      'a global period that is none',
      'PPRRVU25_OCT.csv',
      feeScheduleCsv([KNEE.replace(',000,', ',30,')]),
      /line 11: expected a global period .* found "30"/,
    ],
    [
      'another table',
      'PPRRVU25_OCT.csv',
      'code,fee\r\n11111,20\r\n',
      /has no header row that begins with HCPCS, MOD/,
    ],
    [
      'a line cut short',
      'PPRRVU25_OCT.txt',
      asTxt(KNEE).slice(0, 90),
      /line 1: has 90 characters, expected 200/,
    ],
    [
      'strange lines',
      'PPRRVU25_OCT.txt',
      'not a fee schedule',
      /line 1: expected a code of five characters, found "not a"/,
    ],
  ])('are refused with %s', async (_what, name, text, message) => {
    await expect(take('pfs', [releaseFile(name, text)])).rejects.toThrow(message);
  });
});

describe.skipIf(missing)(`the published relative values${skipped}`, () => {
  it('give every one of 18,144 rows, from csv and from txt', { timeout: 60_000 }, async () => {
    const rows = publishedFeeRows();
    const { catalog, results } = await take('pfs', [
      releaseFile('PPRRVU25_OCT.csv', feeScheduleCsv(rows)),
    ]);
    expect(results).toMatchObject([{ edition: { rows: 18_144, effective: '2025-10-01' } }]);
    const text = [...headers, ...rows.map(asTxt)].join('\r\n');
    const txt = await take('pfs', [releaseFile('PPRRVU25_OCT.txt', text)]);
    const tables = [catalog, txt.catalog].map(
      (each) => each.records<PfsRecord>('pfs', '2025-10-01', 'non-qpp')?.table,
    );
    const wrong = rows.filter((line) => {
      const [code = '', mod, , status, , work, , , , , , , total, pctc, days] = line.split(',');
      return tables.some((table) => {
        const row = table?.get(code)?.rows.find((each) => each.mod === mod);
        return (
          row?.status !== status ||
          row?.work !== Number(work) ||
          row.totalFacility !== Number(total) ||
          row.pctc !== pctc ||
          row.global !== days
        );
      });
    });
    expect(wrong).toEqual([]);
    expect([...(tables[0]?.entries() ?? [])]).toEqual([...(tables[1]?.entries() ?? [])]);
  });
});
