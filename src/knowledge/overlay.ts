import type { Read } from './read-files.js';
import type { Source } from './source.js';

/*
 * A practice lays its own files over ours. What bears the same id replaces ours as a whole, what is new is added.
 * Faults name the file that they stand in, ours or theirs.
 */

/** Files of which each holds one thing: a file laid over ours takes the place of the one with its id. */
export function layFiles<T extends { readonly id: string }>(reads: readonly Read<T>[]): Read<T>[] {
  const replaced = new Set(reads.flatMap(({ overlay, data }) => (overlay ? [data.id] : [])));
  return reads.filter(({ overlay, data }) => overlay || !replaced.has(data.id));
}

/** A source whose list has lost entries: the others are still found at their own lines. */
function shifted(source: Source, field: string, kept: readonly number[]): Source {
  return {
    ...source,
    lineOf: (path) => {
      const [first, index, ...rest] = path;
      const at = typeof index === 'number' ? kept[index] : undefined;
      return source.lineOf(first === field && at !== undefined ? [field, at, ...rest] : path);
    },
  };
}

/** Files of which each holds a list: an entry laid over ours takes the place of the one with its id. */
export function layEntries<F extends string, E, T extends Readonly<Record<F, readonly E[]>>>(
  reads: readonly Read<T>[],
  field: F,
  idOf: (entry: E) => string,
): Read<T>[] {
  const replaced = new Set(
    reads.flatMap(({ overlay, data }) => (overlay ? data[field].map(idOf) : [])),
  );
  if (replaced.size === 0) return [...reads];
  return reads.map((read) => {
    const entries = read.data[field];
    const kept = entries.flatMap((entry, index) => (replaced.has(idOf(entry)) ? [] : [index]));
    if (read.overlay || kept.length === entries.length) return read;
    return {
      ...read,
      source: shifted(read.source, field, kept),
      data: { ...read.data, [field]: kept.map((index) => entries[index]) },
    };
  });
}

const KNOWN =
  /^(?:elements\.yaml|elements\/|citations\.yaml|citations\/|editions\.yaml|(?:lexicon|families|policies|diagnoses)\/)/;

/** True for a path that some part of the knowledge is read from. */
export function isKnowledgePath(path: string): boolean {
  return KNOWN.test(path);
}
