import { Header } from '../sources/columns.js';
import { ImportError } from '../sources/import-error.js';
import { forEachRow } from '../sources/rows.js';
import type { Importer } from './importer.js';
import type { PfsRow } from './pfs.js';

/** What a locality's relative values are multiplied with. Its key is state and locality: "AL-00". */
export interface GpciRecord {
  /** Medicare administrative contractor. */
  readonly contractor: string;
  readonly name: string;
  readonly work: number;
  readonly pe: number;
  readonly mp: number;
}

/**
 * The fee of one unit in dollars: relative values times the locality's indices times the conversion factor.
 * Source: CMS, "Physician Fee Schedule", payment formula.
 */
export function feeOf(
  row: PfsRow,
  locality: GpciRecord,
  place: 'facility' | 'non-facility',
): number {
  const pe = place === 'facility' ? row.peFacility : row.peNonFacility;
  const units = row.work * locality.work + pe * locality.pe + row.mp * locality.mp;
  return Math.round(units * row.conversionFactor * 100) / 100;
}

/** Most that a physician who does not take assignment may ask: 115 % of 95 % of the fee. */
export const limitingCharge = (fee: number): number => Math.round(fee * 1.0925 * 100) / 100;

/** The year stands in the column titles, so columns are found by their words. */
const YEARS = Array.from({ length: 20 }, (_, index) => String(2020 + index));
const yearly = (words: string) => ({ names: [words, ...YEARS.map((year) => `${year} ${words}`)] });

/** Geographic practice cost indices: csv or xlsx of the relative value release. Source: CMS, "PFS Relative Value Files", addendum E. */
export const gpci: Importer = {
  kind: 'gpci',
  title: 'geographic practice cost indices (CMS, yearly)',
  settings: [],
  inArchives: [/^GPCI.*\.csv$/i, /^GPCI.*\.xlsx$/i],
  nameSays: (name) => {
    const [, year] = /GPCI[-_ ]?(20\d{2})/i.exec(name) ?? [];
    return year === undefined ? {} : { effective: `${year}-01-01` };
  },
  async read(sources) {
    const records = new Map<string, GpciRecord>();
    for (const source of sources) {
      const header = new Header(source.name, {
        contractor: { names: ['Medicare Administrative Contractor (MAC)'] },
        state: { names: ['State'] },
        locality: { names: ['Locality Number'] },
        name: { names: ['Locality Name'] },
        work: {
          names: [
            ...yearly('PW GPCI (with 1.0 Floor)').names,
            ...yearly('PW GPCI (without 1.0 Floor)').names,
            ...yearly('PW GPCI').names,
          ],
        },
        pe: yearly('PE GPCI'),
        mp: yearly('MP GPCI'),
      });
      await forEachRow(source, (cells, line) => {
        if (header.skips(cells)) return;
        const [state, locality] = [header.cell(cells, 'state'), header.cell(cells, 'locality')];
        // Footnotes follow the rows.
        if (state === '' && locality === '') return;
        const index = (column: 'work' | 'pe' | 'mp'): number => {
          const text = header.cell(cells, column);
          const value = Number(text);
          if (text === '' || Number.isNaN(value) || value <= 0)
            throw new ImportError(
              source.name,
              line,
              `expected an index above 0 for ${state} ${locality}, found "${text}". The file may be cut: download it again.`,
            );
          return value;
        };
        records.set(`${state}-${locality.padStart(2, '0')}`, {
          contractor: header.cell(cells, 'contractor'),
          name: header.cell(cells, 'name').replace(/\*+$/, ''),
          work: index('work'),
          pe: index('pe'),
          mp: index('mp'),
        });
      });
      header.require();
    }
    return { rows: records.size, records };
  },
};
