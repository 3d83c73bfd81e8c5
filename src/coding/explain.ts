import type { Documentation } from '../documentation/types.js';
import {
  describeCell,
  testCell,
  type CellResult,
  type Family,
  type Knowledge,
  type Row,
} from '../knowledge/index.js';
import type { CaseResult } from './evaluate.js';
import { describeFact } from './facts.js';
import type { Evaluated } from './not-selected.js';
import { readServices } from './read-services.js';

/** One cell of a row beside what the note documents. */
export interface ExplainedCell {
  readonly label: string;
  /** What the row needs, in words. */
  readonly needed: string;
  /** What is documented, in words. */
  readonly documented: string;
  readonly result: CellResult;
}

/**
 * `met`: every cell holds. `not-met`: a cell is contradicted. `not-documented`: a cell is open.
 * `not-applicable`: it would hold, but another service of the family is reported in its place.
 */
export interface ExplainedRow {
  readonly row: string;
  readonly codes: readonly string[];
  readonly result: 'met' | 'not-met' | 'not-documented' | 'not-applicable';
  readonly cells: readonly ExplainedCell[];
  /** Why, in a sentence. */
  readonly why: string;
}

/** One table case: some services of the family, and every row of its table against them. */
export interface ExplainedCase {
  /** The words of each service. */
  readonly services: readonly string[];
  readonly rows: readonly ExplainedRow[];
}

export interface ExplainedFamily {
  readonly family: string;
  readonly title: string;
  readonly cases: readonly ExplainedCase[];
}

function explainCells(row: Row, { tableCase }: CaseResult, family: Family, knowledge: Knowledge) {
  return [...row.cells].map(([name, cell]): ExplainedCell => {
    const fact = tableCase.facts.get(name);
    const spec = family.elements.get(name) ?? fact?.element;
    return {
      label: spec?.label ?? name,
      needed: spec ? describeCell(cell, spec, knowledge.lexicon) : cell.text,
      documented: fact ? describeFact(fact, knowledge.lexicon) : 'not documented',
      result: fact ? testCell(cell, fact.value) : cell.any ? 'met' : 'not-documented',
    };
  });
}

const inWords = ({ label, needed, documented }: ExplainedCell) =>
  `${label}: needs ${needed}; ${documented === 'not documented' ? 'not documented' : `documented is ${documented}`}`;

function explainRow(
  row: Row,
  result: CaseResult,
  family: Family,
  knowledge: Knowledge,
): ExplainedRow {
  const cells = explainCells(row, result, family, knowledge);
  const base = { row: row.id, codes: row.report.map(({ code }) => code), cells };
  const against = cells.filter((cell) => cell.result === 'not-met');
  if (against.length > 0) {
    return { ...base, result: 'not-met', why: `${against.map(inWords).join('. ')}.` };
  }
  const { outcome } = result;
  if (outcome.kind === 'outranked' && outcome.rows.includes(row)) {
    return {
      ...base,
      result: 'not-applicable',
      why: `A service of row ${outcome.by.id} is reported in its place.`,
    };
  }
  const open = cells.filter((cell) => cell.result === 'not-documented');
  if (open.length > 0) {
    return { ...base, result: 'not-documented', why: `${open.map(inWords).join('. ')}.` };
  }
  return {
    ...base,
    result: 'met',
    why: cells.length === 0 ? 'The row asks for nothing.' : `${cells.map(inWords).join('. ')}.`,
  };
}

function explainFamily(
  { family, services, results }: Evaluated,
  knowledge: Knowledge,
): ExplainedFamily {
  return {
    family: family.id,
    title: family.title,
    cases: results.map((result) => ({
      services: services
        .filter(({ id }) => result.tableCase.services.includes(id))
        .map(({ support }) => support.excerpt),
      rows: family.rows.map((row) => explainRow(row, result, family, knowledge)),
    })),
  };
}

/** For every family that answers something in the note: each row of its table, and why it is met or not. */
export function explain(documentation: Documentation, knowledge: Knowledge): ExplainedFamily[] {
  return readServices(documentation, knowledge).evaluated.map((evaluated) =>
    explainFamily(evaluated, knowledge),
  );
}
