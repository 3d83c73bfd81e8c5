import type { z } from 'zod';
import type { Report } from './report.js';
import { parseSource, readAs, type Source } from './source.js';

/** A file of the knowledge folder: path below it, with forward slashes, and its text. */
export interface KnowledgeFile {
  readonly path: string;
  readonly text: string;
}

export interface Read<T> {
  readonly source: Source;
  readonly data: T;
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
    .flatMap(({ path, text }) => {
      const { source, problems } = parseSource(path, text);
      report.problems.push(...problems);
      if (problems.length > 0) return [];
      const read = readAs(source, schema);
      report.problems.push(...read.problems);
      return read.value === undefined ? [] : [{ source, data: read.value }];
    });
}
