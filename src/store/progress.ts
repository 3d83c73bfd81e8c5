import { and, desc, eq, inArray, isNull, lte, max, notInArray, or, sql } from 'drizzle-orm';
import type { Lease } from '../consultation/ports.js';
import {
  isTerminal,
  TERMINAL_STATES,
  type Advance,
  type Consultation,
  type StateName,
} from '../consultation/states.js';
import { changeWithEvent, type Database } from './database.js';
import { held, toConsultation } from './rows.js';
import { consultations, outbox } from './schema.js';

export async function get(db: Database, id: string): Promise<Consultation | undefined> {
  const [row] = await db.select().from(consultations).where(eq(consultations.id, id));
  return row === undefined ? undefined : toConsultation(row);
}

export async function claim(
  db: Database,
  id: string,
  owner: string,
  leaseMs: number,
  now: Date,
): Promise<Lease | undefined> {
  const until = new Date(now.getTime() + leaseMs);
  const rows = await db
    .update(consultations)
    .set({ leaseOwner: owner, leaseUntil: until })
    .where(
      and(
        eq(consultations.id, id),
        notInArray(consultations.state, [...TERMINAL_STATES]),
        or(
          isNull(consultations.leaseUntil),
          lte(consultations.leaseUntil, now),
          eq(consultations.leaseOwner, owner),
        ),
      ),
    )
    .returning({ id: consultations.id });
  return rows.length === 0 ? undefined : { id, owner, until };
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

export async function advance(
  db: Database,
  lease: Lease,
  from: StateName,
  next: Advance,
  now: Date,
): Promise<boolean> {
  const change = db
    .update(consultations)
    .set({
      ...fieldsOf(next),
      state: next.to,
      attempts: 0,
      nextAttemptAt: null,
      updatedAt: now,
      ...(isTerminal(next.to) ? { leaseOwner: null, leaseUntil: null } : {}),
    })
    .where(and(held(lease), eq(consultations.state, from)))
    .returning({ id: consultations.id });
  return changeWithEvent(db, change, { event: next.to, at: now, detail: detailOf(next) });
}

function fieldsOf(next: Advance): Partial<typeof consultations.$inferInsert> {
  switch (next.to) {
    case 'screened':
      return {
        mail: next.mail,
        senderHash: next.senderHash,
        caseId: next.caseId,
        revision: next.revision,
      };
    case 'documented':
      return { documentation: next.documentation };
    case 'determined':
      return {
        answer: next.answer,
        codeCount:
          next.answer.kind === 'determination' ? next.answer.determination.lines.length : 0,
      };
    case 'answering':
    case 'answered':
      return {};
    case 'declined':
    case 'needs-attention':
      return { reason: next.reason };
  }
}

/** Codes and counts only. */
function detailOf(next: Advance): string | undefined {
  switch (next.to) {
    case 'determined':
      return next.answer.kind === 'determination'
        ? `${next.answer.determination.status}, lines: ${next.answer.determination.lines.length}`
        : `could-not-read: ${next.answer.reason.code}`;
    case 'declined':
    case 'needs-attention':
      return next.reason.code;
    case 'screened':
      return `revision ${next.revision}`;
    case 'documented':
    case 'answering':
    case 'answered':
      return undefined;
  }
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
