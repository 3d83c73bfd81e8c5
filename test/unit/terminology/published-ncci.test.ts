import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AddOnRecord } from '../../../src/terminology/importers/aoc.js';
import type { MueRecord } from '../../../src/terminology/importers/mue.js';
import { linesOf, OFFICIAL_DATA, PTP_PREAMBLE, releaseFile, take } from '../../helpers/releases.js';

const missing = !existsSync(OFFICIAL_DATA);
const skipped = missing ? ' (skipped: ../shared/data is not on this machine)' : '';

describe.skipIf(missing)(`the published NCCI files${skipped}`, () => {
  it(
    'give every pair its own answer: 2,546,017 rows, 1,669,820 of them active',
    { timeout: 240_000 },
    async () => {
      // The derived file has no effective dates; the original's layout is put back around its rows.
      const rows = linesOf('ncci-ptp-practitioner-2024q3.csv.gz').map((line) => line.split(','));
      const original = [
        ...PTP_PREAMBLE,
        ...rows.map(([one, two, deletion = '', indicator, rationale]) =>
          [
            one,
            two,
            '',
            indicator === '9' ? deletion : '19960101',
            deletion || '*',
            indicator,
            rationale,
          ].join('\t'),
        ),
      ].join('\r\n');
      const { catalog, results } = await take('ptp', [
        releaseFile('ccipra-v302r0-f1.txt', original),
      ]);
      expect(results).toMatchObject([{ edition: { effective: '2024-07-01', rows: 2_546_017 } }]);
      const { table } = catalog.pairs('2024-07-01', 'practitioner') ?? {};
      const active = rows.filter((row) => row[2] === '');
      expect(active).toHaveLength(1_669_820);
      const wrong = active.filter(([one = '', two = '', , indicator, rationale]) => {
        const rule = table?.rule(one, two, 20240701);
        return String(rule?.indicator) !== indicator || rule?.rationale !== rationale;
      });
      expect(wrong).toEqual([]);
      const pairs = new Set(active.map(([one = '', two = '']) => one + two));
      const gone = rows.filter(
        ([one = '', two = '', deletion = '']) =>
          deletion !== '' && deletion < '20240701' && !pairs.has(one + two),
      );
      expect(gone.length).toBeGreaterThan(600_000);
      expect(
        gone.filter(([one = '', two = '']) => table?.rule(one, two, 20240701) !== undefined),
      ).toEqual([]);
    },
  );

  it.each([
    ['practitioner', 'ncci-mue-practitioner-2024q3.csv.gz', 14_607],
    ['hospital', 'ncci-mue-outpatient-hospital-2024q3.csv.gz', 14_558],
    ['dme', 'ncci-mue-dme-supplier-2024q3.csv.gz', 2_928],
  ] as const)('give every unit edit of the %s setting', async (setting, file, rows) => {
    const { catalog, results } = await take('mue', [join(OFFICIAL_DATA, file)], undefined, {
      effective: '2024-07-01',
    });
    expect(results).toMatchObject([{ edition: { setting, rows } }]);
    const table = catalog.records<MueRecord>('mue', '2024-07-01', setting)?.table;
    const wrong = linesOf(file).filter((line) => {
      const [code = '', value, adjudication] = line.split(',');
      const record = table?.get(code);
      return String(record?.value) !== value || record?.adjudication !== Number(adjudication?.[0]);
    });
    expect(wrong).toEqual([]);
  });

  it('give every add-on its primaries: 7,465 rows, 668 codes', async () => {
    const file = 'ncci-aoc-2024-06.csv.gz';
    const { catalog, results } = await take('aoc', [join(OFFICIAL_DATA, file)], undefined, {
      effective: '2024-06-03',
    });
    expect(results).toMatchObject([{ edition: { rows: 7_465 } }]);
    const table = catalog.records<AddOnRecord>('aoc', '2024-07-01')?.table;
    expect(table?.size).toBe(668);
    const wrong = linesOf(file).filter((line) => {
      const [addOn = '', primary, type] = line.split(',');
      const record = table?.get(addOn);
      return (
        record?.type !== Number(type) || !record.primaries.some(({ code }) => code === primary)
      );
    });
    expect(wrong).toEqual([]);
  });
});
