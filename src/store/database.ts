import { sql, type SQLWrapper } from 'drizzle-orm';
import { drizzle, type NodePgDatabase, type NodePgTransaction } from 'drizzle-orm/node-postgres';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import pg from 'pg';
import type { EmbeddedPool } from './embedded-pool.js';
import { plainText } from './plain-text.js';
import { events } from './schema.js';

type NoRelations = Record<string, never>;
/** `$client` is the pool underneath: prepared statements go to it directly. */
export type Database = NodePgDatabase & { readonly $client: pg.Pool };
export type Transaction = NodePgTransaction<NoRelations, ExtractTablesWithRelations<NoRelations>>;
/** Reads run the same on the database and inside a transaction. */
export type Reader = Database | Transaction;

/**
 * `true`: TLS with the system's authorities. `{ ca }`: TLS with this PEM authority. Absent or `false`: what the
 * URL's `sslmode` says. Certificates are checked whenever TLS is on.
 */
export type PostgresTls = boolean | { readonly ca: string };

/** pg's own pool, set so that no statement and no silent network can hold a worker for ever. */
export function openPostgresPool(
  url: string,
  tls: PostgresTls = false,
  statementMs = 30_000,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    ...(tls === false ? {} : { ssl: tls === true ? true : { ca: tls.ca } }),
    application_name: 'caseconsultant',
    max: 10,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: statementMs,
    // A little longer, so that the server's own answer comes first when there is a server.
    query_timeout: statementMs + 1_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // An idle connection that dies is replaced by the pool; without a listener its error ends the process.
  pool.on('error', () => undefined);
  // The same for one that dies while checked out, between two statements of a transaction.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Drizzle's node-postgres driver over either pool: the embedded one speaks the same calls. */
export function databaseOver(pool: pg.Pool | EmbeddedPool): Database {
  return drizzle({ client: pool as pg.Pool });
}

interface EventLine {
  readonly event: string;
  readonly at: Date;
  readonly detail?: string | undefined;
  /** Column that the update returns and that names the consultation; `id` unless told. */
  readonly key?: 'id' | 'consultation_id';
}

/**
 * Runs an update that returns its key together with its line in the trail, as one statement: both or neither, and
 * one round trip instead of four. False when the update matched no row.
 */
export async function changeWithEvent(
  db: Reader,
  change: SQLWrapper,
  line: EventLine,
): Promise<boolean> {
  const key = sql.identifier(line.key ?? 'id');
  const detail = line.detail === undefined ? null : plainText(line.detail);
  const result = await db.execute(sql`
    with changed as ${change},
    logged as (
      insert into ${events} (consultation_id, at, event, detail)
      select ${key}, ${line.at.toISOString()}::timestamptz, ${line.event}::text, ${detail}::text from changed
    )
    select ${key} from changed`);
  return result.rows.length > 0;
}
