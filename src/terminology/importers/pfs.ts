import { ImportError } from '../sources/import-error.js';
import { forEachLine } from '../sources/lines.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer, NamedEdition } from './importer.js';
import { fullYear, monthStart } from './names.js';

/**
 * One row of the relative value file. Values are relative value units; indicators are CMS's own characters
 * (their meanings: RVU release, `RVUyyX.pdf`). The descriptor belongs to the AMA and is never kept.
 */
export interface PfsRow {
  /** "", "26", "TC" or "53". */
  readonly mod: string;
  readonly status: string;
  readonly work: number;
  readonly peNonFacility: number;
  readonly naNonFacility: string;
  readonly peFacility: number;
  readonly naFacility: string;
  readonly mp: number;
  readonly totalNonFacility: number;
  readonly totalFacility: number;
  readonly pctc: string;
  readonly global: string;
  readonly pre: number;
  readonly intra: number;
  readonly post: number;
  readonly multiple: string;
  readonly bilateral: string;
  readonly assistant: string;
  readonly coSurgeon: string;
  readonly team: string;
  readonly endoBase: string;
  readonly conversionFactor: number;
  readonly supervision: string;
  readonly calculationFlag: string;
  readonly imagingFamily: string;
}

export interface PfsRecord {
  readonly rows: readonly PfsRow[];
}

/** The row for a modifier, else that without one. */
export function pfsRow({ rows }: PfsRecord, modifier = ''): PfsRow | undefined {
  return rows.find(({ mod }) => mod === modifier) ?? rows.find(({ mod }) => mod === '') ?? rows[0];
}

type Field = keyof PfsRow;

