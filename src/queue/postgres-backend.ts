import { createPostgresBackend, Queue, runMigrations, Worker, type PgPool } from 'bullmq';
import pg from 'pg';
import type { Backend } from './backend.js';
import type { Reporter } from './report.js';

/** BullMQ's own schema in the database. */
const SCHEMA = 'bullmq';

/** Every worker keeps one connection for LISTEN; the rest is for statements. */
const POOL_SIZE = 12;

/** `true`: TLS with the system's authorities; `{ ca }`: with this PEM authority; else what the URL says. */
export type QueueTls = boolean | { readonly ca: string };

/**
 * A pool that BullMQ can use: a real pg.Pool whose sessions have `bullmq` on their search path, or the
 * ledger's embedded one.
 */
export interface PoolLike {
  connect(): Promise<{ release(): void }>;
  query(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }>;
  end(): Promise<void>;
}

export async function openPostgresBackend(
  url: string,
  tls: QueueTls | undefined,
  report: Reporter,
): Promise<Backend> {
  const pool = new pg.Pool({
    connectionString: url,
    ...(tls === undefined || tls === false ? {} : { ssl: tls === true ? true : { ca: tls.ca } }),
    application_name: 'caseconsultant-queue',
    options: `-c search_path=${SCHEMA},public`,
    max: POOL_SIZE,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: 30_000,
  });
  pool.setMaxListeners(0);
  // A connection that dies while checked out raises its error on the client, where nobody else may listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => report({ kind: 'connection', stage: undefined, error }));
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return over(pool, () => pool.end());
}

/**
 * The queue inside the ledger's own process and files. The folder is locked for this process, so a job that
 * is marked active was in the hands of a process that died: its lock is declared over instead of waited for.
 */
export async function openEmbeddedBackend(pool: PoolLike): Promise<Backend> {
  await migrate(pool);
  if (!recovered.has(pool)) {
    recovered.add(pool);
    await recover(pool);
  }
  // The pool belongs to whoever opened it: the ledger still needs it.
  return over(pool, () => Promise.resolve());
}

/** Pools whose leftovers were seen to: a second queue on the same pool must not disturb the first. */
const recovered = new WeakSet<PoolLike>();

async function recover(pool: PoolLike): Promise<void> {
  await pool.query(
    `UPDATE ${SCHEMA}.job SET locked_until_ms = 1, stalled_marked = true WHERE state = 'active'`,
  );
  await pool.query(`DELETE FROM ${SCHEMA}.meta WHERE field = 'stalled-check'`);
}

async function migrate(pool: PoolLike): Promise<void> {
  const client = await asPgPool(pool).connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    client.release();
  }
}

function over(pool: PoolLike, close: () => Promise<void>): Backend {
  const connection = asPgPool(pool);
  return {
    openQueue: (name) => new Queue(name, { connection }, createPostgresBackend),
    openWorker: (name, processor, options) => {
      const worker = new Worker(name, processor, { ...options, connection }, createPostgresBackend);
      return { worker, cut: () => void worker.disconnect().catch(() => undefined) };
    },
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close,
  };
}

/** BullMQ's type for a pool asks for more generic signatures than its calls use. */
function asPgPool(pool: PoolLike): PgPool {
  return pool as unknown as PgPool;
}
