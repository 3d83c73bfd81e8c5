import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/service/engine.js';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const missing = !existsSync(DATA);
const { knowledge } = openEngine();
const codes = [...knowledge.families.values()].flatMap((family) => [...family.codes.values()]);
const numbers = new Set(codes.map(({ code }) => code));

const textOf = (file: string) => gunzipSync(readFileSync(`${DATA}${file}`)).toString('latin1');

/** Codes of the 2026 code set that the fee schedule of October 2025 does not have yet. */
const NEW_IN_2026 = new Set([
  '43889',
  '47384',
  '52597',
  '55707',
  '55708',
  '55709',
  '55710',
  '55711',
  '55712',
  '55713',
  '55714',
  '55715',
  '70471',
  '90482',
  '90483',
  '90484',
  '92628',
  '92629',
  '92631',
  '92632',
  '92930',
  '92945',
  '98979',
  '98984',
  '98985',
  '99445',
  '99470',
  // Revascularisation of the legs, by territory: 37254 to 37299.
  ...Array.from({ length: 46 }, (_, index) => String(37254 + index)),
]);

/** On the add-on file, but not held against a parent here: it may stand with many, or its family decides on the whole service. */
const STANDS_WITHOUT_PARENT = new Set(
  '15777 15853 15854 19294 20700 20701 20702 20703 20704 20705 20932 20933 20934 20939 22841 22848 33929 38102 38746 38747 44015 49905 58611 74425 76125 77001 77002 77003 81416 81536 87187 87503 88155 88177 88311 88314 88334 90833 90836 90838 90863 93569 93573 93574 93575 95873 95874 95940 95941 96160 96161 96547 96570 99100 99116 99135 99140 99415 99459 G0247 G0289 G0453 G0506'.split(
    ' ',
  ),
);

/** Additional by their own definition, and not on the add-on file of 2024. */
const FURTHER_ADD_ONS = new Set(
  '15012 15014 15016 15018 37255 37257 37259 37261 37262 37264 37266 37268 37270 37272 37274 37276 37278 37279 37281 37283 37285 37287 37289 37291 37293 37295 37297 37299 55715 60661 92629 92632 93896 96131 96133 96137 96139 G2211'.split(
    ' ',
  ),
);

/** CPT names parents of these that the add-on file of Medicare leaves out. */
const PARENTS_BY_CPT = new Set([
  '93566',
  '93568',
  '93571',
  '92978',
  '93320',
  '93325',
  '99417',
  '96415',
  '37253',
  '96548',
]);

/** Rows of a CSV whose first column is one of the chapter's codes. Fields hold no commas. */
function rowsOf(file: string): string[][] {
  return textOf(file)
    .split('\n')
    .filter((line) => numbers.has(line.slice(0, 5)) && line[5] === ',')
    .map((line) => line.trimEnd().split(','));
}

describe.skipIf(missing)(
  `codes against the published files${missing ? ' (skipped: ../shared/data is not on this machine)' : ''}`,
  () => {
    it('exist, and none is deleted', () => {
      const fees = new Map(
        rowsOf('pfs-rvu-2025-10-numbers-only.csv.gz').map((row) => [row[0], row[2]]),
      );
      const supplies = new Set(rowsOf('hcpcs-level2-2025-10.csv.gz').map(([code]) => code));
      const unknown = [...numbers].filter(
        (code) => !fees.has(code) && !supplies.has(code) && !NEW_IN_2026.has(code),
      );
      expect(unknown).toEqual([]);
      expect([...numbers].filter((code) => fees.get(code) === 'D')).toEqual([]);
    });

    it('are add-ons where the add-on file says so, to parents that it names', () => {
      const published = new Map<string, Set<string>>();
      for (const [addOn = '', parent = ''] of rowsOf('ncci-aoc-2024-06.csv.gz')) {
        published.set(addOn, (published.get(addOn) ?? new Set()).add(parent));
      }
      const flagged = new Map(
        codes.flatMap(({ code, addOn }) => (addOn ? [[code, addOn.parents] as const] : [])),
      );
      expect([...published.keys()].filter((code) => !flagged.has(code)).sort()).toEqual(
        [...STANDS_WITHOUT_PARENT].sort(),
      );
      expect([...flagged.keys()].filter((code) => !published.has(code)).sort()).toEqual(
        [...FURTHER_ADD_ONS].sort(),
      );
      const strangers = [...flagged].flatMap(([code, parents]) => {
        const named = published.get(code);
        // CCCCC: the parents are left to the contractor.
        if (named === undefined || named.has('CCCCC')) return [];
        return parents.filter((parent) => !named.has(parent)).map((parent) => `${code} ${parent}`);
      });
      const unexplained = strangers.filter(
        (pair) => !PARENTS_BY_CPT.has(pair.slice(0, 5)) && !NEW_IN_2026.has(pair.slice(6)),
      );
      expect(unexplained).toEqual([]);
    });

    it('stand in the pairs of the pair file that a modifier may open', () => {
      const pairs = knowledge.policies.distinctServices.flatMap((policy) => policy.pairs);
      const written = pairs.flatMap(({ one, two }) => two.map((code) => `${one} ${code}`));
      // The pairs of the lesion families: both codes are named by the policy.
      const named = new Set(pairs.flatMap(({ one, two }) => [one, ...two]));
      const published = rowsOf('ncci-ptp-practitioner-2024q3.csv.gz')
        .filter(
          ([one = '', two = '', deleted, indicator]) =>
            named.has(one) && named.has(two) && deleted === '' && indicator === '1',
        )
        .map(([one = '', two = '']) => `${one} ${two}`);
      expect([...written].sort()).toEqual([...new Set(published)].sort());
    });
  },
);
