import type { DiagnosisEntry, Knowledge } from '../knowledge/index.js';
import type { FoundDiagnosis } from './found-diagnosis.js';
import type { DiagnosisFacts } from './diagnosis-rows.js';

/** A code of the note's diagnoses, with what its place in the list depends on. */
export interface RankedDiagnosis extends FoundDiagnosis {
  readonly rank: number;
  readonly concept: string;
  readonly entry: DiagnosisEntry;
  readonly facts: DiagnosisFacts;
}

/** Where codes stand that neither a row nor the tables rank. */
export const ORDINARY_RANK = 50;

/** By rank, then as the note has them; a cause stands before what its table says follows it. */
export function inOrder(
  found: readonly RankedDiagnosis[],
  { lexicon }: Knowledge,
): RankedDiagnosis[] {
  const ordered = found
    .map((one, index) => ({ one, index }))
    .sort((a, b) => a.one.rank - b.one.rank || a.index - b.index)
    .map(({ one }) => one);
  for (const cause of found) {
    // A status or history code stands at the end, whatever the disease was once the cause of.
    if (cause.entry.before.length === 0 || cause.rank > ORDINARY_RANK) continue;
    const follows = (one: RankedDiagnosis) =>
      one !== cause && cause.entry.before.some((id) => lexicon.isA(one.concept, id));
    const first = ordered.findIndex(follows);
    const at = ordered.indexOf(cause);
    if (first === -1 || at <= first) continue;
    ordered.splice(at, 1);
    ordered.splice(first, 0, cause);
  }
  return ordered;
}
