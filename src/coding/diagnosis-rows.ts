import type { DocumentedArguments, DocumentedValue } from '../documentation/types.js';
import {
  numbersOf,
  testCell,
  type Cell,
  type CodePattern,
  type DiagnosisRow,
  type DiagnosisTest,
  type Lexicon,
} from '../knowledge/index.js';

/** What rows of diagnoses are held against: facts by element, and the conditions stated beside. */
export interface DiagnosisFacts {
  readonly values: DocumentedArguments;
  /** True when one of the conditions, or one below it, is stated in the note. */
  readonly states: (concept: string) => boolean;
  /** True when the note tells one of the past. */
  readonly had?: (concept: string) => boolean;
}

/** One code that a pattern makes, with what its characters say. */
export interface MadeCode {
  readonly code: string;
  readonly particulars: readonly string[];
}

function cellMet(cell: Cell, values: readonly DocumentedValue[]): boolean {
  if (cell.any) return true;
  if (cell.absent) return values.length === 0;
  const { accepts } = cell;
  return values.some((value) =>
    accepts.kind === 'concepts'
      ? value.kind === 'concept' && accepts.set.has(value.concept)
      : value.kind === 'quantity' && testCell(cell, numbersOf(value.value)) === 'met',
  );
}

function cellsMet(cells: DiagnosisTest['cells'], { values }: DiagnosisFacts): boolean {
  return cells.every(([name, cell]) => cellMet(cell, values[name] ?? []));
}

/** Whether the facts of a diagnosis, and its company, fulfil a row. Several values fulfil a cell where one does. */
export function testMet(test: DiagnosisTest, facts: DiagnosisFacts): boolean {
  return (
    (test.with.length === 0 || test.with.some(facts.states)) &&
    test.withAll.every(facts.states) &&
    !test.without.some(facts.states) &&
    (test.withPast.length === 0 ||
      test.withPast.some((concept) => facts.had?.(concept) ?? false)) &&
    cellsMet(test.cells, facts)
  );
}

/** The first row that fits: tables of diagnoses go from the special to the unspecified. */
export function rowOf(
  rows: readonly DiagnosisRow[],
  facts: DiagnosisFacts,
): DiagnosisRow | undefined {
  return rows.find((row) => testMet(row, facts));
}

/** The codes of a pattern; more than one where a scheme gives both sides. Empty when a scheme has no character. */
export function codesOf(pattern: CodePattern, facts: DiagnosisFacts): MadeCode[] {
  return pattern.reduce<MadeCode[]>(
    (made, piece) => {
      if (typeof piece === 'string')
        return made.map(({ code, particulars }) => ({ code: code + piece, particulars }));
      const row = piece.rows.find(({ cells }) => cellsMet(cells, facts));
      return made.flatMap(({ code, particulars }) =>
        (row?.is ?? []).map((character) => ({
          code: code + character,
          particulars: row?.label === undefined ? particulars : [...particulars, row.label],
        })),
      );
    },
    [{ code: '', particulars: [] }],
  );
}

/** Both sides named one by one are "bilateral" to tables that have a character for it. */
export function withBothSides(values: DocumentedArguments, lexicon: Lexicon): DocumentedArguments {
  const sides = values['laterality'] ?? [];
  const of = (side: string) =>
    sides.find((value) => value.kind === 'concept' && value.concept === side);
  const [left, right] = [of('left'), of('right')];
  if (!left || !right || of('bilateral') || !lexicon.concept('bilateral')) return values;
  return {
    ...values,
    laterality: [...sides, { kind: 'concept', concept: 'bilateral', support: right.support }],
  };
}
