import type { Answer } from './answer.js';
import type { EvaluationCase } from './cases.js';
import type { Catalogue } from './catalogue.js';

interface CodeTotal {
  readonly units: number;
  readonly modifiers: ReadonlySet<string>;
}

/** How one answer stands to the key of its case. */
export interface CaseScore {
  readonly case: EvaluationCase;
  readonly answer: Answer;
  readonly expected: ReadonlyMap<string, CodeTotal>;
  readonly reported: ReadonlyMap<string, CodeTotal>;
  /** Codes of the key that were reported. */
  readonly matched: readonly string[];
  /** Of those, the ones with the same total units. */
  readonly sameUnits: readonly string[];
  /** Of those for which the key states modifiers, the ones that carry all of them. */
  readonly sameModifiers: readonly string[];
  readonly withModifiers: readonly string[];
  /** The same codes with the same total units, and nothing extra. */
  readonly exact: boolean;
  readonly mustNot: readonly string[];
  readonly notExisting: readonly string[];
  readonly diagnoses: {
    readonly matched: readonly string[];
    readonly exact: boolean;
    readonly first: boolean;
  };
}

/** XE, XS, XP and XU say more exactly what 59 says. */
const DISTINCT = new Set(['59', 'XE', 'XP', 'XS', 'XU']);
const sameMeaning = (modifier: string): string => {
  const upper = modifier.trim().toUpperCase();
  return DISTINCT.has(upper) ? '59' : upper;
};

/** Several lines of one code (each side, each lesion) count together. */
function totals(lines: Answer['lines']): Map<string, CodeTotal> {
  const byCode = new Map<string, CodeTotal>();
  for (const { code, units, modifiers } of lines) {
    const known = byCode.get(code);
    byCode.set(code, {
      units: (known?.units ?? 0) + units,
      modifiers: new Set([...(known?.modifiers ?? []), ...modifiers.map(sameMeaning)]),
    });
  }
  return byCode;
}

export function scoreCase(
  entry: EvaluationCase,
  answer: Answer,
  catalogue: Pick<Catalogue, 'has'>,
): CaseScore {
  const expected = totals(entry.gold);
  const reported = totals(answer.lines);
  const matched = [...expected.keys()].filter((code) => reported.has(code));
  const sameUnits = matched.filter(
    (code) => expected.get(code)?.units === reported.get(code)?.units,
  );
  const stated = (code: string) => [...(expected.get(code)?.modifiers ?? [])];
  const withModifiers = matched.filter((code) => stated(code).length > 0);
  const given = new Set([...reported.keys(), ...answer.diagnoses]);
  const dx = new Set(entry.dx);
  const found = new Set(answer.diagnoses);
  const matchedDx = [...dx].filter((code) => found.has(code));
  return {
    case: entry,
    answer,
    expected,
    reported,
    matched,
    sameUnits,
    withModifiers,
    sameModifiers: withModifiers.filter((code) =>
      stated(code).every((modifier) => reported.get(code)?.modifiers.has(modifier) === true),
    ),
    exact: sameUnits.length === expected.size && reported.size === expected.size,
    mustNot: entry.must_not.filter((code) => given.has(code)),
    notExisting: [...given].filter((code) => !catalogue.has(code)),
    diagnoses: {
      matched: matchedDx,
      exact: matchedDx.length === dx.size && found.size === dx.size,
      first: entry.dx.length > 0 && answer.diagnoses[0] === entry.dx[0],
    },
  };
}
