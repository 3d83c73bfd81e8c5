import { ImportError } from '../sources/import-error.js';
import type { Source } from '../sources/source.js';
import type { Kind } from '../kinds.js';
import type { Importer } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';
import { readTerms, type TermEntry } from './icd10cm-terms.js';

/** A term of the Alphabetic Index. Its key is its path of titles: "Fracture, traumatic > ankle > bimalleolar". */
export interface IndexEntry {
  /** A dash at its end stands for characters to come. */
  readonly code?: string;
  /** Second code of a pair, always reported behind the first. */
  readonly manifestation?: string;
  /** Another term, or a category or subcategory to code from. */
  readonly see?: string;
  readonly seeAlso?: string;
  /** Words that may stand with the term and do not change its code. */
  readonly nonessential?: string;
}

/** Whether an index is the one of external causes: most of its codes are in V to Y. */
function isOfCauses(records: ReadonlyMap<string, TermEntry>): boolean {
  const codes = [...records.values()].flatMap(({ code }) => (code === undefined ? [] : [code]));
  return codes.filter((code) => /^[V-Y]/.test(code)).length * 2 > codes.length;
}

async function readIndex(source: Source, ofCauses: boolean): Promise<Map<string, TermEntry>> {
  const { records, heading } = await readTerms(source);
  if (heading.length > 0)
    throw new ImportError(
      source.name,
      undefined,
      `is a table with the columns ${heading.join(', ')}, no index. Import it as what it is.`,
    );
  if (isOfCauses(records) !== ofCauses)
    throw new ImportError(
      source.name,
      undefined,
      ofCauses
        ? 'has few codes in V to Y; expected the External Cause of Injuries Index. Import it as icd10cm-index.'
        : 'has most of its codes in V to Y; expected the Index to Diseases and Injuries. Import it as icd10cm-external-cause.',
    );
  return records;
}

const indexOf = (kind: Kind, title: string, file: RegExp): Importer => ({
  kind,
  title,
  settings: [],
  inArchives: [file],
  nameSays: icd10cmEdition,
  async read(sources) {
    const records = new Map<string, TermEntry>();
    for (const source of sources)
      for (const [key, entry] of await readIndex(source, kind === 'icd10cm-external-cause'))
        records.set(key, entry);
    return { rows: records.size, records };
  },
});

/** Source: NCHS, "ICD-10-CM Index to Diseases and Injuries" (XML). */
export const icd10cmIndex = indexOf(
  'icd10cm-index',
  'ICD-10-CM Alphabetic Index (NCHS)',
  /^icd10cm?[-_]index(?!.*addenda).*\.xml$/i,
);

/** Source: NCHS, "ICD-10-CM External Cause of Injuries Index" (XML). */
export const icd10cmExternalCause = indexOf(
  'icd10cm-external-cause',
  'ICD-10-CM External Cause of Injuries Index (NCHS)',
  /^icd10cm?[-_]eindex(?!.*addenda).*\.xml$/i,
);
