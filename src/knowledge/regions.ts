import { isNothing, meet, type Cell, type ElementSpec, type ValueSet } from './cells.js';
import { describeNumbers, subtract, type Interval } from './intervals.js';
import type { Lexicon } from './lexicon.js';

/**
 * Overlaps and gaps of a table, by arithmetic on its cells: every combination of values is covered
 * by the analysis, not a sample of them.
 */

/** The cells of one row by element name; an element that is not named takes any value. */
export interface RowRegion {
  readonly id: string;
  readonly cells: ReadonlyMap<string, Cell>;
}

function accepted(row: RowRegion, spec: ElementSpec): ValueSet {
  return row.cells.get(spec.name)?.accepts ?? spec.domain;
}

/** Pairs of rows that can both match, in table order. */
export function overlaps(
  rows: readonly RowRegion[],
  specs: readonly ElementSpec[],
): [string, string][] {
  return rows.flatMap((row, index) =>
    rows
      .slice(index + 1)
      .filter((other) =>
        specs.every((spec) => !isNothing(meet(accepted(row, spec), accepted(other, spec)))),
      )
      .map((other): [string, string] => [row.id, other.id]),
  );
}

/** One elementary piece of an element's values: inside the same rows throughout. */
interface Atom {
  readonly rows: readonly RowRegion[];
  readonly text: string;
}

function numberAtoms(
  rows: readonly RowRegion[],
  spec: ElementSpec,
  domain: readonly Interval[],
): Atom[] {
  const pieces: { set: readonly Interval[]; rows: RowRegion[] }[] = [{ set: domain, rows: [] }];
  for (const row of rows) {
    const cut = accepted(row, spec);
    if (cut.kind !== 'numbers') continue;
    for (const piece of [...pieces]) {
      const inside = meet({ kind: 'numbers', set: piece.set }, cut);
      if (inside.kind !== 'numbers' || inside.set.length === 0) continue;
      const outside = subtract(piece.set, cut.set, spec.whole);
      pieces.splice(pieces.indexOf(piece), 1, { set: inside.set, rows: [...piece.rows, row] });
      if (outside.length > 0) pieces.push({ set: outside, rows: piece.rows });
    }
  }
  return pieces.map((piece) => ({
    rows: piece.rows,
    text: `${spec.label} ${describeNumbers(piece.set, spec.unit)}`,
  }));
}

/**
 * A concept above others is no atom of its own when the rows tell its kinds apart: a note that names
 * it is too general and leads to a question, so only concepts without anything below must be covered.
 */
function conceptAtoms(
  rows: readonly RowRegion[],
  spec: ElementSpec,
  domain: ReadonlySet<string>,
  lexicon: Lexicon,
): Atom[] {
  const leaves = [...domain].filter(
    (id) =>
      spec.kind === 'choice' ||
      ![...domain].some((other) => other !== id && lexicon.isA(other, id)),
  );
  const bySignature = new Map<string, { ids: string[]; rows: RowRegion[] }>();
  for (const id of leaves) {
    const inside = rows.filter((row) => {
      const accepts = accepted(row, spec);
      return accepts.kind === 'concepts' && accepts.set.has(id);
    });
    const signature = inside.map((row) => row.id).join(' ');
    const known = bySignature.get(signature);
    if (known) known.ids.push(id);
    else bySignature.set(signature, { ids: [id], rows: inside });
  }
  return [...bySignature.values()].map((group) => ({
    rows: group.rows,
    text: `${spec.label} ${group.ids.slice(0, 4).join(', ')}${group.ids.length > 4 ? '...' : ''}`,
  }));
}

/** Combinations that no row answers, each in words; at most `limit`. */
export function gaps(
  rows: readonly RowRegion[],
  specs: readonly ElementSpec[],
  lexicon: Lexicon,
  limit = 5,
): string[] {
  const found: string[] = [];
  const walk = (left: readonly RowRegion[], depth: number, context: readonly string[]): void => {
    if (found.length >= limit) return;
    if (left.length === 0) {
      found.push(context.length === 0 ? 'everything' : context.join('; '));
      return;
    }
    const spec = specs[depth];
    if (spec === undefined) return;
    // Rows that ask nothing of the elements still to come cover the rest by themselves.
    const open = specs.slice(depth).map((next) => next.name);
    if (left.some((row) => open.every((name) => row.cells.get(name)?.any ?? true))) return;
    const { domain } = spec;
    const atoms =
      domain.kind === 'numbers'
        ? numberAtoms(left, spec, domain.set)
        : conceptAtoms(left, spec, domain.set, lexicon);
    for (const atom of atoms) walk(atom.rows, depth + 1, [...context, atom.text]);
  };
  walk(rows, 0, []);
  return found;
}
