import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codesOfTables } from '../../../src/knowledge/index.js';
import { openEngine } from '../../../src/service/engine.js';
import type { Icd10cmEntry } from '../../../src/terminology/importers/icd10cm-order.js';
import { formatIcd10cm } from '../../../src/terminology/index.js';
import { take } from '../../helpers/releases.js';

const ORDER_FILE = fileURLToPath(
  new URL('../../../../shared/data/icd10cm-order-2026.txt.gz', import.meta.url),
);

describe('ICD-10-CM codes', () => {
  it('have one spelling', () => {
    expect(formatIcd10cm('d2261')).toBe('D22.61');
    expect(formatIcd10cm('L84')).toBe('L84');
    expect(formatIcd10cm('11102')).toBeUndefined();
  });
});

const missing = !existsSync(ORDER_FILE);
describe.skipIf(missing)(
  `every diagnosis of the knowledge${missing ? ' (skipped: ../shared/data/icd10cm-order-2026.txt.gz is not on this machine)' : ''}`,
  () => {
    it(
      'that a table can make is a reportable code of the FY2026 order file',
      { timeout: 60_000 },
      async () => {
        const { catalog } = await take('icd10cm-order', [ORDER_FILE]);
        const entries = catalog.records<Icd10cmEntry>('icd10cm-order', '2026-01-01')?.table;
        const { diagnoses } = openEngine().knowledge;
        const codes = codesOfTables(diagnoses);
        expect(codes.length).toBeGreaterThan(100);
        expect(codes.filter((code) => entries?.get(code)?.reportable !== true)).toEqual([]);
      },
    );
  },
);
