import { determine } from '../coding/index.js';
import type { Determination } from '../coding/determination.js';
import { readDocumentation } from '../documentation/index.js';
import type { Knowledge, WorkedCase } from '../knowledge/index.js';

/** Where a worked case and the engine disagree. */
export interface CaseDifference {
  readonly family: string;
  readonly caseId: string;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Runs every worked case from its words to its lines, or those of the families given alone: how many, and where they
 * differ.
 */
export function runWorkedCases(
  knowledge: Knowledge,
  only?: ReadonlySet<string>,
): {
  count: number;
  differences: CaseDifference[];
} {
  const cases = [...knowledge.families.values()]
    .filter(({ id }) => only?.has(id) ?? true)
    .flatMap((family) => family.cases.map((entry) => ({ family: family.id, entry })));
  const diagnosisCases = only === undefined ? knowledge.diagnoses.cases : [];
  const differences = cases.flatMap(({ family, entry }) => {
    const note = {
      ...(entry.subject === undefined ? {} : { title: entry.subject }),
      body: entry.note,
    };
    const found = determine(readDocumentation(note, knowledge.lexicon), knowledge);
    return compare(entry, found).map((difference) => ({ family, caseId: entry.id, ...difference }));
  });
  const ofDiagnoses = diagnosisCases.flatMap(({ id, subject, note, dx, path }) => {
    const body = subject === undefined ? { body: note } : { title: subject, body: note };
    const { diagnoses } = determine(readDocumentation(body, knowledge.lexicon), knowledge);
    const [expected, found] = [
      dx.join(', '),
      diagnoses.map(({ code }) => code).join(', ') || 'none',
    ];
    return expected === found
      ? []
      : [{ family: path, caseId: id, what: 'diagnoses', expected, found }];
  });
  return {
    count: cases.length + diagnosisCases.length,
    differences: [...differences, ...ofDiagnoses],
  };
}

function compare(
  { expect }: WorkedCase,
  found: Determination,
): Pick<CaseDifference, 'what' | 'expected' | 'found'>[] {
  const linesOf = (
    lines: readonly { code: string; units: number; modifiers: readonly string[] }[],
  ) =>
    lines.map(
      ({ code, units, modifiers }) =>
        [code, ...modifiers].join('-') + (units > 1 ? ` x ${units}` : ''),
    );
  const pairs: [what: string, expected: readonly string[], found: readonly string[]][] = [
    ['lines', linesOf(expect.lines), linesOf(found.lines)],
    ['status', [expect.status], [found.status]],
    ['queries', expect.queries, found.queries.map(({ element }) => element)],
    [
      'not selected',
      expect.notSelected,
      // Only the named ones must be there.
      expect.notSelected.filter((code) => found.notSelected.some((entry) => entry.code === code)),
    ],
    [
      'confidence',
      expect.lines.map(({ confidence }) => confidence ?? '-'),
      expect.lines.map(({ confidence }, index) =>
        confidence === undefined ? '-' : (found.lines[index]?.confidence ?? 'no line'),
      ),
    ],
    ...(expect.dx === undefined
      ? []
      : ([['diagnoses', expect.dx, found.diagnoses.map(({ code }) => code)]] as [
          string,
          string[],
          string[],
        ][])),
  ];
  return pairs
    .map(([what, expected, seen]) => ({
      what,
      expected: expected.join(', ') || 'none',
      found: seen.join(', ') || 'none',
    }))
    .filter((pair) => pair.expected !== pair.found);
}
