import { ImportError } from './import-error.js';

const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');

/** What a column is called in the known editions; the first is used in messages. An optional column may be absent. */
export interface ColumnNames {
  readonly names: readonly string[];
  readonly optional?: boolean;
}

/**
 * Finds the header row of a table behind a preamble of any length, by its names, case- and punctuation-blind, and then
 * gives cells by their column's own name.
 */
export class Header<Column extends string> {
  private columns: Map<Column, number> | undefined;

  constructor(
    private readonly source: string,
    private readonly wanted: Readonly<Record<Column, ColumnNames>>,
  ) {}

  get found(): boolean {
    return this.columns !== undefined;
  }

  /** True when the row is the header (it is remembered) or stands before it. */
  skips(cells: readonly string[]): boolean {
    if (this.columns !== undefined) return false;
    const names = cells.map(bare);
    const columns = new Map<Column, number>();
    for (const [column, { names: known, optional }] of Object.entries<ColumnNames>(this.wanted)) {
      const index = names.findIndex((name) => known.some((each) => bare(each) === name));
      if (index >= 0) columns.set(column as Column, index);
      else if (optional !== true) return true;
    }
    this.columns = columns;
    return true;
  }

  /** The cell under a column; empty where the row or the column is short. */
  cell(cells: readonly string[], column: Column): string {
    const index = this.columns?.get(column);
    return index === undefined ? '' : (cells[index] ?? '');
  }

  /** @throws ImportError when no header row was seen */
  require(): void {
    if (this.columns !== undefined) return;
    const expected = Object.values<ColumnNames>(this.wanted)
      .filter(({ optional }) => optional !== true)
      .map(({ names }) => `"${names[0] ?? ''}"`);
    throw new ImportError(
      this.source,
      undefined,
      `has no header row with the columns ${expected.join(', ')}. Is it the right file?`,
    );
  }
}
