import { eq, sql } from 'drizzle-orm';
import type { Lease, OutboxEntry, OutboxPhase, ReplyCounts } from '../consultation/ports.js';
import type { Advance } from '../consultation/states.js';
import type { Database } from './database.js';
import { LINES, lineOf, moveLine } from './moves.js';
import { plainText } from './plain-text.js';
import { held, toOutboxEntry } from './rows.js';
import { consultations, events, outbox } from './schema.js';
import { bytes, run, statement } from './statement.js';

export async function outboxEntry(db: Database, id: string): Promise<OutboxEntry | undefined> {
  const [row] = await db.select().from(outbox).where(eq(outbox.consultationId, id));
  return toOutboxEntry(row);
}

/*
 * In the statements below the row is locked first and joined afterwards. A subquery on what the statement itself
 * wrote would not do: PostgreSQL cannot evaluate it again when a lease renewal got to the row in between.
 */

type Draft = Omit<OutboxEntry, 'phase' | 'attempts'>;

export async function freezeReply(
  db: Database,
  lease: Lease,
  draft: Draft,
  now: Date,
  begin = false,
): Promise<OutboxEntry | undefined> {
  return (await freezeFirst(db, lease, draft, now, begin)) ?? freezeOrRead(db, lease, draft, now);
}

const value = (name: string) => sql.placeholder(name);

const FREEZE = statement(
  'freeze',
  sql`
  with mine as (
    select id, ${value('at')}::timestamptz as at from ${consultations}
    where id = ${value('id')}::text and lease_owner = ${value('owner')}::text and state = 'determined'
    for update
  ),
  frozen as (
    insert into ${outbox} (consultation_id, case_id, message_id, from_address, to_address,
      recipient_hash, raw, phase, attempts, frozen_at)
    select id, ${value('caseId')}::text, ${value('messageId')}::text, ${value('from')}::text,
      ${value('to')}::text, ${value('recipientHash')}::text, ${value('raw')}::bytea,
      ${value('phase')}::text, ${value('attempts')}::integer, at from mine
    on conflict (consultation_id) do nothing
    returning consultation_id
  ),
  moved as (
    update ${consultations} c set state = 'answering', attempts = 0, next_attempt_at = null,
      updated_at = mine.at
    from mine, frozen where c.id = mine.id and c.id = frozen.consultation_id
    returning c.id
  ),
  logged as (
    insert into ${events} (consultation_id, at, event, detail)
    select moved.id, line.at, line.event, line.detail from moved, ${LINES} order by line.place
  )
  select id from moved`,
);

