import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './problems.js';

type Path = readonly (string | number)[];

/** A YAML file that remembers where everything stood. */
export interface Source {
  readonly path: string;
  readonly data: unknown;
  /** Line of the value at a path; of the nearest parent where the path leads nowhere. */
  lineOf(path: Path): number;
}

/** Reads YAML text. Syntax faults (duplicate keys among them) come back as problems. */
export function parseSource(path: string, text: string): { source: Source; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map((fault) => ({
    path,
    line: lines.linePos(fault.pos[0]).line,
    message: `not readable as YAML: ${fault.message}`,
  }));
  const lineOf = (keys: Path): number => {
    for (let depth = keys.length; depth > 0; depth -= 1) {
      const node = document.getIn(keys.slice(0, depth), true);
      const range = isNode(node) ? node.range : undefined;
      if (range) return lines.linePos(range[0]).line;
    }
    return 1;
  };
  const data: unknown = problems.length === 0 ? document.toJS() : undefined;
  return { source: { path, data, lineOf }, problems };
}

/** Checks a source against a schema; every fault becomes a problem with its own line. */
export function readAs<T>(
  source: Source,
  schema: z.ZodType<T>,
): { value?: T; problems: Problem[] } {
  const result = schema.safeParse(source.data);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    const where = path.length > 0 ? `${path.join('.')}: ` : '';
    return { path: source.path, line: source.lineOf(path), message: `${where}${issue.message}` };
  });
  return { problems };
}
