import type { Stage } from '../consultation/states.js';

/** What the queue wants known. None of it needs an answer: jobs come back by themselves or by the sweeper. */
export type QueueReport =
  /** A connection failed or a store refused a command. It is tried again. */
  | { readonly kind: 'connection'; readonly stage: Stage | undefined; readonly error: Error }
  /** A handler threw. `retryInMs` is undefined when the job was dropped. */
  | {
      readonly kind: 'handler-fault';
      readonly stage: Stage;
      readonly id: string;
      readonly attempt: number;
      readonly error: unknown;
      readonly retryInMs: number | undefined;
    }
  /** A job that this program did not write. It is dropped. */
  | { readonly kind: 'foreign-job'; readonly stage: Stage }
  /** A worker died with the job in hand, or blocked its process for longer than the lock. It runs again. */
  | { readonly kind: 'stalled'; readonly stage: Stage; readonly jobId: string }
  /** A worker took no job although some were waiting: it was replaced. */
  | { readonly kind: 'worker-replaced'; readonly stage: Stage };

export type Reporter = (report: QueueReport) => void;

/** Listeners must not throw: an exception in one would surface inside BullMQ's loops. */
export function safely(reporter: Reporter | undefined): Reporter {
  return (report) => {
    try {
      reporter?.(report);
    } catch {
      // The reporter writes logs and metrics; when it fails there is nobody left to tell.
    }
  };
}
