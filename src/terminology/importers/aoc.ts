import { fromOrdinalDate } from '../editions/edition.js';
import { Header } from '../sources/columns.js';
import { ImportError } from '../sources/import-error.js';
import { forEachLine } from '../sources/lines.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer, NamedEdition } from './importer.js';
import { quarterStart } from './names.js';

/** A primary code beside which an add-on may stand, with the days on which it may, both included. */
export interface AddOnPrimary {
  /** "CCCCC": the contractor decides. */
  readonly code: string;
  readonly from?: string;
  readonly to?: string;
}

export interface AddOnRecord {
  /** 1 only the primaries listed, 2 none is listed, 3 some are listed and the contractor may accept others. */
  readonly type: 1 | 2 | 3;
  readonly primaries: readonly AddOnPrimary[];
  readonly notes: readonly string[];
}

interface Growing {
  type: 1 | 2 | 3;
  primaries: AddOnPrimary[];
  notes: string[];
}

const CODE = /^[0-9A-Z]\d{3}[0-9A-Z]$/;

/** "AOC_V2026Q1-MCR.txt". */
function nameSays(name: string): NamedEdition {
  const match = /AOC_V?(\d{4})Q([1-4])/i.exec(name);
  return match === null ? {} : { effective: quarterStart(Number(match[1]), Number(match[2])) };
}

/** "2026091" -> the date; "0", "9999999" and nothing say that there is none. */
function day(text: string, source: Source, line: number): string | undefined {
  if (text === '' || /^0+$/.test(text) || text.startsWith('9999')) return undefined;
  const date = fromOrdinalDate(text);
  if (date === undefined)
    throw new ImportError(
      source.name,
      line,
      `"${text}" is no date: expected year and day of the year, as 2026091.`,
    );
  return date;
}

const earlier = (a: string | undefined, b: string | undefined) =>
  a === undefined ? b : b === undefined || a < b ? a : b;

/**
 * NCCI add-on code edits of Medicare: xlsx or csv with column names, or fixed-width txt (add-on code in 1-5, primary in 12-16;
 * CMS does not describe its other positions, so the type is taken from the primaries).
 * Source: CMS, "Medicare NCCI Add-on Code Edits".
 */
export const aoc: Importer = {
  kind: 'aoc',
  title: 'NCCI add-on code edits (CMS)',
  settings: [],
  inArchives: [/^aoc.*\.xlsx$/i, /^aoc.*\.csv$/i, /^aoc.*\.txt$/i],
  nameSays,
  async read(sources) {
    const records = new Map<string, Growing>();
    let rows = 0;
    const put = (
      addOn: string,
      primary: AddOnPrimary,
      type: 1 | 2 | 3 | undefined,
      note: string,
      source: Source,
      line: number,
    ) => {
      if (!CODE.test(addOn) || !/^[0-9A-Z]{5}$/.test(primary.code))
        throw new ImportError(
          source.name,
          line,
          `expected an add-on code and its primary code, found "${addOn}" and "${primary.code}". The file may be cut: download it again.`,
        );
      rows += 1;
      const record = records.get(addOn) ?? { type: type ?? 1, primaries: [], notes: [] };
      if (type !== undefined) record.type = type;
      if (!record.primaries.some((known) => JSON.stringify(known) === JSON.stringify(primary)))
        record.primaries.push(primary);
      if (note !== '' && !record.notes.includes(note)) record.notes.push(note);
      records.set(addOn, record);
    };
    for (const source of sources) {
      if (source.extension === '.txt') await readFixed(source, put);
      else await readTable(source, put);
    }
    for (const record of records.values()) {
      record.primaries.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    }
    return { rows, records };
  },
};

type Put = (
  addOn: string,
  primary: AddOnPrimary,
  type: 1 | 2 | 3 | undefined,
  note: string,
  source: Source,
  line: number,
) => void;

async function readFixed(source: Source, put: Put): Promise<void> {
  const types = new Map<string, { listed: boolean; open: boolean }>();
  await forEachLine(source, (text, line) => {
    if (text.trim() === '') return;
    const addOn = text.slice(0, 5);
    const primary = text.slice(11, 16);
    // A line of copyright may stand first.
    if (!CODE.test(addOn) && line < 10 && types.size === 0) return;
    const seen = types.get(addOn) ?? { listed: false, open: false };
    if (primary === 'CCCCC') seen.open = true;
    else seen.listed = true;
    types.set(addOn, seen);
    put(addOn, { code: primary }, seen.open ? (seen.listed ? 3 : 2) : 1, '', source, line);
  });
  if (types.size === 0)
    throw new ImportError(
      source.name,
      undefined,
      'has no add-on code in positions 1-5. Import the xlsx of the release.',
    );
}

async function readTable(source: Source, put: Put): Promise<void> {
  const header = new Header(source.name, {
    addOn: { names: ['Add-On_Code', 'Add On Code'] },
    type: { names: ['AOC_Edit_Type', 'Edit Type', 'Type'] },
    primary: { names: ['Primary_Code'] },
    addOnDeleted: { names: ['AOC_Del_Dt(Julian)', 'AOC_Del_Dt'], optional: true },
    primaryDeleted: {
      names: ['Primary_Code_Del_Dt(Julian)', 'Primary_Code_Del_Dt'],
      optional: true,
    },
    from: { names: ['AOC_Edit_Eff_Dt(Julian)', 'AOC_Edit_Eff_Dt'], optional: true },
    to: { names: ['AOC_Edit_Del_Dt(Julian)', 'AOC_Edit_Del_Dt'], optional: true },
    note: { names: ['Special_Instruction_Notes', 'Special Instruction'], optional: true },
  });
  await forEachRow(source, (cells, line) => {
    if (header.skips(cells)) return;
    const type = Number(header.cell(cells, 'type'));
    if (type !== 1 && type !== 2 && type !== 3)
      throw new ImportError(
        source.name,
        line,
        `expected the edit type 1, 2 or 3, found "${header.cell(cells, 'type')}". The file may be cut: download it again.`,
      );
    const from = day(header.cell(cells, 'from'), source, line);
    const to = (['to', 'addOnDeleted', 'primaryDeleted'] as const)
      .map((column) => day(header.cell(cells, column), source, line))
      .reduce(earlier, undefined);
    put(
      header.cell(cells, 'addOn').toUpperCase(),
      {
        code: header.cell(cells, 'primary').toUpperCase(),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
      type,
      header.cell(cells, 'note'),
      source,
      line,
    );
  });
  header.require();
}
