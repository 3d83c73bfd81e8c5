import type { DocumentedService } from '../documentation/types.js';
import {
  describeUnits,
  elementsOf,
  evaluateUnits,
  singleNumber,
  testCell,
  type Fact,
  type Family,
  type Lexicon,
  type Overrides,
  type Row,
  type TableCase,
} from '../knowledge/index.js';
import { serviceFacts } from './facts.js';

/** A code that a met row reports. `units` is undefined while its number is open; `text` says it in words. */
export interface Reported {
  readonly code: string;
  readonly units: number | undefined;
  readonly text: string;
}

export type Outcome =
  | { readonly kind: 'met'; readonly row: Row; readonly reported: readonly Reported[] }
  /** Several rows remain possible; `missing` are the facts that would decide. */
  | { readonly kind: 'not-documented'; readonly rows: readonly Row[] }
  /** No row answers what the note documents. */
  | { readonly kind: 'not-applicable' }
  /** Another service of the family is reported in its place; `codes` are those it would have had. */
  | {
      readonly kind: 'outranked';
      readonly by: Row;
      readonly rows: readonly Row[];
      readonly codes: readonly string[];
    };

export interface CaseResult {
  readonly tableCase: TableCase;
  readonly outcome: Outcome;
  /** Facts that must be asked for, in the order of the columns. */
  readonly missing: readonly Fact[];
}

function test(row: Row, tableCase: TableCase): { met: boolean; open: string[] } | undefined {
  const open: string[] = [];
  for (const [name, cell] of row.cells) {
    const fact = tableCase.facts.get(name);
    const result = fact ? testCell(cell, fact.value) : cell.any ? 'met' : 'not-documented';
    if (result === 'not-met') return undefined;
    if (result === 'not-documented') open.push(name);
  }
  return { met: open.length === 0, open };
}

function reportedBy(row: Row, tableCase: TableCase, family: Family): Reported[] {
  const values = new Map([...tableCase.facts].map(([name, fact]) => [name, fact.value] as const));
  const times = singleNumber(tableCase.times.value);
  return row.report.map(({ code, units }) => {
    const one = evaluateUnits(units, values);
    const unitsText = describeUnits(units, (name) => family.elements.get(name)?.label ?? name);
    const parts = [
      one === undefined ? unitsText : String(one),
      times === undefined ? tableCase.times.text : String(times),
    ];
    const text = parts.filter((part) => part !== '1').join(' × ');
    return {
      code,
      units: one === undefined || times === undefined ? undefined : one * times,
      text: text === '' ? '1' : text,
    };
  });
}

/** Facts without a single value that the units of a met row still depend on. */
function openCounts(row: Row, tableCase: TableCase): Fact[] {
  const { times } = tableCase;
  const used = [
    ...(times.fact && singleNumber(times.value) === undefined ? [times.fact] : []),
    ...row.report
      .flatMap(({ units }) => elementsOf(units))
      .flatMap((name) => tableCase.facts.get(name) ?? [])
      .filter(({ value }) => value.kind === 'numbers' && singleNumber(value.set) === undefined),
  ];
  return [...new Set(used)];
}

function evaluateCase(tableCase: TableCase, family: Family): CaseResult {
  const tested = family.rows.flatMap((row) => {
    const result = test(row, tableCase);
    return result ? [{ row, ...result }] : [];
  });
  const met = tested.find((entry) => entry.met);
  if (met) {
    const reported = reportedBy(met.row, tableCase, family);
    return {
      tableCase,
      outcome: { kind: 'met', row: met.row, reported },
      missing: openCounts(met.row, tableCase),
    };
  }
  if (tested.length === 0) return { tableCase, outcome: { kind: 'not-applicable' }, missing: [] };
  const open = new Set(tested.flatMap((entry) => entry.open));
  const missing = family.columns.flatMap(({ name }) => {
    const fact = open.has(name) ? tableCase.facts.get(name) : undefined;
    return fact ? [fact] : [];
  });
  const { times } = tableCase;
  if (times.fact && singleNumber(times.value) === undefined) missing.push(times.fact);
  return {
    tableCase,
    outcome: { kind: 'not-documented', rows: tested.map(({ row }) => row) },
    missing,
  };
}

