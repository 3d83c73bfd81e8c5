import type { z } from 'zod';
import type { Report } from './report.js';
import { parseSource, readAs, type Source } from './source.js';

/** A file of the knowledge folder: path below it, with forward slashes, and its text. */
export interface KnowledgeFile {
  readonly path: string;
  readonly text: string;
  /** What the schema has made of this text before, in a folder without faults: the text is not read again. */
  readonly accepted?: unknown;
  /** Set for a file that is laid over ours: the name by which people know it. */
  readonly overlay?: string;
}

export interface Read<T> {
  readonly source: Source;
  readonly data: T;
  readonly overlay: boolean;
}

/** Reads the files whose path matches; a file with faults is reported and left out. */
export function readFiles<T>(
  files: readonly KnowledgeFile[],
  matches: (path: string) => boolean,
  schema: z.ZodType<T>,
  report: Report,
): Read<T>[] {
  return files
    .filter(({ path }) => matches(path))
    .flatMap(({ path, text, accepted, overlay }): Read<T>[] => {
      if (accepted !== undefined) {
        const known: Source = { path, data: accepted, lineOf: () => 1 };
        return [{ source: known, data: accepted as T, overlay: false }];
      }
      const { source, problems } = parseSource(overlay ?? path, text);
      report.problems.push(...problems);
      if (problems.length > 0) return [];
      const read = readAs(source, schema);
      report.problems.push(...read.problems);
      if (read.value === undefined) return [];
      if (overlay === undefined) report.accepted.set(path, read.value);
      return [{ source, data: read.value, overlay: overlay !== undefined }];
    });
}