/** The usual case, nothing frozen yet, in one statement instead of seven round trips. */
async function freezeFirst(
  db: Database,
  lease: Lease,
  draft: Draft,
  now: Date,
  begin: boolean,
): Promise<OutboxEntry | undefined> {
  const { caseId, messageId, from, to, recipientHash, raw } = draft;
  const stored = begin
    ? ({ phase: 'sending', attempts: 1 } as const)
    : ({ phase: 'rendered', attempts: 0 } as const);
  const lines = [lineOf('answering', now), ...(begin ? [lineOf('reply-sending', now)] : [])];
  const rows = await run(db, FREEZE, {
    id: lease.id,
    owner: lease.owner,
    at: now.toISOString(),
    caseId,
    messageId,
    from,
    to,
    recipientHash,
    raw: bytes(raw),
    ...stored,
    lines: JSON.stringify(lines),
  });
  if (rows.length === 0) return undefined;
  const consultationId = lease.id;
  return { consultationId, caseId, messageId, from, to, recipientHash, raw, ...stored };
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

/** Breakers count from the first body byte, which is why that time is kept even when the reply failed. */
const SET_PHASE = statement(
  'set_phase',
  sql`
  with mine as (
    select id from ${consultations}
    where id = ${value('id')}::text and lease_owner = ${value('owner')}::text
    for update
  ),
  wanted as (
    select ${value('to')}::text as phase, ${value('at')}::timestamptz as at,
      ${value('response')}::text as response
  ),
  changed as (
    update ${outbox} o set
      phase = wanted.phase,
      attempts = o.attempts + case when wanted.phase = 'sending' then 1 else 0 end,
      body_started_at = case
        when wanted.phase = 'body-started' then wanted.at
        when wanted.phase in ('sent', 'unknown') then coalesce(o.body_started_at, wanted.at)
        else o.body_started_at end,
      sent_at = case when wanted.phase = 'sent' then wanted.at else o.sent_at end,
      response = coalesce(wanted.response, o.response)
    from wanted, mine
    where o.consultation_id = mine.id
      and o.phase in (select json_array_elements_text(${value('from')}::json))
    returning o.consultation_id as id
  ),
  logged as (
    insert into ${events} (consultation_id, at, event, detail)
    select changed.id, wanted.at, 'reply-' || wanted.phase, wanted.response from changed, wanted
  )
  select id from changed`,
);

export async function setPhase(
  db: Database,
  lease: Lease,
  from: readonly OutboxPhase[],
  to: OutboxPhase,
  now: Date,
  response?: string,
): Promise<boolean> {
  const rows = await run(db, SET_PHASE, {
    id: lease.id,
    owner: lease.owner,
    from: JSON.stringify(from),
    to,
    at: now.toISOString(),
    response: response === undefined ? null : plainText(response),
  });
  return rows.length > 0;
}

const CONCLUDE = statement(
  'conclude',
  sql`
  with mine as (
    select id, ${value('at')}::timestamptz as at from ${consultations}
    where id = ${value('id')}::text and lease_owner = ${value('owner')}::text and state = 'answering'
    for update
  ),
  settled as (
    update ${outbox} o set phase = 'sent', response = ${value('response')}::text,
      body_started_at = coalesce(o.body_started_at, mine.at), sent_at = mine.at
    from mine where o.consultation_id = mine.id and o.phase in ('sending', 'body-started')
    returning o.consultation_id as id
  ),
  moved as (
    update ${consultations} c set state = ${value('to')}::text,
      reason = coalesce(${value('reason')}::json, c.reason), attempts = 0, next_attempt_at = null,
      updated_at = mine.at, lease_owner = null, lease_until = null
    from mine, settled where c.id = mine.id and c.id = settled.id
    returning c.id
  ),
  logged as (
    insert into ${events} (consultation_id, at, event, detail)
    select moved.id, line.at, line.event, line.detail from moved, ${LINES} order by line.place
  )
  select id from moved`,
);

/** Sent and finished in one statement: there is no moment between them in which a crash leaves work. */
export async function conclude(
  db: Database,
  lease: Lease,
  next: Extract<Advance, { to: 'answered' | 'needs-attention' }>,
  now: Date,
  response: string,
): Promise<boolean> {
  const reason = next.to === 'answered' ? null : JSON.stringify(next.reason);
  const rows = await run(db, CONCLUDE, {
    id: lease.id,
    owner: lease.owner,
    at: now.toISOString(),
    response: plainText(response),
    to: next.to,
    reason,
    lines: JSON.stringify([lineOf('reply-sent', now, response), moveLine({ next, at: now })]),
  });
  return rows.length > 0;
}

const COUNT_REPLIES = statement(
  'count_replies',
  sql`
  select count(*) filter (where recipient_hash = ${value('recipientHash')}::text)::integer as sender,
    count(*) filter (where case_id = ${value('caseId')}::text)::integer as thread,
    count(*)::integer as global
  from ${outbox}
  where body_started_at >= ${value('since')}::timestamptz
    and phase in ('body-started', 'sent', 'unknown')`,
);

export async function countReplies(
  db: Database,
  query: { recipientHash: string; caseId: string; since: Date },
): Promise<ReplyCounts> {
  const { recipientHash, caseId, since } = query;
  const [row] = await run<ReplyCounts>(db, COUNT_REPLIES, {
    recipientHash,
    caseId,
    since: since.toISOString(),
  });
  return row ?? { sender: 0, thread: 0, global: 0 };
}
