import type { Log } from '../log/index.js';
import type { StageQueue } from './ports.js';

/** A letter that is finished lies in INBOX for so long at most before the poller hears of it. */
const PAUSE_MS = 300;

export interface FilingCalls {
  readonly queue: StageQueue;
  /** Sends the call that is held back, if any. */
  flush(): Promise<void>;
}

/**
 * Gathers the calls to the poller. It files whatever the ledger lists, so the first call after a quiet time
 * goes out at once, and those that follow closely share one. A call that is lost costs one poll interval.
 */
export function gatherFilingCalls(queue: StageQueue, log: Log, pauseMs = PAUSE_MS): FilingCalls {
  let held: string | undefined;
  let pause: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(pause);
    pause = undefined;
    const id = held;
    held = undefined;
    if (id === undefined) return;
    rest();
    await queue.enqueue('filing', id).catch((error: unknown) => {
      log.warn('filing not woken; the poller will look by itself', { consultation: id, error });
    });
  };
  const rest = (): void => {
    pause = setTimeout(() => void flush(), pauseMs);
    // A stop flushes; nothing else should wait for this.
    pause.unref();
  };

  return {
    queue: {
      ...queue,
      enqueue: async (stage, id) => {
        if (stage !== 'filing') return await queue.enqueue(stage, id);
        if (pause !== undefined) {
          held = id;
          return;
        }
        rest();
        await queue.enqueue(stage, id);
      },
    },
    flush,
  };
}
