import { ImportError } from '../sources/import-error.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import { readXml } from '../sources/xml.js';
import type { Kind } from '../kinds.js';
import type { Importer, Reading } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';

/** A term of the Alphabetic Index. Its key is its path of titles: "Fracture, traumatic > ankle > bimalleolar". */
export interface IndexEntry {
  readonly code?: string;
  /** Second code of a pair, always reported behind the first. */
  readonly manifestation?: string;
  readonly see?: string;
  readonly seeAlso?: string;
  /** Words that may stand with the term and do not change its code. */
  readonly nonessential?: string;
}

/** A line of the Table of Neoplasms or of Drugs and Chemicals, by column; "--" and empty columns are absent. */
export type ColumnsEntry = Readonly<Record<string, string>>;

const NEOPLASM = ['primary', 'secondary', 'inSitu', 'benign', 'uncertain', 'unspecified'];
const DRUG = ['accidental', 'selfHarm', 'assault', 'undetermined', 'adverse', 'underdosing'];

const FIELDS: Readonly<Record<string, keyof IndexEntry>> = {
  code: 'code',
  manif: 'manifestation',
  see: 'see',
  seecat: 'see',
  seeAlso: 'seeAlso',
  nemod: 'nonessential',
};

interface Term {
  title: string;
  readonly entry: Partial<Record<string, string>>;
}

/** Reads main terms and their nested terms; `columns` names the cells 2 to 7 of a table. */
async function readTerms(source: Source, columns: readonly string[]): Promise<Map<string, object>> {
  const records = new Map<string, object>();
  const path: Term[] = [];
  let field: string | undefined;
  let column: string | undefined;
  let inTitle = false;
  let text = '';
  const keep = (key: string, entry: object) => {
    let name = key;
    for (let count = 2; records.has(name); count += 1) name = `${key} #${count}`;
    records.set(name, entry);
  };
  await readXml(source, 'ICD10CM.index', {
    open(name, attributes) {
      if (name === 'mainTerm' || name === 'term') {
        const term: Term = { title: '', entry: {} };
        path.push(term);
      } else if (name === 'title') inTitle = true;
      else if (name === 'cell') {
        column = columns[Number(attributes['col']) - 2];
        text = '';
      } else if (FIELDS[name] !== undefined) {
        field = FIELDS[name];
        text = '';
      }
    },
    text(part) {
      const term = path.at(-1);
      if (field !== undefined || column !== undefined) text += part;
      else if (inTitle && term !== undefined) term.title += part;
    },
    close(name) {
      const term = path.at(-1);
      const said = text.replaceAll(/\s+/g, ' ').trim();
      if (name === 'title') inTitle = false;
      if (name === 'cell') {
        if (term && column !== undefined && said !== '--' && said !== '') term.entry[column] = said;
        column = undefined;
      } else if (FIELDS[name] !== undefined) {
        if (term && field !== undefined && said !== '') term.entry[field] ??= said;
        field = undefined;
      }
      if (name !== 'mainTerm' && name !== 'term') return;
      const key = path.map(({ title }) => title.replaceAll(/\s+/g, ' ').trim()).join(' > ');
      path.pop();
      if (term !== undefined) keep(key, term.entry);
    },
  });
  if (records.size === 0) throw new ImportError(source.name, undefined, 'holds no term.');
  return records;
}

async function readAll(
  sources: readonly Source[],
  read: (source: Source) => Promise<Map<string, object>>,
): Promise<Reading> {
  const records = new Map<string, object>();
  for (const source of sources)
    for (const [key, entry] of await read(source)) records.set(key, entry);
  return { rows: records.size, records };
}

const indexOf = (kind: Kind, title: string, file: RegExp): Importer => ({
  kind,
  title,
  settings: [],
  inArchives: [file],
  nameSays: icd10cmEdition,
  read: async (sources) => await readAll(sources, async (source) => await readTerms(source, [])),
});

/** Source: NCHS, "ICD-10-CM Index to Diseases and Injuries" (XML). */
export const icd10cmIndex = indexOf(
  'icd10cm-index',
  'ICD-10-CM Alphabetic Index (NCHS)',
  /^icd10cm?[-_]index.*\.xml$/i,
);

/** Source: NCHS, "ICD-10-CM External Cause of Injuries Index" (XML). */
export const icd10cmExternalCause = indexOf(
  'icd10cm-external-cause',
  'ICD-10-CM External Cause of Injuries Index (NCHS)',
  /^icd10cm?[-_]eindex.*\.xml$/i,
);

/** The Table of Drugs as csv: a title line, then `Substance` and the six columns. */
async function readDrugCsv(source: Source): Promise<Map<string, object>> {
  const records = new Map<string, object>();
  let started = false;
  await forEachRow(source, (cells, line) => {
    if (!started) {
      started = /^substance$/i.test(cells[0] ?? '') && /accidental/i.test(cells[1] ?? '');
      return;
    }
    const [substance = '', ...values] = cells;
    if (substance === '' || values.length < DRUG.length)
      throw new ImportError(
        source.name,
        line,
        `expected a substance and ${DRUG.length} codes. The file may be cut: download it again.`,
      );
    const entry: Record<string, string> = {};
    DRUG.forEach((name, index) => {
      const value = values[index] ?? '';
      if (value !== '' && value !== '--') entry[name] = value;
    });
    let name = substance;
    for (let count = 2; records.has(name); count += 1) name = `${substance} #${count}`;
    records.set(name, entry);
  });
  if (!started)
    throw new ImportError(
      source.name,
      undefined,
      'has no header row "Substance, Poisoning Accidental (unintentional), ...". Is it the Table of Drugs and Chemicals?',
    );
  return records;
}

/** Source: NCHS, "ICD-10-CM Table of Drugs and Chemicals" (XML or csv). */
export const icd10cmDrug: Importer = {
  ...indexOf(
    'icd10cm-drug',
    'ICD-10-CM Table of Drugs and Chemicals (NCHS)',
    /^icd10cm?[-_]drug.*\.xml$/i,
  ),
  inArchives: [/^icd10cm?[-_]drug.*\.xml$/i, /^icd10cm?[-_]drug.*\.csv$/i],
  read: async (sources) =>
    await readAll(sources, async (source) =>
      source.extension === '.csv' ? await readDrugCsv(source) : await readTerms(source, DRUG),
    ),
};

/** Source: NCHS, "ICD-10-CM Table of Neoplasms" (XML). */
export const icd10cmNeoplasm: Importer = {
  ...indexOf(
    'icd10cm-neoplasm',
    'ICD-10-CM Table of Neoplasms (NCHS)',
    /^icd10cm?[-_]neoplasm.*\.xml$/i,
  ),
  read: async (sources) =>
    await readAll(sources, async (source) => await readTerms(source, NEOPLASM)),
};
