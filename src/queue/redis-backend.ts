import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Backend } from './backend.js';
import type { Payload } from './job.js';
import type { Reporter } from './report.js';

/** Reconnects for ever, soon at first and then every few seconds. */
const retryStrategy = (times: number): number =>
  Math.min(5_000, 100 * 2 ** Math.min(times, 6)) * (0.75 + Math.random() / 2);

/** Producers fail fast: a job that cannot be added now stays due in the ledger. */
const PRODUCER = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  connectTimeout: 5_000,
  commandTimeout: 5_000,
  keepAlive: 10_000,
  retryStrategy,
};

/**
 * Workers wait. The socket timeout is what ends a connection that swallows everything: it must be longer
 * than BullMQ's blocking read (10 s).
 */
const WORKER = {
  maxRetriesPerRequest: null,
  connectTimeout: 5_000,
  socketTimeout: 30_000,
  keepAlive: 10_000,
  retryStrategy,
};

/** In braces, so that all keys of a queue lie in one slot of a Redis Cluster. */
const PREFIX = '{caseconsultant}';

export function openRedisBackend(url: string, report: Reporter): Backend {
  const producer = new Redis(url, PRODUCER);
  producer.on('error', (error: Error) => report({ kind: 'connection', stage: undefined, error }));
  return {
    openQueue: (name) => new Queue<Payload>(name, { connection: producer, prefix: PREFIX }),
    openWorker: (name, processor, options) => {
      // Its own connection, so that a replaced worker really starts on a new one.
      const connection = new Redis(url, WORKER);
      // BullMQ reports the errors of connections that it was given; ioredis still wants a listener.
      connection.on('error', () => undefined);
      const worker = new Worker<Payload>(name, processor, {
        ...options,
        connection,
        prefix: PREFIX,
      });
      return {
        worker,
        cut: () => {
          connection.disconnect();
          worker.disconnect().catch(() => undefined);
        },
      };
    },
    ping: async () => {
      await producer.ping();
    },
    close: async () => producer.disconnect(),
  };
}
