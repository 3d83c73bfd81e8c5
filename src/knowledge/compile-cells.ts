import { parseCell, type Cell, type ElementSpec, type Parsed } from './cells.js';
import type { Lexicon } from './lexicon.js';
import type { Report } from './report.js';
import type { Source } from './source.js';

/** What compiling needs to know besides the file at hand. */
export interface CompileContext {
  readonly lexicon: Lexicon;
  /** Elements as knowledge/elements.yaml defines them. */
  readonly elements: ReadonlyMap<string, ElementSpec>;
  readonly citations: ReadonlySet<string>;
  readonly report: Report;
  /** Cells read so far: many rows of a table say the same of an element. */
  readonly parsedCells: Map<ElementSpec, Map<string | number, Parsed<Cell>>>;
  /** The same folder was found without faults before: what only looks for faults is left out. */
  readonly proven: boolean;
}

type Path = readonly (string | number)[];

function readCell(
  text: string | number,
  spec: ElementSpec,
  { lexicon, parsedCells }: CompileContext,
): Parsed<Cell> {
  const cells = parsedCells.get(spec) ?? new Map<string | number, Parsed<Cell>>();
  const parsed = cells.get(text) ?? parseCell(text, spec, lexicon);
  parsedCells.set(spec, cells.set(text, parsed));
  return parsed;
}

/**
 * Reads a `when` block. Cells of unknown elements are reported and left out. `absent` is for conditions: a
 * table row must not fit because the note is silent.
 */
export function compileCells(
  source: Source,
  path: Path,
  when: Readonly<Record<string, string | number>>,
  elements: ReadonlyMap<string, ElementSpec>,
  context: CompileContext,
  use: 'table' | 'condition' = 'table',
): Map<string, Cell> {
  const { report } = context;
  const cells = new Map<string, Cell>();
  for (const [name, text] of Object.entries(when)) {
    const spec = elements.get(name);
    if (!spec) {
      report.add(
        source,
        [...path, name],
        `unknown element "${name}"; there are ${[...elements.keys()].join(', ')}`,
      );
      continue;
    }
    const parsed = readCell(text, spec, context);
    if ('fault' in parsed) report.add(source, [...path, name], `${name}: ${parsed.fault}`);
    else if (parsed.ok.absent && use === 'table') {
      report.add(source, [...path, name], `${name}: "absent" may stand in conditions only`);
    } else cells.set(name, parsed.ok);
  }
  return cells;
}

export function checkCites(
  source: Source,
  path: Path,
  cites: readonly string[],
  { citations, report }: CompileContext,
): void {
  cites.forEach((cite, index) => {
    if (citations.has(cite)) return;
    report.add(source, [...path, index], `unknown citation "${cite}"; add it to citations.yaml`);
  });
}

/** Reports ids that occur twice in a list. */
export function checkUnique(
  source: Source,
  path: Path,
  what: string,
  ids: readonly string[],
  { report }: CompileContext,
): void {
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index)
      report.add(source, [...path, index], `${what} "${id}" occurs twice`);
  });
}

/** Reports an act that the lexicon does not know as a procedure. */
export function checkAct(
  source: Source,
  path: Path,
  act: string,
  { lexicon, report }: CompileContext,
): void {
  if (lexicon.concept(act)?.kind === 'procedure') return;
  report.add(source, path, `no lexicon file defines the act (procedure) "${act}"`);
}
