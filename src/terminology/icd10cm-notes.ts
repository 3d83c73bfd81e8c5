import { covers } from './icd10cm-note-codes.js';
import type { Records } from './editions/records.js';
import type { NoteKind, TabularEntry, TabularNote } from './importers/icd10cm-tabular.js';

/** A note that holds for a code, and the level of the Tabular List at which it stands. */
export interface PlacedNote extends TabularNote {
  readonly level: string;
}

/** The levels of a code from its own up to its chapter. A code that a 7th character made begins at the code before it. */
export function levelsOf(
  code: string,
  records: Records<TabularEntry>,
): readonly (readonly [key: string, entry: TabularEntry])[] {
  let key: string | undefined = code;
  while (key.length >= 3 && records.get(key) === undefined)
    key = key.slice(0, -1).replace(/\.$/, '');
  const levels: (readonly [string, TabularEntry])[] = [];
  while (key !== undefined) {
    const entry = records.get(key);
    if (entry === undefined) break;
    levels.push([key, entry]);
    key = entry.parent;
  }
  return levels;
}

/** A code's notes of one kind, its own first, then those that it inherits. */
export function notesFor(
  code: string,
  kind: NoteKind,
  records: Records<TabularEntry>,
): readonly PlacedNote[] {
  return levelsOf(code, records).flatMap(([level, { notes }]) =>
    (notes[kind] ?? []).map((note) => ({ ...note, level })),
  );
}

/** The seventh characters that a code takes, with their meanings; undefined where it takes none. */
export function seventhFor(
  code: string,
  records: Records<TabularEntry>,
): Readonly<Record<string, string>> | undefined {
  return levelsOf(code, records).find(([, { seventh }]) => seventh !== undefined)?.[1].seventh;
}

/**
 * The Excludes1 note that keeps two codes apart, in either direction. A note that names the code's own category too
 * speaks of something else ("other than ...") and is passed over.
 */
export function excludes1Between(
  a: string,
  b: string,
  records: Records<TabularEntry>,
): PlacedNote | undefined {
  const between = (code: string, other: string) =>
    notesFor(code, 'excludes1', records).find(
      ({ codes }) =>
        codes.some((named) => covers(named, other)) && !codes.some((named) => covers(named, code)),
    );
  return between(a, b) ?? between(b, a);
}
