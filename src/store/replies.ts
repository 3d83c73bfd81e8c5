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

export async function freezeReply(
  db: Database,
  lease: Lease,
  entry: Omit<OutboxEntry, 'phase' | 'attempts'>,
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
        caseId: entry.caseId,
        messageId: entry.messageId,
        from: entry.from,
        to: entry.to,
        recipientHash: entry.recipientHash,
        raw: entry.raw,
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