/** Places in the table of the rows that a result has or may still have. */
function places({ outcome }: CaseResult, family: Family): number[] {
  switch (outcome.kind) {
    case 'met':
      return [family.rows.indexOf(outcome.row)];
    case 'not-documented':
      return outcome.rows.map((row) => family.rows.indexOf(row));
    case 'not-applicable':
    case 'outranked':
      return [];
  }
}

/**
 * Where one result stands for all: the met row that is highest in the table. Results below it, and open ones
 * that cannot rise above it, are outranked; services of the same row are told by the one line.
 */
function keepHighest(results: readonly CaseResult[], family: Family): CaseResult[] {
  const groups = [...new Set(results.map(({ tableCase }) => tableCase.group))];
  return groups.flatMap((group) => {
    const own = results.filter(({ tableCase }) => tableCase.group === group);
    const met = own.filter(({ outcome }) => outcome.kind === 'met');
    const best = Math.min(...met.flatMap((result) => places(result, family)));
    const winner = met.find((result) => places(result, family).includes(best));
    const row = family.rows[best];
    if (winner === undefined || row === undefined) return own;
    const alike = met.filter((result) => places(result, family).includes(best));
    return own.flatMap((result): CaseResult[] => {
      if (result === winner) {
        const services = alike.flatMap(({ tableCase }) => tableCase.services);
        return [{ ...winner, tableCase: { ...winner.tableCase, services } }];
      }
      const possible = places(result, family);
      if (alike.includes(result)) return [];
      if (possible.length === 0 || possible.some((place) => place < best)) return [result];
      const rows = possible.flatMap((place) => family.rows[place] ?? []);
      const codes = rows.flatMap(({ report }) => report.map(({ code }) => code));
      return [
        {
          tableCase: result.tableCase,
          outcome: { kind: 'outranked', by: row, rows, codes },
          missing: [],
        },
      ];
    });
  });
}

/** Reads the family's table for these services, with some answers tried out. Pure and complete. */
export function evaluateFamily(
  family: Family,
  services: readonly DocumentedService[],
  lexicon: Lexicon,
  overrides: Overrides,
): CaseResult[] {
  const facts = services.map((service) => serviceFacts(service, family, lexicon, overrides));
  const results = family.combine
    .gather(facts, overrides, family.rows)
    .map((tableCase) => evaluateCase(tableCase, family));
  return family.combine.highestOnly ? keepHighest(results, family) : results;
}

function joinWords(words: readonly string[], last: string): string {
  const unique = [...new Set(words)];
  return unique.length < 2
    ? (unique[0] ?? '')
    : `${unique.slice(0, -1).join(', ')} ${last} ${unique[unique.length - 1] ?? ''}`;
}

function printCode(code: string, text: string): string {
  return text === '1' ? code : `${code} × ${text}`;
}

/** What the results report, in a few words: "17000 and 17003 × 6", "11300 or 11301, depending on ...". */
export function summarise(results: readonly CaseResult[]): string {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  for (const { outcome, missing } of results) {
    switch (outcome.kind) {
      case 'met':
        for (const { code, units, text } of outcome.reported) {
          if (units === 0) continue;
          if (units === undefined) words.push(printCode(code, text));
          else numbers.set(code, (numbers.get(code) ?? 0) + units);
        }
        break;
      case 'not-documented': {
        const codes = outcome.rows.map((row) =>
          joinWords(
            row.report.map(({ code }) => code),
            'and',
          ),
        );
        const on = joinWords(
          missing.map((fact) => fact.element.label),
          'and',
        );
        words.push(`${joinWords(codes, 'or')}, depending on the ${on}`);
        break;
      }
      case 'not-applicable':
        words.push('no code of this family');
        break;
      case 'outranked':
        break;
    }
  }
  const sure = [...numbers].map(([code, units]) => printCode(code, String(units)));
  return joinWords([...sure, ...words], 'and');
}
