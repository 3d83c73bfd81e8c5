import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { ImportError } from './import-error.js';
import { checkText, forEachLine, repaired } from './lines.js';
import type { Source } from './source.js';
import { forEachSheetRow } from './xlsx.js';

/** A row of a table: its cells, trimmed, and the line (or sheet row) on which it begins, from 1. */
export type OnRow = (cells: readonly string[], line: number) => void;

async function forEachCsvRow(source: Source, onRow: OnRow): Promise<void> {
  const parser = parse({
    encoding: 'latin1',
    relaxColumnCount: true,
    skipEmptyLines: true,
    info: true,
    // Quotes inside a cell that is not quoted are part of it ("2\" x 2\"").
    relaxQuotes: true,
  });
  let previous = 0;
  let first = true;
  await pipeline(
    await source.open(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        if (first) checkText(source, chunk);
        const marked = first && chunk.subarray(0, 3).toString('latin1') === '\u00ef\u00bb\u00bf';
        first = false;
        yield marked ? chunk.subarray(3) : chunk;
      }
    },
    parser,
    async (rows: AsyncIterable<{ record: string[]; info: { lines: number } }>) => {
      for await (const { record, info } of rows) {
        const line = previous + 1;
        previous = info.lines;
        onRow(
          record.map((cell) => repaired(cell).trim()),
          line,
        );
      }
    },
  ).catch((error: unknown) => {
    if (error instanceof ImportError || !(error instanceof Error) || !('code' in error))
      throw error;
    if (!String(error.code).startsWith('CSV_')) throw error;
    throw new ImportError(
      source.name,
      previous + 1,
      `the table cannot be read on (${error.message}). The file is cut or damaged: download it again.`,
    );
  });
}

/** Reads a table row by row, whatever its form: xlsx (first sheet), tab-separated txt, or csv. Blank rows are left out. */
export async function forEachRow(source: Source, onRow: OnRow): Promise<void> {
  if (source.extension === '.xlsx') await forEachSheetRow(source, onRow);
  else if (source.extension === '.csv') await forEachCsvRow(source, onRow);
  else
    await forEachLine(source, (text, line) => {
      if (text.trim() === '') return;
      onRow(
        text.split('\t').map((cell) => cell.trim()),
        line,
      );
    });
}
