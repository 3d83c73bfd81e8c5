import type { Answer } from './answer.js';
import type { EvaluationCase } from './cases.js';
import type { Catalogue } from './catalogue.js';
import { figuresOf, type Figures } from './figures.js';
import { scoreCase, type CaseScore } from './score.js';

export interface Evaluation {
  readonly figures: Figures;
  readonly scores: readonly CaseScore[];
  readonly casesPerSecond: number;
}

/**
 * Answers and scores every case.
 * @param now a clock in milliseconds, for cases per second; only answering is timed.
 */
export function evaluate(
  cases: readonly EvaluationCase[],
  answer: (note: { readonly title?: string; readonly body: string }) => Answer,
  catalogue: Pick<Catalogue, 'has'>,
  now: () => number,
): Evaluation {
  const start = now();
  const answered = cases.map((entry) => {
    const { subject, body } = entry;
    return { entry, answer: answer(subject === '' ? { body } : { title: subject, body }) };
  });
  const seconds = (now() - start) / 1000;
  const scores = answered.map(({ entry, answer: given }) => scoreCase(entry, given, catalogue));
  return { figures: figuresOf(scores), scores, casesPerSecond: cases.length / seconds };
}
