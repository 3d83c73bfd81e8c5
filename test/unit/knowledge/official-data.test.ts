import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/service/engine.js';
import { reconcile } from '../../../src/service/index.js';
import { officialTables } from '../../../src/terminology/index.js';
import {
  feeScheduleCsv,
  linesOf,
  OFFICIAL_DATA,
  publishedFeeRows,
  releaseFile,
  take,
} from '../../helpers/releases.js';

const missing = !existsSync(OFFICIAL_DATA);
const { knowledge } = openEngine();
const codes = [...knowledge.families.values()].flatMap((family) => [...family.codes.keys()]);

/** The files that are there, imported as an installation would. */
async function publishedDay() {
  const { catalog } = await take('pfs', [
    releaseFile('PPRRVU25_OCT.csv', feeScheduleCsv(publishedFeeRows())),
  ]);
  await take('aoc', [join(OFFICIAL_DATA, 'ncci-aoc-2024-06.csv.gz')], catalog, {
    effective: '2024-06-03',
  });
  await take('icd10cm-order', [join(OFFICIAL_DATA, 'icd10cm-order-2026.txt.gz')], catalog);
  return officialTables(catalog, () => '2026-01-15').on(undefined);
}

describe.skipIf(missing)(
  `our tables against the published files${missing ? ' (skipped: ../shared/data is not on this machine)' : ''}`,
  () => {
    it(
      'differ nowhere without an explanation, and every explanation is needed',
      { timeout: 60_000 },
      async () => {
        const found = reconcile(knowledge, await publishedDay());
        const unexplained = found.filter(({ because }) => because === undefined);
        expect(unexplained.map(({ code, text }) => `${code} ${text}`)).toEqual([]);
        const needed = new Set(found.map(({ check, because = '' }) => `${check}: ${because}`));
        const given = knowledge.policies.differences.map(
          ({ check, because }) => `${check}: ${because}`,
        );
        expect(given.filter((each) => !needed.has(each))).toEqual([]);
      },
    );

    it('know every supply of the HCPCS file of October 2025', () => {
      const supplies = new Set(
        linesOf('hcpcs-level2-2025-10.csv.gz').map((line) => line.slice(0, 5)),
      );
      const unknown = codes.filter((code) => /^[A-Z]\d{4}$/.test(code) && !supplies.has(code));
      expect(unknown).toEqual([]);
    });

    it('have the pairs of the pair file that a modifier may open', { timeout: 60_000 }, () => {
      const pairs = knowledge.policies.distinctServices.flatMap((policy) => policy.pairs);
      const written = pairs.flatMap(({ one, two }) => two.map((code) => `${one} ${code}`));
      // The pairs of the lesion families: both codes are named by the policy.
      const named = new Set(pairs.flatMap(({ one, two }) => [one, ...two]));
      const published = linesOf('ncci-ptp-practitioner-2024q3.csv.gz')
        .map((line) => line.split(','))
        .filter(
          ([one = '', two = '', deleted, indicator]) =>
            named.has(one) && named.has(two) && deleted === '' && indicator === '1',
        )
        .map(([one = '', two = '']) => `${one} ${two}`);
      expect([...written].sort()).toEqual([...new Set(published)].sort());
    });
  },
);
