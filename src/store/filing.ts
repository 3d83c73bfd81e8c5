import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { FilingTask } from '../consultation/ports.js';
import { isTerminal, TERMINAL_STATES } from '../consultation/states.js';
import { changeWithEvent, type Database } from './database.js';
import { consultations, outbox, sightings } from './schema.js';

export async function filingTasks(
  db: Database,
  mailbox: string,
  uidValidity: string,
  limit: number,
): Promise<FilingTask[]> {
  const rows = await db
    .select({
      consultationId: sightings.consultationId,
      uid: sightings.uid,
      state: consultations.state,
      messageId: outbox.messageId,
    })
    .from(sightings)
    .innerJoin(consultations, eq(consultations.id, sightings.consultationId))
    .leftJoin(
      outbox,
      and(
        eq(outbox.consultationId, sightings.consultationId),
        eq(outbox.phase, 'sent'),
        isNull(outbox.sentCopiedAt),
      ),
    )
    .where(
      and(
        eq(sightings.mailbox, mailbox),
        eq(sightings.uidValidity, uidValidity),
        isNull(sightings.filedAt),
        inArray(consultations.state, [...TERMINAL_STATES]),
      ),
    )
    .orderBy(asc(sightings.uid))
    .limit(limit);

  const copies = await uncopied(
    db,
    rows.filter((row) => row.messageId !== null).map((row) => row.consultationId),
  );
  return rows.flatMap(({ consultationId, uid, state }) => {
    if (!isTerminal(state)) return [];
    const sentCopy = copies.get(consultationId);
    // One copy in Sent, however many times the letter lies in INBOX.
    copies.delete(consultationId);
    return [{ consultationId, uid, state, ...(sentCopy === undefined ? {} : { sentCopy }) }];
  });
}

async function uncopied(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { messageId: string; raw: Uint8Array }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: outbox.consultationId, messageId: outbox.messageId, raw: outbox.raw })
    .from(outbox)
    .where(inArray(outbox.consultationId, [...new Set(ids)]));
  return new Map(
    rows.flatMap(({ id, messageId, raw }) => (raw === null ? [] : [[id, { messageId, raw }]])),
  );
}

export async function markFiled(
  db: Database,
  mailbox: string,
  uidValidity: string,
  uid: number | readonly number[],
  now: Date,
): Promise<void> {
  const uids = typeof uid === 'number' ? [uid] : [...uid];
  if (uids.length === 0) return;
  await db
    .update(sightings)
    .set({ filedAt: now })
    .where(
      and(
        eq(sightings.mailbox, mailbox),
        eq(sightings.uidValidity, uidValidity),
        inArray(sightings.uid, uids),
        isNull(sightings.filedAt),
      ),
    );
}

/** Each copy with its event, once, in one statement. */
export async function markSentCopied(
  db: Database,
  id: string | readonly string[],
  now: Date,
): Promise<void> {
  const ids = typeof id === 'string' ? [id] : [...id];
  if (ids.length === 0) return;
  const change = db
    .update(outbox)
    .set({ sentCopiedAt: now })
    .where(and(inArray(outbox.consultationId, ids), isNull(outbox.sentCopiedAt)))
    .returning({ id: outbox.consultationId });
  await changeWithEvent(db, change, { event: 'sent-copied', at: now, key: 'consultation_id' });
}
