import { Header } from '../sources/columns.js';
import { ImportError } from '../sources/import-error.js';
import { forEachLine } from '../sources/lines.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer } from './importer.js';

/** A licensee's descriptors of a code. They belong to the AMA and stay on the licensee's machine. */
export interface CptRecord {
  long?: string;
  medium?: string;
  short?: string;
  consumer?: string;
  clinician?: string[];
}

type Descriptor = 'long' | 'medium' | 'short';
type Records = Map<string, CptRecord>;

const MAIN: readonly (readonly [RegExp, Descriptor])[] = [
  [/^LONG(?:ULT|UT)\.txt$/i, 'long'],
  [/^MEDU(?:F|T)?\.txt$/i, 'medium'],
  [/^SHORTU(?:F|T)?\.txt$/i, 'short'],
];
const LINE = /^([0-9]{4}[0-9A-Z])[ \t]+(\S.*)$/;

/** One descriptor a line behind a preamble of any length. */
async function readMain(source: Source, field: Descriptor, records: Records): Promise<Set<string>> {
  const codes = new Set<string>();
  await forEachLine(source, (text, line) => {
    const [, code, words] = LINE.exec(text) ?? [];
    if (code === undefined || words === undefined) {
      if (codes.size === 0 || text.trim() === '') return;
      throw new ImportError(
        source.name,
        line,
        'expected a code and its descriptor. The file may be cut: take it from the release again.',
      );
    }
    codes.add(code);
    records.set(code, { ...records.get(code), [field]: words.trim() });
  });
  if (codes.size === 0)
    throw new ImportError(source.name, undefined, 'has no line that begins with a CPT code.');
  return codes;
}

/** Descriptors for patients (one a code) or for clinicians (many a code): tab-separated or a workbook, with column names. */
async function readNamed(source: Source, field: 'consumer' | 'clinician', records: Records) {
  const header = new Header(source.name, {
    code: { names: ['CPT Code'] },
    words: {
      names: field === 'consumer' ? ['Consumer Friendly Descriptor'] : ['Clinician Descriptor'],
    },
  });
  await forEachRow(source, (cells, line) => {
    if (header.skips(cells)) return;
    const [code, words] = [header.cell(cells, 'code'), header.cell(cells, 'words')];
    if (!/^[0-9]{4}[0-9A-Z]$/.test(code) || words === '')
      throw new ImportError(
        source.name,
        line,
        `expected a CPT code and a descriptor, found "${code}".`,
      );
    const record = records.get(code) ?? {};
    records.set(
      code,
      field === 'consumer'
        ? { ...record, consumer: words }
        : { ...record, clinician: [...(record.clinician ?? []), words] },
    );
  });
  header.require();
}

const WANTED =
  /^(?:LONGULT|LONGUT|MEDU[FT]?|SHORTU[FT]?|(?:Consumer|Clinician)Descriptors?)\.(?:txt|xlsx)$/i;

/** The main files name the same codes; a difference is a file of another release. */
function compareSets(sets: readonly { name: string; codes: Set<string> }[]): void {
  const [first, ...others] = sets;
  for (const other of first === undefined ? [] : others) {
    const strange = [
      ...[...other.codes].filter((code) => !first?.codes.has(code)),
      ...[...(first?.codes ?? [])].filter((code) => !other.codes.has(code)),
    ];
    if (strange.length > 0)
      throw new ImportError(
        other.name,
        undefined,
        `does not hold the same codes as ${first?.name ?? ''}: ${strange.slice(0, 5).join(', ')}${strange.length > 5 ? ` and ${strange.length - 5} more` : ''}. Take all files from one release.`,
      );
  }
}

/**
 * A licensee's own CPT data files: LONGULT, MEDU and SHORTU, and the descriptors for patients and clinicians. Nothing of CPT is
 * part of this program; who imports them holds the AMA's licence.
 */
export const cpt: Importer = {
  kind: 'cpt',
  title: 'CPT data files of a licensee (AMA, yearly)',
  settings: [],
  inArchives: [WANTED],
  nameSays: (name) => {
    const [, year] = /(20\d{2})/.exec(name) ?? [];
    return year === undefined ? {} : { effective: `${year}-01-01` };
  },
  async read(sources) {
    const records: Records = new Map();
    const sets: { name: string; codes: Set<string> }[] = [];
    const texts = new Set(
      sources.filter(({ extension }) => extension === '.txt').map(({ file }) => file.slice(0, -4)),
    );
    for (const source of sources) {
      const main = MAIN.find(([name]) => name.test(source.file));
      if (main !== undefined)
        sets.push({ name: source.name, codes: await readMain(source, main[1], records) });
      else if (source.extension === '.xlsx' && texts.has(source.file.slice(0, -5))) continue;
      else if (/^consumer/i.test(source.file)) await readNamed(source, 'consumer', records);
      else if (/^clinician/i.test(source.file)) await readNamed(source, 'clinician', records);
      else
        throw new ImportError(
          source.name,
          undefined,
          'is none of LONGULT.txt, MEDU.txt, SHORTU.txt, ConsumerDescriptor and ClinicianDescriptor. Long descriptors: take LONGULT, one line a code.',
        );
    }
    compareSets(sets);
    return { rows: records.size, records };
  },
};
