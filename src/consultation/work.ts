import type { StageDeps } from './deps.js';
import type { Claim, JobResult, TimedAdvance } from './ports.js';
import { isTerminal, type Advance, type Consultation, type Stage } from './states.js';
import type { Work } from './step.js';

export const DONE: JobResult = { kind: 'done' };

/** What the frame around the stages knows beyond what a stage needs. */
export interface OpenWork extends Work {
  /** The stage that works now: for logs and metrics. */
  stage: Stage;
  /** Whether the row is still ours to hand on. */
  isLost(): boolean;
  /** Whether the ledger still holds our lease on it. */
  isLeased(): boolean;
}

export function openWork(deps: StageDeps, stage: Stage, claim: Claim): OpenWork {
  const { lease, raw } = claim;
  const { id } = claim.consultation;
  /** As the ledger holds it, and with the moves that it does not hold yet. */
  let stored = claim.consultation;
  let current = stored;
  let pending: TimedAdvance[] = [];
  let lost = false;
  let leased = true;

  const announce = ({ next, at }: TimedAdvance) => {
    deps.observe({ id, state: next.to, stage: stageOf(next, work.stage), at });
    deps.log.info('moved on', {
      consultation: id,
      stage: stageOf(next, work.stage),
      state: next.to,
      ...('reason' in next ? { reason: next.reason.code } : {}),
    });
  };

  const work: OpenWork = {
    stage,
    lease,
    raw,
    get consultation() {
      return current;
    },
    isLost: () => lost,
    isLeased: () => leased && !lost,
    move: (next) => {
      const at = deps.clock();
      pending.push({ next, at });
      current = moved(current, next, at);
    },
    park: (reason) => work.move({ to: 'needs-attention', reason }),
    settle: async () => {
      if (lost || pending.length === 0) return !lost;
      const moves = pending;
      pending = [];
      if (!(await deps.ledger.advanceThrough(lease, stored.state, moves))) {
        work.lose();
        return false;
      }
      stored = current;
      leased = !isTerminal(stored.state);
      for (const move of moves) announce(move);
      return true;
    },
    written: (next, at) => {
      current = moved(current, next, at);
      stored = current;
      leased = !isTerminal(stored.state);
      announce({ next, at });
    },
    lose: () => {
      lost = true;
      deps.log.warn('lost to another process', {
        consultation: id,
        stage: work.stage,
        state: stored.state,
      });
      return DONE;
    },
    retryLater: async (detail, delayMs) => {
      leased = false;
      const now = deps.clock();
      const attempt = await deps.ledger.recordFailure(
        lease,
        detail,
        new Date(now.getTime() + delayMs),
        now,
      );
      deps.log.warn('will be tried again', {
        consultation: id,
        stage: work.stage,
        reason: detail,
        attempt,
        waitMs: delayMs,
      });
      return { kind: 'again', delayMs };
    },
  };
  return work;
}

/** Moves of several stages may be written at once: each is counted for the stage that made it. */
function stageOf(next: Advance, now: Stage): Stage {
  switch (next.to) {
    case 'screened':
    case 'documented':
    case 'declined':
      return 'extraction';
    case 'determined':
      return next.answer.kind === 'determination' ? 'code-selection' : 'extraction';
    case 'answering':
    case 'answered':
      return 'reply';
    case 'needs-attention':
      return now;
  }
}

/** The row as the ledger will hold it after the move. */
function moved(row: Consultation, next: Advance, at: Date): Consultation {
  const base = { ...row, state: next.to, attempts: 0, updatedAt: at };
  switch (next.to) {
    case 'screened': {
      const { mail, senderHash, caseId, revision } = next;
      return { ...base, mail, senderHash, caseId, revision };
    }
    case 'documented':
      return { ...base, documentation: next.documentation };
    case 'determined':
      return { ...base, answer: next.answer };
    case 'answering':
    case 'answered':
      return base;
    case 'declined':
    case 'needs-attention':
      return { ...base, reason: next.reason };
  }
}
