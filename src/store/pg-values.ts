import type { ParserOptions, SerializerOptions } from '@electric-sql/pglite';
import pg from 'pg';

/** The part of pg's `types` that a query may bring along; Drizzle's leaves dates as text. */
export interface PgTypes {
  getTypeParser(oid: number, format?: string): (value: string) => unknown;
}

const BYTEA = pg.types.builtins.BYTEA;
const KNOWN_TYPES: readonly number[] = Object.values(pg.types.builtins).filter(
  (oid) => typeof oid === 'number',
);
/** Arrays of the date and time types, which pg's list of built-in types leaves out. */
const DATE_ARRAYS = [1115, 1182, 1185, 1187, 1231];

/** Values come out of PGlite as pg gives them (64-bit numbers as text, bytes as Buffer). */
export const PG_PARSERS: ParserOptions = collect(KNOWN_TYPES, pg.types);

export function parsersFrom(types: PgTypes): ParserOptions {
  return collect([...KNOWN_TYPES, ...DATE_ARRAYS], types);
}

function collect(oids: readonly number[], types: PgTypes): ParserOptions {
  return Object.fromEntries(oids.map((oid) => [oid, types.getTypeParser(oid, 'text')]));
}

export const SERIALIZERS: SerializerOptions = {
  // PGlite's own goes byte by byte through an array of strings: seconds for a large letter.
  [BYTEA]: (bytes: Uint8Array) =>
    `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
};
