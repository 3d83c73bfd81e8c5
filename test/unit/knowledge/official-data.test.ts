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
    it('are active on the fee schedule, with the weight that orders the claim', () => {
      const rows = new Map(
        rowsOf('pfs-rvu-2025-10-numbers-only.csv.gz').map((row) => [row[0], row]),
      );
      for (const { code, weight } of codes) {
        const row = rows.get(code);
        expect(['A', 'R'], `status of ${code}`).toContain(row?.[2]);
        expect(weight, `weight of ${code}`).toBe(Number(row?.[10]));
      }
    });

    it('are add-ons to the parents that the add-on file names, and to no others', () => {
      const published = new Map<string, string[]>();
      for (const [addOn = '', parent = ''] of rowsOf('ncci-aoc-2024-06.csv.gz')) {
        published.set(addOn, [...(published.get(addOn) ?? []), parent]);
      }
      const written = new Map(
        codes.flatMap(({ code, addOn }) => (addOn ? [[code, addOn.parents]] : [])),
      );
      expect(written).toEqual(published);
    });

    it('stand in the pairs of the pair file that a modifier may open', () => {
      const published = rowsOf('ncci-ptp-practitioner-2024q3.csv.gz')
        .filter(
          ([, two = '', deleted, indicator]) =>
            numbers.has(two) && deleted === '' && indicator === '1',
        )
        .map(([one = '', two = '']) => `${one} ${two}`);
      const written = knowledge.policies.distinctServices.flatMap(({ pairs }) =>
        pairs.flatMap(({ one, two }) => two.map((code) => `${one} ${code}`)),
      );
      expect([...written].sort()).toEqual([...new Set(published)].sort());
    });
  },
);
