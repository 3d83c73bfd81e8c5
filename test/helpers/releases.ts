import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';
import type { ImportOptions } from '../../src/terminology/import-release.js';
import {
  Catalog,
  IMPORTERS,
  importRelease,
  type Imported,
  type Kind,
} from '../../src/terminology/index.js';

/** Real files of the agencies, on machines that have them. */
export const OFFICIAL_DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** A folder that goes when the test ends. */
export function tempFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'caseconsultant-release-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

/** Writes a file of a release and gives its path. */
export function releaseFile(name: string, content: string | Buffer, dir = tempFolder()): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

type Entries = Readonly<Record<string, string | Buffer>>;

function archive(entries: Entries): ZipFile {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return zip;
}

/** An archive as the agencies publish them. */
export async function zipFile(name: string, entries: Entries, dir = tempFolder()): Promise<string> {
  const path = join(dir, name);
  await pipeline(archive(entries).outputStream, createWriteStream(path));
  return path;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const letter = (column: number) => String.fromCharCode(65 + column);

/** The smallest workbook with these rows: numbers in place, texts among the shared strings, as Excel writes them. */
export async function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const strings: string[] = [];
  const cell = (text: string, column: number, row: number) => {
    const place = `${letter(column)}${row}`;
    if (text === '') return '';
    if (/^[1-9]\d*$/.test(text)) return `<c r="${place}"><v>${text}</v></c>`;
    return `<c r="${place}" t="s"><v>${strings.push(text) - 1}</v></c>`;
  };
  const sheet = rows
    .map((cells, index) => {
      const written = cells.map((text, column) => cell(text, column, index + 1)).join('');
      return `<row r="${index + 1}">${written}</row>`;
    })
    .join('');
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const shared = strings.map((text) => `<si><t>${escaped(text)}</t></si>`).join('');
  return await buffer(
    archive({
      'xl/worksheets/sheet1.xml': `${head}<worksheet ${space}><sheetData>${sheet}</sheetData></worksheet>`,
      'xl/sharedStrings.xml': `${head}<sst ${space}>${shared}</sst>`,
    }).outputStream,
  );
}

/** Imports files of one kind into a catalog of its own, or into the one given. */
export async function take(
  kind: Kind,
  paths: readonly string[],
  catalog = new Catalog(tempFolder()),
  options: Partial<ImportOptions> = {},
): Promise<{ catalog: Catalog; results: Imported[] }> {
  const importer = IMPORTERS.get(kind);
  if (importer === undefined) throw new Error(`No importer of ${kind}.`);
  const results = await importRelease(catalog, importer, paths, {
    dryRun: false,
    allowFewer: false,
    ...options,
  });
  return { catalog, results };
}

/** What stands above the rows of a PTP file in most editions. */
export const PTP_PREAMBLE = [
  'CPT only copyright 2026 American Medical Association.  All rights reserved.',
  'Column1/Column2 Edits',
  'Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale',
  '\t\tprior to 1996\tDate\tDate\t0=not allowed\t',
  '\t\t\t\t*=no data\t1=allowed\t',
  '\t\t\t\t\t9=not applicable\t',
];

/** Nine title and label rows, then the header, as in the published csv; labels repeat. */
const FEE_HEADER =
  'HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT';
const FEE_TITLES = Array.from({ length: 9 }, (_, row) => `Title ${row + 1}${','.repeat(30)}`);

/** A relative value file around rows of 31 cells. */
export const feeScheduleCsv = (rows: readonly string[]) =>
  [...FEE_TITLES, FEE_HEADER, ...rows, ''].join('\r\n');

/**
 * The published rows of October 2025 in the original's columns: the derivation left the descriptor out, and a made word
 * puts the columns back in their places.
 */
export function publishedFeeRows(): string[] {
  return linesOf('pfs-rvu-2025-10-numbers-only.csv.gz').map((line) => {
    const [code, mod, ...rest] = line.split(',');
    return [code, mod, 'MADE', ...rest].join(',');
  });
}

/** Rows of a derived file of the agencies' data, without its header. */
export const linesOf = (file: string): string[] =>
  gunzipSync(readFileSync(join(OFFICIAL_DATA, file)))
    .toString('latin1')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
