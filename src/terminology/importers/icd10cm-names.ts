import type { NamedEdition } from './importer.js';
import { monthStart } from './names.js';

/** A month by name, perhaps a day, and the year: in the file's name or in that of its archive. */
const DATED = /(?<![A-Z])([A-Z]{3,9})[-_ ](?:\d{1,2}[-_ ])?(?=(20\d{2}))/gi;

/**
 * Names of ICD-10-CM files carry the fiscal year, which begins in October before it ("icd10cm-order-2026.txt"), or the
 * date of an update within it ("icd10c-tabular-April-1-2026.xml", "icd10cm-drug-April-2025.csv").
 */
export function icd10cmEdition(name: string): NamedEdition {
  for (const [, month = '', year = ''] of name.matchAll(DATED)) {
    const update = monthStart(Number(year), month);
    if (update !== undefined) return { effective: update };
  }
  const [, fiscal] = /(20\d{2})/.exec(name) ?? [];
  return fiscal === undefined ? {} : { effective: `${Number(fiscal) - 1}-10-01` };
}
