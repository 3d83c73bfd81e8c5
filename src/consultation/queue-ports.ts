import type { Stage } from './states.js';

/** Jobs carry the consultation id and a schema version, nothing else. */
export interface StageQueue {
  enqueue(stage: Stage, id: string): Promise<void>;
  /** Waiting + active + delayed jobs per stage. */
  depth(): Promise<Record<Stage, number>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What a handler says about its job: done, or try again after a pause (milliseconds). */
export type JobResult =
  { readonly kind: 'done' } | { readonly kind: 'again'; readonly delayMs: number };

export interface StageWorkers {
  /** Runs `handler` for each job of the stage. Handlers are idempotent; the ledger decides. */
  run(
    stage: Stage,
    concurrency: number,
    handler: (id: string, signal: AbortSignal) => Promise<JobResult>,
  ): Promise<void>;
  /** Takes no new job and waits for those in hand, at most `graceMs`. */
  drain(graceMs: number): Promise<void>;
}
