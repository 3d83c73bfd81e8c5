import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import type { JobResult } from '../consultation/ports.js';
import type { Stage } from '../consultation/states.js';
import { payloadSchema, type Payload } from './job.js';
import type { Reporter } from './report.js';
import { isPermanent, retryDelay, type RetryPolicy } from './retry-policy.js';

export type Handler = (id: string, signal: AbortSignal) => Promise<JobResult>;

/** A job that was fetched while its worker was being drained goes back at once, for another process. */
const HAND_BACK_MS = 100;

export interface JobContext {
  readonly stage: Stage;
  readonly handler: Handler;
  readonly policy: RetryPolicy;
  readonly report: Reporter;
  readonly isDraining: () => boolean;
  /** Jobs in hand, by the switch that tells their handler to stop. */
  readonly inHand: Set<AbortController>;
  readonly started: () => void;
}

/** Runs one job and translates its outcome into BullMQ's words. */
export async function processJob(
  context: JobContext,
  job: Job<Payload>,
  token: string | undefined,
): Promise<void> {
  context.started();
  const { stage, report } = context;
  if (context.isDraining()) return postpone(job, token, HAND_BACK_MS);
  const payload = payloadSchema.safeParse(job.data);
  if (!payload.success) {
    report({ kind: 'foreign-job', stage });
    throw new UnrecoverableError('not a job of this program');
  }

  const { id } = payload.data;
  const controller = new AbortController();
  context.inHand.add(controller);
  let result: JobResult;
  try {
    result = await context.handler(id, controller.signal);
  } catch (error) {
    throw asFault(context, job, id, error);
  } finally {
    context.inHand.delete(controller);
  }

  switch (result.kind) {
    case 'done':
      return;
    case 'again':
      return postpone(job, token, result.delayMs);
  }
}

/**
 * The same job, later: it keeps its id, so that nothing can be added or lost beside it meanwhile.
 * DelayedError tells BullMQ that the job has been moved and is not finished.
 */
async function postpone(
  job: Job<Payload>,
  token: string | undefined,
  delayMs: number,
): Promise<never> {
  await job.moveToDelayed(Date.now() + Math.max(0, delayMs), token);
  throw new DelayedError();
}

/** What BullMQ may keep of a fault: it stores messages beside the job, in clear text. */
export class HandlerFault extends Error {
  constructor(
    name: string,
    readonly retryInMs: number,
  ) {
    super(name);
    this.name = 'HandlerFault';
  }
}

function asFault(context: JobContext, job: Job<Payload>, id: string, error: unknown): Error {
  const { stage, policy, report } = context;
  const attempt = job.attemptsMade + 1;
  const gone = isPermanent(error) || attempt >= policy.attempts;
  const retryInMs = gone ? undefined : retryDelay(attempt, Math.random(), policy);
  report({ kind: 'handler-fault', stage, id, attempt, error, retryInMs });
  const name = error instanceof Error ? error.name : 'not an Error';
  return retryInMs === undefined ? new UnrecoverableError(name) : new HandlerFault(name, retryInMs);
}
