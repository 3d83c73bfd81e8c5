import { randomUUID } from 'node:crypto';
import type { StageDeps } from './deps.js';
import { backoffMs } from './backoff.js';
import type { JobResult, Lease } from './ports.js';
import { reason } from './reasons.js';
import { isTerminal, stageFor, type Stage } from './states.js';
import type { StageStep } from './step.js';
import { DONE, openWork, type OpenWork } from './work.js';

/*
 * The frame of every stage: claim the row, keep the lease alive while working, move it on by compare-and-set,
 * hand it to the next queue. A job that finds nothing to do is done: the ledger decides, jobs only wake.
 *
 * A process that runs the next stage too, and has a free place there, goes on with the row itself under the same
 * lease: the queue and the reading back of what was just written cost more than the stages do.
 */

/** Short, and renewed while work goes on: after a crash another process takes over within a minute. */
export const LEASE_MS = 45_000;
const RENEW_MS = 15_000;

/** Faults in one stage before the case is parked for a person. Outages are not faults: see `retryLater`. */
const FAULTS_BEFORE_PARKING = 6;

const FAULT_PAUSE = { baseMs: 2_000, maxMs: 120_000 };

/** Takes a consultation through the stage, and through those after it that this process has places for. */
export async function runStage(deps: StageDeps, first: StageStep, id: string): Promise<JobResult> {
  // Each run is an owner of its own: two jobs of one process must not share a lease.
  const owner = `${deps.owner}:${randomUUID()}`;
  const claim = await deps.ledger.take(id, owner, LEASE_MS, deps.clock());
  if (claim === undefined) return DONE;
  const work = openWork(deps, first.stage, claim);
  const renewal = keepAlive(deps, claim.lease);
  let result: JobResult;
  try {
    result = await throughStages(deps, first, work);
    await work.settle();
  } catch (error) {
    result = await afterFault(deps, work, id, error);
  } finally {
    renewal.stop();
    if (work.isLeased()) await deps.ledger.release(claim.lease).catch(() => undefined);
  }
  if (result.kind === 'done') await handOn(deps, first.stage, work);
  return result;
}

async function throughStages(
  deps: StageDeps,
  first: StageStep,
  work: OpenWork,
): Promise<JobResult> {
  if (first.states.includes(work.consultation.state)) {
    const result = await first.run(work);
    if (result.kind === 'again') return result;
  }
  for (let done = first.stage; !work.isLost(); done = work.stage) {
    const next = stageFor(work.consultation.state);
    const place = next === done ? undefined : deps.inProcess?.(next);
    if (place === undefined) return DONE;
    work.stage = next;
    try {
      const result = await place.step.run(work);
      if (result.kind === 'again') return result;
    } finally {
      place.leave();
    }
  }
  return DONE;
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

/** A fault of ours or of a store: count it, come back later, and park what keeps failing. */
async function afterFault(
  deps: StageDeps,
  work: OpenWork,
  id: string,
  error: unknown,
): Promise<JobResult> {
  const { lease, stage } = work;
  deps.log.error('stage failed', { consultation: id, stage, error });
  // What was reached before the fault stands; when it cannot be written, it is done again.
  await work.settle().catch(() => undefined);
  if (!work.isLeased()) return DONE;
  const consultation = await deps.ledger.get(id);
  const attempt = (consultation?.attempts ?? 0) + 1;
  if (
    consultation !== undefined &&
    !isTerminal(consultation.state) &&
    attempt >= FAULTS_BEFORE_PARKING
  ) {
    const next = { to: 'needs-attention', reason: reason('attempts-exhausted', stage) } as const;
    const now = deps.clock();
    if (await deps.ledger.advance(lease, consultation.state, next, now)) work.written(next, now);
    return DONE;
  }
  return await work.retryLater('fault', backoffMs(attempt, FAULT_PAUSE));
}

/** Wakes the stage that comes next. A failed add loses nothing: the sweeper finds the row. */
async function handOn(deps: StageDeps, from: Stage, work: OpenWork): Promise<void> {
  const { id, state } = work.consultation;
  const next = stageFor(state);
  if (work.isLost() || next === from) return;
  try {
    await deps.queue.enqueue(next, id);
  } catch (error) {
    const fields = { consultation: id, stage: work.stage, error };
    deps.log.warn('next stage not woken; the sweeper will', fields);
  }
}
