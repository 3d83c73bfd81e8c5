/** One fault of the knowledge files, in words that say what to do about it. */
export interface Problem {
  /** Path below the knowledge folder. */
  readonly path: string;
  /** 1-based line in that file. */
  readonly line: number;
  readonly message: string;
}

export function formatProblem(problem: Problem): string {
  return `${problem.path}:${problem.line}: ${problem.message}`;
}

/** Order by file, line, then words, so that the same faults always print alike. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...problems].sort(
    (a, b) => byText(a.path, b.path) || a.line - b.line || byText(a.message, b.message),
  );
}

/** Thrown by `loadKnowledge` when the files cannot be used; holds every fault found, not the first. */
export class KnowledgeError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      `The coding knowledge cannot be used (${problems.length} problem${problems.length === 1 ? '' : 's'}):\n` +
        problems.map((problem) => `- ${formatProblem(problem)}`).join('\n'),
    );
    this.name = 'KnowledgeError';
    this.problems = problems;
  }
}
