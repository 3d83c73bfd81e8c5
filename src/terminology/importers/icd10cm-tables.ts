import { ImportError } from '../sources/import-error.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';
import { cellOf, putTerm, readTerms, type TermEntry } from './icd10cm-terms.js';

/**
 * A line of the Table of Neoplasms or of Drugs and Chemicals: codes by column (those that the table leaves empty or dashed are
 * absent), `see` and `seeAlso` as in the index. Its key is its path of titles: "Acetic > acid > medicinal".
 */
export type ColumnsEntry = Readonly<Record<string, string>>;

const NEOPLASM = ['primary', 'secondary', 'inSitu', 'benign', 'uncertain', 'unspecified'];
const DRUG = ['accidental', 'selfHarm', 'assault', 'undetermined', 'adverse', 'underdosing'];

/** Words by which the columns of a table are known, that of the terms first. */
const NEOPLASM_HEADING = [
  'neoplasm',
  'primary',
  'secondary',
  'situ',
  'benign',
  'uncertain',
  'unspec',
];
const DRUG_HEADING = [
  'substance',
  'accident',
  'self',
  'assault',
  'undeterm',
  'adverse',
  'underdos',
];

const fits = (words: readonly string[], heading: readonly string[]) =>
  words.every((word, index) => heading[index]?.toLowerCase().includes(word));

async function readTable(
  source: Source,
  columns: readonly string[],
  words: readonly string[],
): Promise<Map<string, TermEntry>> {
  const { records, heading } = await readTerms(source, columns);
  if (!fits(words, heading))
    throw new ImportError(
      source.name,
      undefined,
      `has the columns "${heading.join('", "')}"; expected ${words[0] ?? ''} and ${columns.join(', ')}. Is it the right table?`,
    );
  return records;
}

/** "Benzin(e) -see Ligroin" -> its title without parentheses, those, and the term to which it leads. */
function substanceOf(text: string): { title: string; entry: Record<string, string> } {
  const [, name = text, also, to] = /^(.*?)\s+-\s?see( also)?\s+(.*)$/.exec(text) ?? [];
  const modifiers: string[] = [];
  let bare = name;
  for (let inner = ''; inner !== bare;) {
    inner = bare;
    bare = inner.replace(/\s?\([^()]*\)/, (words) => {
      modifiers.push(words.trim());
      return '';
    });
  }
  const title = bare.replaceAll(/\s+/g, ' ').replaceAll(' ,', ',').trim() || name;
  const entry: Record<string, string> = {};
  if (to !== undefined) entry[also === undefined ? 'see' : 'seeAlso'] = to;
  if (modifiers.length > 0) entry['nonessential'] = modifiers.join(' ');
  return { title, entry };
}

/**
 * The Table of Drugs as csv: a title line, then `Substance` and the six columns, repeated within the table. Dashes before a
 * substance stand for the terms above it.
 */
async function readDrugCsv(source: Source): Promise<Map<string, TermEntry>> {
  const records = new Map<string, TermEntry>();
  let width = 0;
  const path: string[] = [];
  await forEachRow(source, (cells, line) => {
    if (fits(DRUG_HEADING, cells)) {
      width = cells.length;
      return;
    }
    if (width === 0) return;
    const [, dashes = '', text = ''] = /^((?:[\u2013\u2014-]\s+)*)(.*)$/.exec(cells[0] ?? '') ?? [];
    if (text === '' || cells.length < width)
      throw new ImportError(
        source.name,
        line,
        `expected a substance and ${DRUG.length} codes. The file may be cut: download it again.`,
      );
    const depth = dashes.replaceAll(/\s/g, '').length;
    if (depth > path.length)
      throw new ImportError(
        source.name,
        line,
        `"${cells[0] ?? ''}" stands ${depth} levels down, but no term stands above it. Lines are missing: download it again.`,
      );
    const { title, entry } = substanceOf(text);
    DRUG.forEach((name, index) => {
      const code = cellOf(cells[index + 1] ?? '');
      if (code !== undefined) entry[name] = code;
    });
    path.length = depth;
    path.push(title);
    putTerm(records, path.join(' > '), entry);
  });
  if (width === 0)
    throw new ImportError(
      source.name,
      undefined,
      'has no header row "Substance, Poisoning Accidental (unintentional), ...". Is it the Table of Drugs and Chemicals?',
    );
  return records;
}

const tableImporter = (
  about: Pick<Importer, 'kind' | 'title' | 'inArchives'>,
  read: (source: Source) => Promise<Map<string, TermEntry>>,
): Importer => ({
  ...about,
  settings: [],
  nameSays: icd10cmEdition,
  async read(sources) {
    const records = new Map<string, TermEntry>();
    for (const source of sources)
      for (const [key, entry] of await read(source)) records.set(key, entry);
    return { rows: records.size, records };
  },
});

/** Source: NCHS, "ICD-10-CM Table of Neoplasms" (XML). */
export const icd10cmNeoplasm = tableImporter(
  {
    kind: 'icd10cm-neoplasm',
    title: 'ICD-10-CM Table of Neoplasms (NCHS)',
    inArchives: [/^icd10cm?[-_]neoplasm(?!.*addenda).*\.xml$/i],
  },
  async (source) => await readTable(source, NEOPLASM, NEOPLASM_HEADING),
);

/** Source: NCHS, "ICD-10-CM Table of Drugs and Chemicals" (XML or csv). */
export const icd10cmDrug = tableImporter(
  {
    kind: 'icd10cm-drug',
    title: 'ICD-10-CM Table of Drugs and Chemicals (NCHS)',
    inArchives: [
      /^icd10cm?[-_]drug(?!.*addenda).*\.xml$/i,
      /^icd10cm?[-_]drug(?!.*addenda).*\.csv$/i,
    ],
  },
  async (source) =>
    source.extension === '.csv'
      ? await readDrugCsv(source)
      : await readTable(source, DRUG, DRUG_HEADING),
);
