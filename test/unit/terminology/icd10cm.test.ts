import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codesOfTables } from '../../../src/knowledge/index.js';
import { openEngine } from '../../../src/service/engine.js';
import {
  formatIcd10cm,
  Icd10cmOrderError,
  readIcd10cmOrder,
} from '../../../src/terminology/index.js';

const ORDER_FILE = fileURLToPath(
  new URL('../../../../shared/data/icd10cm-order-2026.txt.gz', import.meta.url),
);

describe('the ICD-10-CM order file', () => {
  const sample =
    '00001 L57     0 Skin changes, header                                         Skin changes, header\r\n' +
    '00002 L570    1 Keratosis of one kind                                        Keratosis of one kind, long\r\n';

  it('gives codes with their dot and tells headers from reportable codes', () => {
    const entries = readIcd10cmOrder(sample);
    expect(entries.get('L57')?.reportable).toBe(false);
    expect(entries.get('L57.0')).toMatchObject({
      reportable: true,
      longTitle: 'Keratosis of one kind, long',
    });
  });

  it('is refused with the line and the layout when it is another file', () => {
    expect(() => readIcd10cmOrder('code,title\nL57.0,x')).toThrow(Icd10cmOrderError);
    expect(() => readIcd10cmOrder('code,title\nL57.0,x')).toThrow(
      /Line 1 .* order number in columns 1-5/,
    );
  });

  it('gives codes one spelling', () => {
    expect(formatIcd10cm('d2261')).toBe('D22.61');
    expect(formatIcd10cm('L84')).toBe('L84');
    expect(formatIcd10cm('11102')).toBeUndefined();
  });
});

const missing = !existsSync(ORDER_FILE);
describe.skipIf(missing)(
  `every diagnosis of the knowledge${missing ? ' (skipped: ../shared/data/icd10cm-order-2026.txt.gz is not on this machine)' : ''}`,
  () => {
    it('that a table can make is a reportable code of the FY2026 order file', () => {
      const entries = readIcd10cmOrder(gunzipSync(readFileSync(ORDER_FILE)).toString('latin1'));
      const { diagnoses } = openEngine().knowledge;
      const codes = codesOfTables(diagnoses);
      expect(codes.length).toBeGreaterThan(100);
      expect(codes.filter((code) => entries.get(code)?.reportable !== true)).toEqual([]);
    });
  },
);
