import { Header } from '../sources/columns.js';
import { ImportError } from '../sources/import-error.js';
import { forEachRow } from '../sources/rows.js';
import type { Importer } from './importer.js';

/** A place of service by its two digits. */
export interface PlaceOfServiceRecord {
  readonly name: string;
  readonly description: string;
  /** Facility or non-facility, where the file says it. */
  readonly type?: string;
}

/** The place of service code set: csv, xlsx or tab-separated. Source: CMS, "Place of Service Code Set". */
export const pos: Importer = {
  kind: 'pos',
  title: 'place of service codes (CMS)',
  settings: [],
  inArchives: [
    /(?:place[-_ ]of[-_ ]service|^pos).*\.(?:csv|txt)$/i,
    /(?:place[-_ ]of[-_ ]service|^pos).*\.xlsx$/i,
  ],
  nameSays: (name) => {
    const [, year] = /(20\d{2})/.exec(name) ?? [];
    return year === undefined ? {} : { effective: `${year}-01-01` };
  },
  async read(sources) {
    const records = new Map<string, PlaceOfServiceRecord>();
    for (const source of sources) {
      const header = new Header(source.name, {
        code: { names: ['Place of Service Code(s)', 'Place of Service Code', 'POS Code'] },
        name: { names: ['Place of Service Name', 'POS Name'] },
        description: { names: ['Place of Service Description', 'POS Description'] },
        type: { names: ['Place of Service Type', 'POS Type'], optional: true },
      });
      await forEachRow(source, (cells, line) => {
        if (header.skips(cells)) return;
        const written = header.cell(cells, 'code');
        const [, first, last = first] = /^(\d{1,2})(?:\s*-\s*(\d{1,2}))?$/.exec(written) ?? [];
        const name = header.cell(cells, 'name');
        if (first === undefined || last === undefined || name === '')
          throw new ImportError(
            source.name,
            line,
            `expected a place of service (two digits, or a range) with its name, found "${written}".`,
          );
        const type = header.cell(cells, 'type');
        for (let code = Number(first); code <= Number(last); code += 1)
          records.set(String(code).padStart(2, '0'), {
            name,
            description: header.cell(cells, 'description'),
            ...(type === '' ? {} : { type }),
          });
      });
      header.require();
    }
    return { rows: records.size, records };
  },
};
