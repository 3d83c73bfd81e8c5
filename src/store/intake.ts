import { and, eq, or, sql } from 'drizzle-orm';
import type { Arrival, Receipt } from '../consultation/ports.js';
import type { Database, Transaction } from './database.js';
import { consultations, events, rawMails, sightings } from './schema.js';
import { bytes, run, statement } from './statement.js';
import { databaseFacts } from './store-error.js';

/** Thrown inside the transaction to undo it when another process recorded the same UID first. */
class SeenMeanwhile extends Error {}

const UNIQUE_VIOLATION = '23505';

const value = (name: string) => sql.placeholder(name);

const RECORD_NEW = statement(
  'record_new',
  sql`
  with arrival as (
    select ${value('id')}::text as id, ${value('at')}::timestamptz as at, ${value('raw')}::bytea as raw
  ),
  added as (
    insert into ${consultations} (id, case_id, revision, mailbox, logical_key, size, state, received_at,
      updated_at)
    select id, id, 1, ${value('mailbox')}::text, ${value('logicalKey')}::text, ${value('size')}::integer,
      'received', at, at from arrival
    on conflict do nothing
    returning id
  ),
  sighted as (
    insert into ${sightings} (mailbox, uid_validity, uid, consultation_id, seen_at)
    select ${value('mailbox')}::text, ${value('uidValidity')}::text, ${value('uid')}::bigint, added.id, at
    from added, arrival
  ),
  logged as (
    insert into ${events} (consultation_id, at, event) select added.id, at, 'received' from added, arrival
  ),
  stored as (
    insert into ${rawMails} (consultation_id, raw)
    select added.id, raw from added, arrival where raw is not null
  )
  select id from added`,
);

export async function receive(db: Database, arrival: Arrival): Promise<Receipt> {
  if (await recordNew(db, arrival)) return { kind: 'new', id: arrival.id };
  try {
    return await db.transaction((tx) => record(tx, arrival));
  } catch (error) {
    if (!(error instanceof SeenMeanwhile)) throw error;
    const id = await sightedAs(db, arrival);
    if (id === undefined) throw error;
    return { kind: 'known', id };
  }
}

/**
 * The usual case, a letter never seen, in one statement: one round trip instead of seven, and still all or
 * nothing. False, with nothing written, when the letter or its UID is already there.
 */
async function recordNew(db: Database, arrival: Arrival): Promise<boolean> {
  const { id, mailbox, uidValidity, uid, logicalKey, size, now, raw } = arrival;
  try {
    const rows = await run(db, RECORD_NEW, {
      id,
      mailbox,
      uidValidity,
      uid,
      logicalKey,
      size,
      at: now.toISOString(),
      raw: raw === undefined ? null : bytes(raw),
    });
    return rows.length > 0;
  } catch (error) {
    if (databaseFacts(error).code === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

function firstRow({ id, mailbox, logicalKey, size, now }: Arrival) {
  return {
    id,
    caseId: id,
    revision: 1,
    mailbox,
    logicalKey,
    size,
    state: 'received' as const,
    receivedAt: now,
    updatedAt: now,
  };
}

async function record(tx: Transaction, arrival: Arrival): Promise<Receipt> {
  const known = await sightedAs(tx, arrival);
  if (known !== undefined) return { kind: 'known', id: known };

  const { id, mailbox, now } = arrival;
  const added = await tx
    .insert(consultations)
    .values(firstRow(arrival))
    .onConflictDoNothing()
    .returning({ id: consultations.id });
  const isNew = added.length > 0;
  const consultationId = isNew ? id : await existing(tx, arrival);

  const sighted = await tx
    .insert(sightings)
    .values({
      mailbox,
      uidValidity: arrival.uidValidity,
      uid: arrival.uid,
      consultationId,
      seenAt: now,
    })
    .onConflictDoNothing()
    .returning({ uid: sightings.uid });
  if (sighted.length === 0) throw new SeenMeanwhile();

  if (isNew && arrival.raw !== undefined) {
    await tx.insert(rawMails).values({ consultationId, raw: arrival.raw });
  }
  await tx
    .insert(events)
    .values({ consultationId, at: now, event: isNew ? 'received' : 'duplicate-received' });
  return { kind: isNew ? 'new' : 'duplicate', id: consultationId };
}

async function sightedAs(
  db: Database | Transaction,
  arrival: Arrival,
): Promise<string | undefined> {
  const [row] = await db
    .select({ id: sightings.consultationId })
    .from(sightings)
    .where(
      and(
        eq(sightings.mailbox, arrival.mailbox),
        eq(sightings.uidValidity, arrival.uidValidity),
        eq(sightings.uid, arrival.uid),
      ),
    );
  return row?.id;
}

async function existing(tx: Transaction, arrival: Arrival): Promise<string> {
  const [row] = await tx
    .select({ id: consultations.id })
    .from(consultations)
    .where(or(eq(consultations.logicalKey, arrival.logicalKey), eq(consultations.id, arrival.id)))
    .limit(1);
  if (row === undefined) throw new Error('a conflicting row disappeared');
  return row.id;
}

export async function sightedUids(
  db: Database,
  mailbox: string,
  uidValidity: string,
  among?: readonly number[],
): Promise<ReadonlySet<number>> {
  if (among?.length === 0) return new Set();
  const rows = await db
    .select({ uid: sightings.uid })
    .from(sightings)
    .where(
      and(
        eq(sightings.mailbox, mailbox),
        eq(sightings.uidValidity, uidValidity),
        // One parameter, whatever their number: a full INBOX would go over PostgreSQL's limit.
        among === undefined
          ? undefined
          : sql`${sightings.uid} in (select json_array_elements_text(${JSON.stringify(among)}::json)::bigint)`,
      ),
    );
  return new Set(rows.map((row) => row.uid));
}

export async function rawMail(db: Database, id: string): Promise<Uint8Array | undefined> {
  const [row] = await db
    .select({ raw: rawMails.raw })
    .from(rawMails)
    .where(eq(rawMails.consultationId, id));
  return row?.raw;
}
