import type { CodeSelectionDeps } from './deps.js';
import type { JobResult } from './ports.js';
import { reason } from './reasons.js';
import { runStage } from './stage.js';
import type { StageStep } from './step.js';
import { DONE } from './work.js';

/** Documented elements -> determination. Moves `documented` to `determined`. */
export function selectCodes(deps: CodeSelectionDeps, id: string): Promise<JobResult> {
  return runStage(deps, codeSelectionStep(deps), id);
}

export function codeSelectionStep(deps: CodeSelectionDeps): StageStep {
  return {
    stage: 'code-selection',
    states: ['documented'],
    run: async (work) => {
      const { documentation } = work.consultation;
      if (documentation === undefined) {
        work.park(reason('attempts-exhausted', 'documentation missing'));
        return DONE;
      }
      const determination = deps.determine(documentation);
      work.move({ to: 'determined', answer: { kind: 'determination', determination } });
      return DONE;
    },
  };
}
