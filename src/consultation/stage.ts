import { randomUUID } from 'node:crypto';
import type { StageDeps } from './deps.js';
import { backoffMs } from './backoff.js';
import type { JobResult, Lease } from './ports.js';
import { reason } from './reasons.js';
import {
  isTerminal,
  stageFor,
  type Advance,
  type Consultation,
  type Reason,
  type Stage,
  type StateName,
} from './states.js';

/*
 * The frame of every stage: claim the row, keep the lease alive while working, move it on by compare-and-set,
 * hand it to the next queue. A job that finds nothing to do is done: the ledger decides, jobs only wake.
 */

/** Short, and renewed while work goes on: after a crash another process takes over within a minute. */
export const LEASE_MS = 45_000;
const RENEW_MS = 15_000;

/** Faults in one stage before the case is parked for a person. Outages are not faults: see `retryLater`. */
const FAULTS_BEFORE_PARKING = 6;

const FAULT_PAUSE = { baseMs: 2_000, maxMs: 120_000 };

export const DONE: JobResult = { kind: 'done' };

/** One claimed consultation in the hands of a stage. */
export interface Work {
  readonly consultation: Consultation;
  readonly lease: Lease;
  /** Moves the row on; false when it was lost to another process, whose work then stands. */
  advance(from: StateName, next: Advance): Promise<boolean>;
  park(from: StateName, reason: Reason): Promise<void>;
  /** Leaves the row where it is and comes back after a pause. */
  retryLater(detail: string, delayMs: number): Promise<JobResult>;
}

/** Runs `step` on a consultation that is in one of `states`, under a lease. */
export async function runStage(
  deps: StageDeps,
  stage: Stage,
  states: readonly StateName[],
  id: string,
  step: (work: Work) => Promise<JobResult>,
): Promise<JobResult> {
  // Each run is an owner of its own: two jobs of one process must not share a lease.
  const owner = `${deps.owner}:${randomUUID()}`;
  const lease = await deps.ledger.claim(id, owner, LEASE_MS, deps.clock());
  if (lease === undefined) return DONE;
  const renewal = keepAlive(deps, lease);
  let settled = false;
  try {
    const consultation = await deps.ledger.get(id);
    if (consultation === undefined || !states.includes(consultation.state)) return DONE;
    const result = await step(workOn(deps, stage, consultation, lease, () => (settled = true)));
    return result;
  } catch (error) {
    settled = true;
    return await afterFault(deps, stage, id, lease, error);
  } finally {
    renewal.stop();
    if (!settled) await deps.ledger.release(lease).catch(() => undefined);
    await handOn(deps, stage, id);
  }
}

function keepAlive(deps: StageDeps, lease: Lease): { stop(): void } {
  const timer = setInterval(() => {
    deps.ledger.renew(lease, LEASE_MS, deps.clock()).catch((error: unknown) => {
      deps.log.warn('lease could not be renewed', { consultation: lease.id, error });
    });
  }, RENEW_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function workOn(
  deps: StageDeps,
  stage: Stage,
  consultation: Consultation,
  lease: Lease,
  settle: () => void,
): Work {
  const { id } = consultation;
  const advance = async (from: StateName, next: Advance): Promise<boolean> => {
    const at = deps.clock();
    const moved = await deps.ledger.advance(lease, from, next, at);
    if (!moved) {
      deps.log.warn('lost to another process', { consultation: id, stage, state: from });
      return false;
    }
    deps.observe({ id, state: next.to, stage, at });
    deps.log.info('moved on', {
      consultation: id,
      stage,
      state: next.to,
      ...('reason' in next ? { reason: next.reason.code } : {}),
    });
    return true;
  };
  return {
    consultation,
    lease,
    advance,
    park: async (from, reason) => {
      await advance(from, { to: 'needs-attention', reason });
    },
    retryLater: async (detail, delayMs) => {
      settle();
      const now = deps.clock();
      const attempt = await deps.ledger.recordFailure(
        lease,
        detail,
        new Date(now.getTime() + delayMs),
        now,
      );
      deps.log.warn('will be tried again', {
        consultation: id,
        stage,
        reason: detail,
        attempt,
        waitMs: delayMs,
      });
      return { kind: 'again', delayMs };
    },
  };
}

/** A fault of ours or of a store: count it, come back later, and park what keeps failing. */
async function afterFault(
  deps: StageDeps,
  stage: Stage,
  id: string,
  lease: Lease,
  error: unknown,
): Promise<JobResult> {
  deps.log.error('stage failed', { consultation: id, stage, error });
  const consultation = await deps.ledger.get(id);
  const attempt = (consultation?.attempts ?? 0) + 1;
  if (
    consultation !== undefined &&
    !isTerminal(consultation.state) &&
    attempt >= FAULTS_BEFORE_PARKING
  ) {
    const parked = reason('attempts-exhausted', stage);
    await deps.ledger.advance(
      lease,
      consultation.state,
      { to: 'needs-attention', reason: parked },
      deps.clock(),
    );
    return DONE;
  }
  const delayMs = backoffMs(attempt, FAULT_PAUSE);
  const now = deps.clock();
  await deps.ledger.recordFailure(lease, 'fault', new Date(now.getTime() + delayMs), now);
  return { kind: 'again', delayMs };
}

/** Wakes the stage that comes next. A failed add loses nothing: the sweeper finds the row. */
async function handOn(deps: StageDeps, stage: Stage, id: string): Promise<void> {
  try {
    const consultation = await deps.ledger.get(id);
    if (consultation === undefined) return;
    const next = stageFor(consultation.state);
    if (next !== stage) await deps.queue.enqueue(next, id);
  } catch (error) {
    deps.log.warn('next stage not woken; the sweeper will', { consultation: id, stage, error });
  }
}
