/*
 * The ledger: what was decided about every letter, on PostgreSQL or on the embedded PGlite.
 *
 * sighting      a letter as one mailbox holds it (mailbox + UIDVALIDITY + UID)
 * consultation  one request, whatever the number of its sightings
 * lease         the right to work on a consultation for a while; an owner names one worker, and a worker that
 *               runs several jobs at once should name each job
 * outbox        the reply, frozen byte for byte before the first connect, and the phase of its sending
 * trail         events, append-only
 */
import type { Ledger } from '../consultation/ports.js';
import { databaseOver, openPostgresPool, type PostgresTls } from './database.js';
import type { EmbeddedPool } from './embedded-pool.js';
import { createLedger } from './ledger.js';

export type { PostgresTls } from './database.js';
export { openEmbeddedPool, openMemoryPool, type EmbeddedPool } from './embedded-pool.js';
export { FolderInUseError } from './folder-lock.js';
export { RevisionTakenError, StoreError } from './store-error.js';

export type LedgerOptions =
  | { readonly kind: 'embedded'; readonly pool: EmbeddedPool }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly tls?: PostgresTls;
      /** Longest time for one statement, in milliseconds. Default 30,000. */
      readonly statementMs?: number;
    };

/**
 * Opens the ledger without touching the database: the first call connects. Call `migrate()` before use.
 * `close()` ends the connections that it opened; an embedded pool belongs to whoever opened it.
 */
export function openLedger(options: LedgerOptions): Ledger {
  switch (options.kind) {
    case 'embedded':
      return createLedger(databaseOver(options.pool), () => Promise.resolve());
    case 'postgres': {
      const pool = openPostgresPool(options.url, options.tls, options.statementMs);
      let ended: Promise<void> | undefined;
      return createLedger(databaseOver(pool), () => (ended ??= pool.end()));
    }
  }
}
