import type { Stage } from '../consultation/states.js';
import type { Backend, OwnedWorker } from './backend.js';
import { settlesWithin } from './deadline.js';
import { BACKOFF, queueName } from './job.js';
import { HandlerFault, processJob, type Handler, type JobContext } from './process-job.js';
import type { Reporter } from './report.js';
import type { RetryPolicy } from './retry-policy.js';

/** Times of a stage's worker, in milliseconds. */
export interface WorkerTimes {
  /**
   * How long a job stays with a worker that gives no sign of life. Locks are renewed while a handler runs,
   * so this need not outlast the slowest letter, only the longest time that anything keeps the process from
   * its event loop; a process that was killed keeps its jobs from others for as long.
   */
  readonly lockMs: number;
  /** How often jobs of dead workers are looked for, and how often the worker itself is looked at. */
  readonly watchMs: number;
}

const DEFAULT_TIMES: WorkerTimes = { lockMs: 45_000, watchMs: 15_000 };

/** A worker that took nothing at this many looks in a row, with jobs waiting and room to run them, is stuck. */
const LOOKS_BEFORE_REPLACING = 2;

/** BullMQ waits 15 s after a failed fetch unless told. */
const RECONNECT_MS = 1_000;

/** A lost lock is no fault of the job, and the ledger decides: let it come back as often as it takes. */
const MAX_STALLS = 20;

/** After its handlers were told to stop, a worker has this long to put its jobs back. */
const STOP_MS = 500;

const CLOSE_MS = 1_000;

interface RunnerOptions {
  readonly backend: Backend;
  readonly namespace: string;
  readonly stage: Stage;
  readonly concurrency: number;
  readonly handler: Handler;
  readonly waiting: () => Promise<number>;
  readonly report: Reporter;
  readonly times?: WorkerTimes | undefined;
  readonly policy: RetryPolicy;
}

/** One stage in this process: its worker, the watch over it, and its orderly end. */
export class StageRunner {
  readonly #options: RunnerOptions;
  readonly #times: WorkerTimes;
  readonly #inHand = new Set<AbortController>();
  readonly #watch: NodeJS.Timeout;
  #owned: OwnedWorker;
  #draining = false;
  #startedSinceLook = false;
  #idleLooks = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#times = options.times ?? DEFAULT_TIMES;
    this.#owned = this.#open();
    this.#watch = setInterval(() => void this.#look(), this.#times.watchMs);
    this.#watch.unref();
  }

  /** Resolves when the worker is connected, or rejects; either way it goes on trying. */
  async ready(): Promise<void> {
    await this.#owned.worker.waitUntilReady();
  }

  /** Takes no new job, waits for those in hand, and after `graceMs` tells their handlers to stop. */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    clearInterval(this.#watch);
    const closed = this.#owned.worker.close();
    if (!(await settlesWithin(graceMs, closed))) {
      for (const controller of this.#inHand) {
        controller.abort(new Error('the process is stopping'));
      }
      await settlesWithin(STOP_MS, closed);
    }
    // What is still in hand comes back when its lock ends; the ledger's lease keeps it from acting twice.
    this.#owned.cut();
    await settlesWithin(CLOSE_MS, closed);
  }

  #open(): OwnedWorker {
    const { backend, namespace, stage, handler, concurrency, report, policy } = this.#options;
    const context: JobContext = {
      stage,
      handler,
      policy,
      report,
      isDraining: () => this.#draining,
      inHand: this.#inHand,
      started: () => {
        this.#startedSinceLook = true;
      },
    };
    const owned = backend.openWorker(
      queueName(namespace, stage),
      (job, token) => processJob(context, job, token),
      {
        concurrency,
        lockDuration: this.#times.lockMs,
        stalledInterval: this.#times.watchMs,
        maxStalledCount: MAX_STALLS,
        runRetryDelay: RECONNECT_MS,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        settings: {
          backoffStrategy: (_attempts: number, type: string | undefined, error: unknown) =>
            type === BACKOFF && error instanceof HandlerFault ? error.retryInMs : policy.firstMs,
        },
      },
    );
    owned.worker.on('error', (error) => report({ kind: 'connection', stage, error }));
    owned.worker.on('stalled', (jobId) => report({ kind: 'stalled', stage, jobId }));
    return owned;
  }

  /**
   * Connections can die in ways that no event tells (a failover, a lost reply). The sign that always shows
   * is that jobs wait, this worker has room, and it takes none.
   */
  async #look(): Promise<void> {
    const started = this.#startedSinceLook;
    this.#startedSinceLook = false;
    if (started || this.#inHand.size >= this.#options.concurrency) {
      this.#idleLooks = 0;
      return;
    }
    try {
      const stuck = !this.#owned.worker.isRunning() || (await this.#options.waiting()) > 0;
      this.#idleLooks = stuck ? this.#idleLooks + 1 : 0;
    } catch {
      // The store itself is away: nothing that a new worker could change.
      this.#idleLooks = 0;
    }
    if (this.#idleLooks >= LOOKS_BEFORE_REPLACING && !this.#draining) this.#replace();
  }

  #replace(): void {
    this.#idleLooks = 0;
    const old = this.#owned;
    this.#owned = this.#open();
    this.#options.report({ kind: 'worker-replaced', stage: this.#options.stage });
    void settlesWithin(CLOSE_MS, old.worker.close(true)).finally(() => old.cut());
  }
}
