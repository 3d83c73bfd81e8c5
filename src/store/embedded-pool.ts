import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { EmbeddedClient, type QueryInput, type QueryResult } from './embedded-client.js';
import { lockFolder, type FolderLock } from './folder-lock.js';
import { PG_PARSERS, SERIALIZERS } from './pg-values.js';

/**
 * pg.Pool's calls (`query`, `connect`, `end`, `on`) over one PGlite in this process, so that Drizzle's
 * node-postgres driver and BullMQ's PostgreSQL backend both run on it.
 *
 * PGlite is a single session. Statements therefore take turns, and a client that says BEGIN keeps its turn
 * until COMMIT or ROLLBACK: whatever else arrives meanwhile would land inside the open transaction.
 *
 * The class name must hold the word "Pool": Drizzle looks at it to decide whether a transaction needs a
 * client of its own.
 */
export class EmbeddedPool extends EventEmitter {
  /** Read by BullMQ: an in-process session cannot be cut silently, so a worker may block for long. */
  readonly options = { keepAlive: true } as const;
  readonly #db: PGlite;
  readonly #lock: FolderLock | undefined;
  #lastTurn: Promise<void> = Promise.resolve();
  #ended: Promise<void> | undefined;

  constructor(db: PGlite, lock?: FolderLock) {
    super();
    // Every queue and every worker listens for errors here.
    this.setMaxListeners(0);
    this.#db = db;
    this.#lock = lock;
  }

  async query(input: QueryInput, values?: readonly unknown[]): Promise<QueryResult> {
    return new EmbeddedClient(this.#db, () => this.#takeTurn()).query(input, values);
  }

  async connect(): Promise<EmbeddedClient> {
    if (this.#ended !== undefined)
      throw new Error('Cannot use a pool after calling end on the pool');
    const client = new EmbeddedClient(this.#db, () => this.#takeTurn());
    this.emit('connect', client);
    return client;
  }

  /** Lets the statement or transaction in hand finish, closes the files and gives the folder free. */
  end(): Promise<void> {
    return (this.#ended ??= this.#close());
  }

  async #close(): Promise<void> {
    const giveBack = await this.#takeTurn();
    try {
      await this.#db.close();
    } finally {
      giveBack();
      await this.#lock?.release();
    }
  }

  /** Resolves, in order of asking, when the session is free; the returned function gives it back. */
  async #takeTurn(): Promise<() => void> {
    const previous = this.#lastTurn;
    let giveBack: () => void = () => undefined;
    this.#lastTurn = new Promise((resolve) => {
      giveBack = resolve;
    });
    await previous;
    return giveBack;
  }
}

/**
 * Opens (creating it when needed, readable by this account only) the database under `folder`.
 * Throws `FolderInUseError` while another process has it open. The caller ends the pool.
 */
export async function openEmbeddedPool(folder: string): Promise<EmbeddedPool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    return new EmbeddedPool(await openDatabase(join(folder, 'postgres')), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The same without files: for tests and for trying things out. */
export async function openMemoryPool(): Promise<EmbeddedPool> {
  return new EmbeddedPool(await openDatabase(undefined));
}

async function openDatabase(dataDir: string | undefined): Promise<PGlite> {
  const db = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    parsers: PG_PARSERS,
    serializers: SERIALIZERS,
  });
  // BullMQ names its tables without a schema; the ledger's are always qualified.
  await db.exec('SET search_path TO bullmq, public');
  return db;
}
