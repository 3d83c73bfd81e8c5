import { isDate } from '../editions/edition.js';
import type { Setting } from '../kinds.js';
import { ImportError } from '../sources/import-error.js';
import { Header } from '../sources/columns.js';
import { forEachRow } from '../sources/rows.js';
import type { Importer, NamedEdition } from './importer.js';

/** The most units of a code that one patient is believed to get from one provider on one day. */
export interface MueRecord {
  readonly value: number;
  /** 1 per claim line, 2 per date of service by policy, 3 per date of service by clinical data. */
  readonly adjudication: 1 | 2 | 3;
  readonly rationale: string;
}

const SETTING_WORDS: readonly (readonly [RegExp, Setting])[] = [
  [/practitioner/i, 'practitioner'],
  [/outpatient|hospital/i, 'hospital'],
  [/dme|supplier/i, 'dme'],
];

/** "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv". */
function nameSays(name: string): NamedEdition {
  const match = /Eff_(\d{2})-(\d{2})-(\d{4})/i.exec(name);
  const effective = match === null ? '' : `${match[3]}-${match[1]}-${match[2]}`;
  const setting = SETTING_WORDS.find(([words]) => words.test(name))?.[1];
  return {
    ...(setting === undefined ? {} : { setting }),
    ...(isDate(effective) ? { effective } : {}),
  };
}

/**
 * NCCI medically unlikely edits of Medicare, one file a setting: csv or xlsx.
 * Source: CMS, "Medicare NCCI Medically Unlikely Edits".
 */
export const mue: Importer = {
  kind: 'mue',
  title: 'NCCI medically unlikely edits (CMS, quarterly)',
  settings: ['practitioner', 'hospital', 'dme'],
  inArchives: [/mue.*\.csv$/i, /mue.*\.xlsx$/i],
  nameSays,
  async read(sources) {
    const records = new Map<string, MueRecord>();
    for (const source of sources) {
      const header = new Header(source.name, {
        code: { names: ['HCPCS/CPT Code'] },
        value: {
          names: [
            'Practitioner Services MUE Values',
            'Outpatient Hospital Services MUE Values',
            'DME Supplier Services MUE Values',
            'MUE Values',
          ],
        },
        adjudication: { names: ['MUE Adjudication Indicator'] },
        rationale: { names: ['MUE Rationale'] },
      });
      await forEachRow(source, (cells, line) => {
        if (header.skips(cells)) return;
        const code = header.cell(cells, 'code').toUpperCase();
        const value = header.cell(cells, 'value');
        const adjudication = Number(header.cell(cells, 'adjudication').slice(0, 1));
        if (!/^[0-9A-Z]{5}$/.test(code))
          throw new ImportError(
            source.name,
            line,
            `expected a code of five characters, found "${code}".`,
          );
        if (!/^\d+$/.test(value))
          throw new ImportError(
            source.name,
            line,
            `expected a number of units for ${code}, found "${value}".`,
          );
        if (adjudication !== 1 && adjudication !== 2 && adjudication !== 3)
          throw new ImportError(
            source.name,
            line,
            `expected an adjudication indicator that begins with 1, 2 or 3 for ${code}. The file may be cut: download it again.`,
          );
        records.set(code, {
          value: Number(value),
          adjudication,
          rationale: header.cell(cells, 'rationale'),
        });
      });
      header.require();
    }
    return { rows: records.size, records };
  },
};
