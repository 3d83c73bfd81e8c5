import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm';
import type { OutboxPhase } from '../consultation/ports.js';
import { TERMINAL_STATES } from '../consultation/states.js';
import type { Database, Transaction } from './database.js';
import { consultations, events, outbox, rawMails } from './schema.js';

/** Rows purged per transaction: small enough that the embedded store never keeps a worker waiting long. */
const PURGE_BATCH = 200;

export async function retry(db: Database, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ state: consultations.state, purgedAt: consultations.purgedAt })
      .from(consultations)
      .where(eq(consultations.id, id))
      .for('update');
    if (row?.state !== 'needs-attention' && row?.state !== 'declined') return false;
    if (row.purgedAt !== null) return false;
    const [reply] = await tx
      .select({ phase: outbox.phase })
      .from(outbox)
      .where(eq(outbox.consultationId, id))
      .for('update');
    if (reply !== undefined && mayBeOut(reply.phase)) return false;
    if (reply === undefined) await backToReceived(tx, id, now);
    else await backToAnswering(tx, id, now);
    await tx.insert(events).values({
      consultationId: id,
      at: now,
      event: 'retried',
      detail: reply === undefined ? 'from received' : 'from answering',
    });
    return true;
  });
}

/** A reply refused by the server was certainly not delivered; one whose body began may have been. */
function mayBeOut(phase: OutboxPhase): boolean {
  switch (phase) {
    case 'rendered':
    case 'sending':
    case 'refused':
      return false;
    case 'body-started':
    case 'sent':
    case 'unknown':
      return true;
  }
}

const RESTARTED = {
  reason: null,
  attempts: 0,
  nextAttemptAt: null,
  leaseOwner: null,
  leaseUntil: null,
};

async function backToReceived(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx
    .update(consultations)
    .set({
      ...RESTARTED,
      state: 'received',
      // Screening decides again which case this belongs to; until then it is its own.
      caseId: id,
      revision: 1,
      mail: null,
      senderHash: null,
      documentation: null,
      answer: null,
      codeCount: null,
      updatedAt: now,
    })
    .where(eq(consultations.id, id));
}

async function backToAnswering(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx
    .update(consultations)
    .set({ ...RESTARTED, state: 'answering', updatedAt: now })
    .where(eq(consultations.id, id));
  await tx.update(outbox).set({ phase: 'rendered' }).where(eq(outbox.consultationId, id));
}

export async function purge(db: Database, before: Date, now: Date): Promise<number> {
  let purged = 0;
  for (;;) {
    const batch = await db.transaction((tx) => purgeBatch(tx, before, now));
    purged += batch;
    if (batch < PURGE_BATCH) return purged;
  }
}

async function purgeBatch(tx: Transaction, before: Date, now: Date): Promise<number> {
  const rows = await tx
    .select({ id: consultations.id })
    .from(consultations)
    .where(
      and(
        inArray(consultations.state, [...TERMINAL_STATES]),
        isNull(consultations.purgedAt),
        lt(consultations.updatedAt, before),
      ),
    )
    .orderBy(asc(consultations.updatedAt))
    .limit(PURGE_BATCH)
    // Two purges at once share the work; a row being retried is left to its new life.
    .for('update', { skipLocked: true });
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  await tx.delete(rawMails).where(inArray(rawMails.consultationId, ids));
  await tx
    .update(outbox)
    .set({ raw: null, from: null, to: null })
    .where(inArray(outbox.consultationId, ids));
  await tx
    .update(consultations)
    .set({ mail: null, documentation: null, answer: null, purgedAt: now })
    .where(inArray(consultations.id, ids));
  await tx
    .insert(events)
    .values(ids.map((id) => ({ consultationId: id, at: now, event: 'purged' })));
  return ids.length;
}
