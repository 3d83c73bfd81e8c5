import { fillPlaceholders, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Database } from './database.js';

/*
 * The statements that every letter runs. Drizzle's builder costs more than the database does for them: here the
 * text is made once, with `sql.placeholder(name)` where a value goes, and PostgreSQL parses and plans it once a
 * connection because it has a name.
 *
 * Values are given as the driver takes them: ISO text for times, JSON text for json, a Buffer for bytes.
 */

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly params: readonly unknown[];
}

const dialect = new PgDialect();

/** `name` is unique in this program; PostgreSQL keeps the statement under it for the session. */
export function statement(name: string, query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query);
  return { name: `caseconsultant_${name}`, text, params };
}

/** Runs it with a value for each placeholder. Rows hold the columns under the names of the statement. */
export async function run<Row extends object>(
  db: Database,
  { name, text, params }: Statement,
  values: Readonly<Record<string, unknown>>,
): Promise<Row[]> {
  const result = await db.$client.query<Row>({
    name,
    text,
    values: fillPlaceholders([...params], values),
  });
  return result.rows;
}

/** A Buffer over the same memory: pg sends a plain Uint8Array as text. */
export function bytes(raw: Uint8Array): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
}