/** A field's column in the csv, and its first and last position in the txt, both from 1. */
interface Place {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

const PLACES: Readonly<Record<Field, Place>> = {
  mod: { column: 1, from: 6, to: 7 },
  status: { column: 3, from: 58, to: 58 },
  work: { column: 5, from: 60, to: 65 },
  peNonFacility: { column: 6, from: 67, to: 72 },
  naNonFacility: { column: 7, from: 73, to: 74 },
  peFacility: { column: 8, from: 76, to: 81 },
  naFacility: { column: 9, from: 82, to: 83 },
  mp: { column: 10, from: 85, to: 89 },
  totalNonFacility: { column: 11, from: 91, to: 96 },
  totalFacility: { column: 12, from: 97, to: 102 },
  pctc: { column: 13, from: 103, to: 103 },
  global: { column: 14, from: 104, to: 106 },
  pre: { column: 15, from: 107, to: 109 },
  intra: { column: 16, from: 110, to: 112 },
  post: { column: 17, from: 113, to: 115 },
  multiple: { column: 18, from: 116, to: 116 },
  bilateral: { column: 19, from: 117, to: 117 },
  assistant: { column: 20, from: 118, to: 118 },
  coSurgeon: { column: 21, from: 119, to: 119 },
  team: { column: 22, from: 120, to: 120 },
  endoBase: { column: 23, from: 128, to: 132 },
  conversionFactor: { column: 24, from: 133, to: 140 },
  supervision: { column: 25, from: 142, to: 143 },
  calculationFlag: { column: 26, from: 144, to: 144 },
  imagingFamily: { column: 27, from: 146, to: 147 },
};

/** "PPRRVU2026_Jan_nonQPP.csv", "PPRRVU25_OCT.csv". Files without a word on QPP are from before the split. */
function nameSays(name: string): NamedEdition {
  const match = /PPRRVU(\d{4}|\d{2})_?([A-Z]{3})[a-z]*(?:_?(non)?_?(QPP))?/i.exec(name);
  if (match === null) return {};
  const effective = monthStart(fullYear(match[1] ?? ''), match[2] ?? '');
  return {
    setting: match[4] !== undefined && match[3] === undefined ? 'qpp' : 'non-qpp',
    ...(effective === undefined ? {} : { effective }),
  };
}

type Read = (field: Field) => string;

function rowOf(code: string, read: Read, source: Source, line: number): PfsRow {
  const number = (field: Field): number => {
    const text = read(field);
    const value = text === '' ? 0 : Number(text);
    if (Number.isNaN(value))
      throw new ImportError(
        source.name,
        line,
        `expected a number for ${field} of ${code}, found "${text}". The columns are not those of a relative value file.`,
      );
    return value;
  };
  // Three positions of the txt hold "071" or ".71"; the csv has "0.71".
  const share = (field: Field): number =>
    /^\d{3}$/.test(read(field)) ? number(field) / 100 : number(field);
  const status = read('status');
  if (!/^[A-Z]$/.test(status))
    throw new ImportError(
      source.name,
      line,
      `expected a status code (one letter) for ${code}, found "${status}". The file may be cut: download it again.`,
    );
  const days = read('global');
  if (!/^(?:\d{3}|MMM|XXX|YYY|ZZZ)$/.test(days))
    throw new ImportError(
      source.name,
      line,
      `expected a global period (000, 010, 090, MMM, XXX, YYY, ZZZ) for ${code}, found "${days}".`,
    );
  return {
    mod: read('mod'),
    status,
    work: number('work'),
    peNonFacility: number('peNonFacility'),
    naNonFacility: read('naNonFacility'),
    peFacility: number('peFacility'),
    naFacility: read('naFacility'),
    mp: number('mp'),
    totalNonFacility: number('totalNonFacility'),
    totalFacility: number('totalFacility'),
    pctc: read('pctc'),
    global: days,
    pre: share('pre'),
    intra: share('intra'),
    post: share('post'),
    multiple: read('multiple'),
    bilateral: read('bilateral'),
    assistant: read('assistant'),
    coSurgeon: read('coSurgeon'),
    team: read('team'),
    endoBase: read('endoBase'),
    conversionFactor: number('conversionFactor'),
    supervision: read('supervision'),
    calculationFlag: read('calculationFlag'),
    imagingFamily: read('imagingFamily'),
  };
}

const CODE = /^[0-9A-Z]\d{3}[0-9A-Z]$/;
const COLUMNS = 31;

/** Labels repeat over the columns, so they are read by position once the header shows the words of these. */
const isHeader = (cells: readonly string[]) =>
  /^hcpcs$/i.test(cells[0] ?? '') && /^mod/i.test(cells[1] ?? '') && /days/i.test(cells[14] ?? '');

type Put = (code: string, row: PfsRow) => void;

async function readCsv(source: Source, put: Put): Promise<void> {
  let started = false;
  await forEachRow(source, (cells, line) => {
    if (!started) {
      started = isHeader(cells);
      return;
    }
    const [code = ''] = cells;
    // A copyright line may follow the rows.
    if (!CODE.test(code)) {
      if (cells.filter((cell) => cell !== '').length <= 1) return;
      throw new ImportError(
        source.name,
        line,
        `expected a code of five characters, found "${code}".`,
      );
    }
    if (cells.length < COLUMNS)
      throw new ImportError(
        source.name,
        line,
        `has ${cells.length} columns, expected ${COLUMNS}. The file may be cut: download it again.`,
      );
    put(
      code,
      rowOf(code, (field) => cells[PLACES[field].column] ?? '', source, line),
    );
  });
  if (!started)
    throw new ImportError(
      source.name,
      undefined,
      'has no header row that begins with HCPCS, MOD and has the global days in its 15th column. Is it a PPRRVU file?',
    );
}

/** Shorter lines have lost their last indicators; the published ones are 200 characters long. */
const SHORTEST_LINE = 147;

async function readTxt(source: Source, put: Put): Promise<void> {
  await forEachLine(source, (text, line) => {
    if (text.trim() === '' || text.startsWith('HDR')) return;
    const code = text.slice(0, 5);
    if (!CODE.test(code))
      throw new ImportError(
        source.name,
        line,
        `expected a code of five characters, found "${code}".`,
      );
    if (text.length < SHORTEST_LINE)
      throw new ImportError(
        source.name,
        line,
        `has ${text.length} characters, expected 200. The file may be cut: download it again.`,
      );
    const read: Read = (field) => text.slice(PLACES[field].from - 1, PLACES[field].to).trim();
    put(code, rowOf(code, read, source, line));
  });
}

/**
 * Relative value files of the Medicare physician fee schedule: csv (or xlsx), or the txt of 200 characters.
 * Source: CMS, "PFS Relative Value Files".
 */
export const pfs: Importer = {
  kind: 'pfs',
  title: 'physician fee schedule, relative values (CMS, quarterly)',
  settings: ['qpp', 'non-qpp'],
  inArchives: [/^PPRRVU.*\.csv$/i, /^PPRRVU.*\.xlsx$/i, /^PPRRVU.*\.txt$/i],
  nameSays,
  async read(sources) {
    const records = new Map<string, { rows: PfsRow[] }>();
    let rows = 0;
    const put: Put = (code, row) => {
      rows += 1;
      const record = records.get(code) ?? { rows: [] };
      record.rows.push(row);
      records.set(code, record);
    };
    for (const source of sources)
      await (source.extension === '.txt' ? readTxt(source, put) : readCsv(source, put));
    if (rows === 0)
      throw new ImportError(sources[0]?.name ?? 'pfs', undefined, 'has no row with a code.');
    return { rows, records };
  },
};
