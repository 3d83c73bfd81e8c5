import { desc, eq, inArray, max, sql } from 'drizzle-orm';
import type { Claim, Lease } from '../consultation/ports.js';
import { TERMINAL_STATES, type Consultation } from '../consultation/states.js';
import { changeWithEvent, type Database } from './database.js';
import { held, toConsultation, type ConsultationFields } from './rows.js';
import { consultations, outbox, rawMails } from './schema.js';
import { run, statement } from './statement.js';

export async function get(db: Database, id: string): Promise<Consultation | undefined> {
  const [row] = await db.select().from(consultations).where(eq(consultations.id, id));
  return row === undefined ? undefined : toConsultation(row);
}

const value = (name: string) => sql.placeholder(name);

/** What a later state does not need stays where it is: the columns are large. */
const TAKE = statement(
  'take',
  sql`
  update ${consultations} set
    lease_owner = ${value('owner')}::text, lease_until = ${value('until')}::timestamptz
  where id = ${value('id')}::text
    and state not in (${sql.raw(TERMINAL_STATES.map((state) => `'${state}'`).join(', '))})
    and (lease_until is null or lease_until <= ${value('now')}::timestamptz
      or lease_owner = ${value('owner')}::text)
  returning id, case_id as "caseId", revision, mailbox, logical_key as "logicalKey", state, reason, mail,
    sender_hash as "senderHash",
    case when state = 'documented' then documentation end as documentation,
    answer, attempts, received_at as "receivedAt", updated_at as "updatedAt",
    case when state = 'received' then (
      select raw from ${rawMails} where consultation_id = id
    ) end as raw`,
);

export async function take(
  db: Database,
  id: string,
  owner: string,
  leaseMs: number,
  now: Date,
): Promise<Claim | undefined> {
  const until = new Date(now.getTime() + leaseMs);
  const [row] = await run<ConsultationFields & { raw: Uint8Array | null }>(db, TAKE, {
    id,
    owner,
    until: until.toISOString(),
    now: now.toISOString(),
  });
  if (row === undefined) return undefined;
  const { raw } = row;
  return {
    lease: { id, owner, until },
    consultation: toConsultation(row),
    ...(raw === null ? {} : { raw }),
  };
}

export async function claim(
  db: Database,
  id: string,
  owner: string,
  leaseMs: number,
  now: Date,
): Promise<Lease | undefined> {
  return (await take(db, id, owner, leaseMs, now))?.lease;
}

export async function renew(
  db: Database,
  lease: Lease,
  leaseMs: number,
  now: Date,
): Promise<boolean> {
  const rows = await db
    .update(consultations)
    .set({ leaseUntil: new Date(now.getTime() + leaseMs) })
    .where(held(lease))
    .returning({ id: consultations.id });
  return rows.length > 0;
}

export async function release(db: Database, lease: Lease): Promise<void> {
  await db.update(consultations).set({ leaseOwner: null, leaseUntil: null }).where(held(lease));
}

export async function recordFailure(
  db: Database,
  lease: Lease,
  detail: string,
  nextAttemptAt: Date,
  now: Date,
): Promise<number> {
  const change = db
    .update(consultations)
    .set({
      attempts: sql`${consultations.attempts} + 1`,
      nextAttemptAt,
      updatedAt: now,
      leaseOwner: null,
      leaseUntil: null,
    })
    .where(held(lease))
    .returning({ id: consultations.id });
  await changeWithEvent(db, change, { event: 'attempt-failed', at: now, detail });
  const [row] = await db
    .select({ attempts: consultations.attempts })
    .from(consultations)
    .where(eq(consultations.id, lease.id));
  return row?.attempts ?? 0;
}

export async function findCase(
  db: Database,
  replyMessageIds: readonly string[],
): Promise<{ caseId: string; latest: Consultation } | undefined> {
  if (replyMessageIds.length === 0) return undefined;
  const rows = await db
    .select({ messageId: outbox.messageId, caseId: outbox.caseId })
    .from(outbox)
    .where(inArray(outbox.messageId, [...replyMessageIds]));
  const caseOf = new Map(rows.map((row) => [row.messageId, row.caseId]));
  // In the caller's order: In-Reply-To comes before the older References.
  const caseId = replyMessageIds.map((id) => caseOf.get(id)).find((found) => found !== undefined);
  if (caseId === undefined) return undefined;
  const [latest] = await db
    .select()
    .from(consultations)
    .where(eq(consultations.caseId, caseId))
    .orderBy(desc(consultations.revision))
    .limit(1);
  return latest === undefined ? undefined : { caseId, latest: toConsultation(latest) };
}

export async function nextRevision(db: Database, caseId: string): Promise<number> {
  const [row] = await db
    .select({ highest: max(consultations.revision) })
    .from(consultations)
    .where(eq(consultations.caseId, caseId));
  return (row?.highest ?? 0) + 1;
}
