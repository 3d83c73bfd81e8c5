import type { CodePattern, DiagnosisTables } from './diagnosis-types.js';

/** Every code that a pattern can make. */
export function codesOfPattern(pattern: CodePattern): string[] {
  return pattern.reduce<string[]>(
    (made, piece) => {
      const pieces =
        typeof piece === 'string' ? [piece] : [...new Set(piece.rows.flatMap(({ is }) => is))];
      return made.flatMap((code) => pieces.map((next) => code + next));
    },
    [''],
  );
}

/** Every code that the tables can report, each once. */
export function codesOfTables({ entries, additions }: DiagnosisTables): string[] {
  const patterns = [
    ...entries
      .flatMap(({ rows, historical, relative }) => [...rows, ...historical, ...relative])
      .flatMap(({ pattern, also }) => [
        ...(pattern === undefined ? [] : [pattern]),
        ...also.map((addition) => addition.pattern),
      ]),
    ...additions.map(({ pattern }) => pattern),
  ];
  return [...new Set(patterns.flatMap(codesOfPattern))];
}

// Expanding is pure, so remembering its result per tables changes no answer; it only saves the time.
const LABELS = new WeakMap<DiagnosisTables, ReadonlyMap<string, string>>();

/** The label of a code that some row can report, or undefined. */
export function labelOfDiagnosis(code: string, tables: DiagnosisTables): string | undefined {
  let labels = LABELS.get(tables);
  if (labels === undefined) {
    labels = new Map(
      tables.entries
        .flatMap(({ rows }) => rows)
        .flatMap(({ pattern, label }) =>
          (pattern === undefined ? [] : codesOfPattern(pattern)).map(
            (made) => [made, label] as const,
          ),
        ),
    );
    LABELS.set(tables, labels);
  }
  return labels.get(code);
}
