import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { ImportError } from './import-error.js';
import type { Source } from './source.js';

/*
 * A workbook is a zip archive of XML. Its rows are streamed: the largest that CMS publishes hold a million rows, more than the
 * libraries that build the whole workbook can hold in the memory of a small machine.
 */

const SHEET = /^xl\/worksheets\/sheet\d+\.xml$/i;
const STRINGS = /^xl\/sharedStrings\.xml$/i;

async function parseXml(stream: Readable, parser: SaxesParser): Promise<void> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of stream) parser.write(decoder.decode(chunk as Buffer, { stream: true }));
  parser.write(decoder.decode());
  parser.close();
}

async function sharedStrings(zip: ZipFile, entry: Entry | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (entry === undefined) return strings;
  const parser = new SaxesParser();
  let text = '';
  let phonetic = false;
  let inText = false;
  parser.on('opentag', ({ name }) => {
    if (name === 'si') text = '';
    if (name === 'rPh') phonetic = true;
    inText = name === 't' && !phonetic;
  });
  parser.on('text', (part) => {
    if (inText) text += part;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 't') inText = false;
    if (name === 'rPh') phonetic = false;
    if (name === 'si') strings.push(text);
  });
  await parseXml(await zip.openReadStreamPromise(entry), parser);
  return strings;
}

/** "AB12" -> 27: the column, from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    column = column * 26 + value;
  }
  return column - 1;
}

async function readSheet(
  stream: Readable,
  strings: readonly string[],
  onRow: (cells: readonly string[], row: number) => void,
): Promise<void> {
  const parser = new SaxesParser();
  let cells: string[] = [];
  let row = 0;
  let column = -1;
  let type = '';
  let text = '';
  let inValue = false;
  let failure: unknown;
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'row') {
      cells = [];
      column = -1;
      row = Number(attributes['r'] ?? row + 1);
    } else if (name === 'c') {
      column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
      type = attributes['t'] ?? '';
      text = '';
    } else if (name === 'v' || name === 't') inValue = true;
  });
  parser.on('text', (part) => {
    if (inValue) text += part;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'v' || name === 't') inValue = false;
    else if (name === 'c') {
      while (cells.length < column) cells.push('');
      cells[column] = (type === 's' ? (strings[Number(text)] ?? '') : text).trim();
    } else if (name === 'row' && cells.some((cell) => cell !== '') && failure === undefined) {
      try {
        onRow(cells, row);
      } catch (error) {
        failure = error;
      }
    }
  });
  await parseXml(stream, parser);
  if (failure !== undefined) throw failure as Error;
}

/**
 * Streams the rows of a workbook's first sheet, dates and numbers as they are stored.
 * @throws ImportError when it is no workbook, or a damaged one
 */
export async function forEachSheetRow(
  source: Source,
  onRow: (cells: readonly string[], row: number) => void,
): Promise<void> {
  const damaged = (error: unknown) =>
    new ImportError(
      source.name,
      undefined,
      `is no readable workbook (${error instanceof Error ? error.message : String(error)}). Download it again.`,
    );
  const bytes = await buffer(await source.open());
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true });
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    const sheet = entries
      .filter(({ fileName }) => SHEET.test(fileName))
      .sort(
        (a, b) => a.fileName.length - b.fileName.length || a.fileName.localeCompare(b.fileName),
      )[0];
    if (sheet === undefined) throw new Error('it has no sheet');
    const strings = await sharedStrings(
      zip,
      entries.find(({ fileName }) => STRINGS.test(fileName)),
    );
    await readSheet(await zip.openReadStreamPromise(sheet), strings, onRow);
  } catch (error) {
    throw error instanceof ImportError ? error : damaged(error);
  }
}
