/*
 * Who works next. The queue remembers nothing that matters: a job is a consultation's id, the ledger decides
 * what is to be done with it, and the sweeper adds again whatever was lost here.
 *
 * stage      one queue per working stage of a consultation
 * producer   adds jobs; fails fast, and a failed add leaves the ledger row due
 * worker     runs the handler of one stage; waits for its store as long as it takes
 * stalled    a job whose worker died or was cut off: it runs again
 */
import type { StageQueue, StageWorkers } from '../consultation/ports.js';
import type { Backend } from './backend.js';
import { checkRedis } from './check-redis.js';
import { openEmbeddedBackend, openPostgresBackend } from './postgres-backend.js';
import type { PoolLike, QueueTls } from './postgres-backend.js';
import { openProducer } from './producer.js';
import { openRedisBackend } from './redis-backend.js';
import { safely, type Reporter } from './report.js';
import { DEFAULT_RETRY, type RetryPolicy } from './retry-policy.js';
import type { WorkerTimes } from './stage-runner.js';
import { createWorkers } from './workers.js';

export { checkRedis } from './check-redis.js';
export type { PoolLike, QueueTls } from './postgres-backend.js';
export type { QueueReport, Reporter } from './report.js';
export { DEFAULT_RETRY, isPermanent, retryDelay, type RetryPolicy } from './retry-policy.js';
export type { WorkerTimes } from './stage-runner.js';

export type QueueMode =
  /** Production. `url` is redis:// or rediss:// (TLS, certificate checked). */
  | { readonly mode: 'redis'; readonly url: string }
  /** BullMQ's PostgreSQL backend, in its own schema "bullmq" of this database. */
  | { readonly mode: 'postgres'; readonly url: string; readonly tls?: QueueTls }
  /** The same inside this process, on the ledger's pool, which must not be used by another process. */
  | { readonly mode: 'embedded'; readonly pool: PoolLike };

export interface QueueSettings {
  /** Keeps installations that share a server apart. Letters, digits, hyphens. Default "caseconsultant". */
  readonly namespace?: string;
  /** Hears of faults, lost connections and stalled jobs: for logs and metrics. */
  readonly report?: Reporter;
  readonly times?: WorkerTimes;
  readonly retry?: RetryPolicy;
}

export interface OpenQueue {
  readonly queue: StageQueue;
  readonly workers: StageWorkers;
  /** What the store's settings risk, in words for the operator. The queue works all the same. */
  readonly warnings: readonly string[];
}

/** The queue's server is not fit for use, or not there; the message says what to do. */
export class QueueSetupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueueSetupError';
  }
}

/**
 * Connects and checks the store; rejects with `QueueSetupError` when a Redis is unreachable or unfit.
 * At the end: `workers.drain(graceMs)`, then `queue.close()`.
 */
export async function openQueue(mode: QueueMode, settings: QueueSettings = {}): Promise<OpenQueue> {
  const namespace = settings.namespace ?? 'caseconsultant';
  if (!/^[A-Za-z0-9-]+$/.test(namespace)) {
    throw new QueueSetupError(
      `The queue's namespace "${namespace}" is not allowed: use letters, digits and hyphens.`,
    );
  }
  const report = safely(settings.report);
  const policy = settings.retry ?? DEFAULT_RETRY;
  const { backend, warnings } = await openBackend(mode, report);
  try {
    const producer = await openProducer(backend, namespace, report, policy.attempts);
    const workers = createWorkers({
      backend,
      namespace,
      producer,
      report,
      times: settings.times,
      policy,
    });
    return {
      queue: {
        enqueue: (stage, id) => producer.enqueue(stage, id),
        depth: () => producer.depth(),
        ping: () => producer.ping(),
        close: async () => {
          // No job outlives the connection that its outcome must be written to.
          await workers.drain(0);
          await producer.close();
        },
      },
      workers,
      warnings,
    };
  } catch (error) {
    await backend.close().catch(() => undefined);
    throw error;
  }
}

async function openBackend(
  mode: QueueMode,
  report: Reporter,
): Promise<{ backend: Backend; warnings: readonly string[] }> {
  switch (mode.mode) {
    case 'redis': {
      const check = await checkRedis(mode.url);
      if (check.kind !== 'fit') throw new QueueSetupError(check.problem);
      return { backend: openRedisBackend(mode.url, report), warnings: check.warnings };
    }
    case 'postgres':
      return { backend: await openPostgresBackend(mode.url, mode.tls, report), warnings: [] };
    case 'embedded':
      return { backend: await openEmbeddedBackend(mode.pool), warnings: [] };
  }
}
