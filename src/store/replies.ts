import { and, count, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Lease, OutboxEntry, OutboxPhase, ReplyCounts } from '../consultation/ports.js';
import { changeWithEvent, type Database } from './database.js';
import { plainText } from './plain-text.js';
import { held, isHeld, toOutboxEntry } from './rows.js';
import { consultations, events, outbox } from './schema.js';

export async function outboxEntry(db: Database, id: string): Promise<OutboxEntry | undefined> {
  const [row] = await db.select().from(outbox).where(eq(outbox.consultationId, id));
  return toOutboxEntry(row);
}

type Draft = Omit<OutboxEntry, 'phase' | 'attempts'>;

export async function freezeReply(
  db: Database,
  lease: Lease,
  draft: Draft,
  now: Date,
): Promise<OutboxEntry | undefined> {
  return (await freezeFirst(db, lease, draft, now)) ?? freezeOrRead(db, lease, draft, now);
}

/** The usual case, nothing frozen yet, in one statement instead of seven round trips. */
async function freezeFirst(
  db: Database,
  lease: Lease,
  draft: Draft,
  now: Date,
): Promise<OutboxEntry | undefined> {
  const { caseId, messageId, from, to, recipientHash, raw } = draft;
  const at = sql`${now.toISOString()}::timestamptz`;
  const mine = db
    .select({ id: consultations.id })
    .from(consultations)
    .where(and(held(lease), eq(consultations.state, 'determined')))
    .for('update');
  const result = await db.execute(sql`
    with mine as ${mine},
    frozen as (
      insert into ${outbox} (consultation_id, case_id, message_id, from_address, to_address,
        recipient_hash, raw, phase, frozen_at)
      select id, ${caseId}::text, ${messageId}::text, ${from}::text, ${to}::text,
        ${recipientHash}::text, ${Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)}::bytea,
        'rendered', ${at} from mine
      on conflict (consultation_id) do nothing
      returning consultation_id
    ),
    moved as (
      update ${consultations} set state = 'answering', attempts = 0, next_attempt_at = null,
        updated_at = ${at}
      where id in (select consultation_id from frozen)
      returning id
    ),
    logged as (
      insert into ${events} (consultation_id, at, event) select id, ${at}, 'answering' from moved
    )
    select id from moved`);
  if (result.rows.length === 0) return undefined;
  const consultationId = lease.id;
  return {
    consultationId,
    caseId,
    messageId,
    from,
    to,
    recipientHash,
    raw,
    phase: 'rendered',
    attempts: 0,
  };
}

async function freezeOrRead(
  db: Database,
  lease: Lease,
  draft: Draft,
  now: Date,
): Promise<OutboxEntry | undefined> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ state: consultations.state })
      .from(consultations)
      .where(held(lease))
      .for('update');
    if (row?.state !== 'determined' && row?.state !== 'answering') return undefined;
    await tx
      .insert(outbox)
      .values({
        consultationId: lease.id,
        caseId: draft.caseId,
        messageId: draft.messageId,
        from: draft.from,
        to: draft.to,
        recipientHash: draft.recipientHash,
        raw: draft.raw,
        phase: 'rendered',
        frozenAt: now,
      })
      .onConflictDoNothing({ target: outbox.consultationId });
    if (row.state === 'determined') {
      await tx
        .update(consultations)
        .set({ state: 'answering', attempts: 0, nextAttemptAt: null, updatedAt: now })
        .where(eq(consultations.id, lease.id));
      await tx.insert(events).values({ consultationId: lease.id, at: now, event: 'answering' });
    }
    const [stored] = await tx.select().from(outbox).where(eq(outbox.consultationId, lease.id));
    return toOutboxEntry(stored);
  });
}

export async function setPhase(
  db: Database,
  lease: Lease,
  from: readonly OutboxPhase[],
  to: OutboxPhase,
  now: Date,
  response?: string,
): Promise<boolean> {
  if (from.length === 0) return false;
  const change = db
    .update(outbox)
    .set({
      phase: to,
      ...timesOf(to, now),
      ...(response === undefined ? {} : { response: plainText(response) }),
    })
    .where(and(isHeld(db, lease), inArray(outbox.phase, [...from])))
    .returning({ id: outbox.consultationId });
  return changeWithEvent(db, change, {
    event: `reply-${to}`,
    at: now,
    detail: response,
    key: 'consultation_id',
  });
}

/** Breakers count from the first body byte, which is why that time is kept even when the reply failed. */
function timesOf(to: OutboxPhase, now: Date) {
  switch (to) {
    case 'sending':
      return { attempts: sql`${outbox.attempts} + 1` };
    case 'body-started':
      return { bodyStartedAt: now };
    case 'sent':
      return {
        bodyStartedAt: sql`coalesce(${outbox.bodyStartedAt}, ${now.toISOString()})`,
        sentAt: now,
      };
    case 'unknown':
      return { bodyStartedAt: sql`coalesce(${outbox.bodyStartedAt}, ${now.toISOString()})` };
    case 'rendered':
    case 'refused':
      return {};
  }
}

export async function countReplies(
  db: Database,
  query: { recipientHash: string; caseId: string; since: Date },
): Promise<ReplyCounts> {
  const [row] = await db
    .select({
      sender: count(sql`case when ${outbox.recipientHash} = ${query.recipientHash} then 1 end`),
      thread: count(sql`case when ${outbox.caseId} = ${query.caseId} then 1 end`),
      global: count(),
    })
    .from(outbox)
    .where(
      and(
        gte(outbox.bodyStartedAt, query.since),
        inArray(outbox.phase, ['body-started', 'sent', 'unknown']),
      ),
    );
  return row ?? { sender: 0, thread: 0, global: 0 };
}
