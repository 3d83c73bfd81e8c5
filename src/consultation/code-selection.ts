import type { CodeSelectionDeps } from './deps.js';
import type { JobResult } from './ports.js';
import { reason } from './reasons.js';
import { DONE, runStage } from './stage.js';

/** Documented elements -> determination. Moves `documented` to `determined`. */
export function selectCodes(deps: CodeSelectionDeps, id: string): Promise<JobResult> {
  return runStage(deps, 'code-selection', ['documented'], id, async (work) => {
    const { documentation } = work.consultation;
    if (documentation === undefined) {
      await work.park('documented', reason('attempts-exhausted', 'documentation missing'));
      return DONE;
    }
    const determination = deps.determine(documentation);
    await work.advance('documented', {
      to: 'determined',
      answer: { kind: 'determination', determination },
    });
    return DONE;
  });
}
