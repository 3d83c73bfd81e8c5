import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../src/knowledge/load.js';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const missing = !existsSync(DATA);
const knowledge = loadKnowledge(fileURLToPath(new URL('../../../knowledge', import.meta.url)));
const codes = [...knowledge.families.values()].flatMap((family) => [...family.codes.values()]);
const numbers = new Set(codes.map(({ code }) => code));

const textOf = (file: string) => gunzipSync(readFileSync(`${DATA}${file}`)).toString('latin1');

/** Codes of the 2026 code set that the fee schedule of October 2025 does not have yet. */
const NEW_IN_2026 = new Set([
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
  '92930',
  '92945',
  '99445',
  '99470',
]);

/** On the add-on file, but reported here by the family that decides on the whole service, which may stand with many parents. */
const STANDS_WITHOUT_PARENT = new Set([
  '44015',
  '49905',
  '77002',
  '88311',
  '90833',
  '90836',
  '90838',
  '95873',
  '95874',
  '96160',
  '96161',
  '99100',
  '99116',
  '99135',
  '99140',
  'G0289',
]);

/** Additional by their own definition, and not on the add-on file of 2024. */
const FURTHER_ADD_ONS = new Set(['55715', '96131', '96133', '96137', '96139', 'G2211']);

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
