import { formatIcd10cm } from '../codes.js';
import { ImportError } from '../sources/import-error.js';
import { forEachLine } from '../sources/lines.js';
import type { Importer } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';

/** One line of the ICD-10-CM order file; its key in the catalog is the code with its dot. */
export interface Icd10cmEntry {
  /** False for headers, which may not be reported. */
  readonly reportable: boolean;
  readonly short: string;
  readonly long: string;
}

const LINE = /^\d{5} ([A-Z0-9 ]{7}) ([01]) (.{60}) (\S.*)$/;

/**
 * The order file `icd10cm-order-YYYY.txt`: fixed width, headers and valid codes, one a line.
 * Source: CMS and NCHS, "ICD-10-CM Code Descriptions in Tabular Order".
 */
export const icd10cmOrder: Importer = {
  kind: 'icd10cm-order',
  title: 'ICD-10-CM order file (CMS and NCHS, yearly with an April update)',
  settings: [],
  inArchives: [/^icd10cm[-_]order[-_](?!addenda).*\.txt$/i],
  nameSays: icd10cmEdition,
  async read(sources) {
    const records = new Map<string, Icd10cmEntry>();
    for (const source of sources) {
      let before = 0;
      let last = '';
      await forEachLine(source, (text, line) => {
        if (text.trim() === '') return;
        const match = LINE.exec(text);
        const code = formatIcd10cm(match?.[1] ?? '');
        if (match === null || code === undefined)
          throw new ImportError(
            source.name,
            line,
            'expected the order number in columns 1-5, the code in 7-13, 0 or 1 in column 15 and titles from 17 on. Import the "code descriptions in tabular order" file.',
          );
        const order = Number(text.slice(0, 5));
        if (order !== before + 1)
          throw new ImportError(
            source.name,
            line,
            `has order number ${order} behind ${before}: lines are missing. Download it again.`,
          );
        before = order;
        const short = (match[3] ?? '').trim();
        const long = (match[4] ?? '').trim();
        if (long.length < short.length)
          throw new ImportError(
            source.name,
            line,
            `the long title of ${code} ends before its short one. The file is cut: download it again.`,
          );
        records.set(code, { reportable: match[2] === '1', short, long });
        last = code;
      });
      if (!/^[ZU]/.test(last))
        throw new ImportError(
          source.name,
          undefined,
          last === ''
            ? 'holds no code.'
            : `ends with ${last}; an order file ends with codes in Z or U. The file is cut: download it again.`,
        );
    }
    return { rows: records.size, records };
  },
};
