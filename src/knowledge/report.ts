import type { Problem } from './problems.js';
import type { Source } from './source.js';

type Path = readonly (string | number)[];

/** Gathers problems, each at its own line, so that one load shows them all. */
export class Report {
  readonly problems: Problem[] = [];
  /** What each file holds, by its path, once its schema has accepted it. */
  readonly accepted = new Map<string, unknown>();

  add(source: Source, path: Path, message: string): void {
    this.problems.push({ path: source.path, line: source.lineOf(path), message });
  }
}
