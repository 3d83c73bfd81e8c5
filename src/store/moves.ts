import { sql } from 'drizzle-orm';
import type { Lease, TimedAdvance } from '../consultation/ports.js';
import { isTerminal, type Advance, type StateName } from '../consultation/states.js';
import type { Database } from './database.js';
import { plainText } from './plain-text.js';
import { consultations, events } from './schema.js';
import { run, statement } from './statement.js';

const value = (name: string) => sql.placeholder(name);

/** Event lines as one json parameter, in their order: the trail is read by the ids that they get. */
export const LINES = sql`rows from (
  json_to_recordset(${value('lines')}::json) as (at timestamptz, event text, detail text)
) with ordinality as line (at, event, detail, place)`;

/**
 * Row and trail in one statement: both or neither. A column that no move fills keeps its value; what is kept
 * is not written again, because large values lie outside the row.
 */
const ADVANCE = statement(
  'advance',
  sql`
  with moved as (
    update ${consultations} set
      state = ${value('to')}::text,
      mail = coalesce(${value('mail')}::json, mail),
      sender_hash = coalesce(${value('senderHash')}::text, sender_hash),
      case_id = coalesce(${value('caseId')}::text, case_id),
      revision = coalesce(${value('revision')}::integer, revision),
      documentation = coalesce(${value('documentation')}::json, documentation),
      answer = coalesce(${value('answer')}::json, answer),
      code_count = coalesce(${value('codeCount')}::integer, code_count),
      reason = coalesce(${value('reason')}::json, reason),
      attempts = 0,
      next_attempt_at = null,
      updated_at = ${value('at')}::timestamptz,
      lease_owner = case when ${value('keep')}::boolean then lease_owner end,
      lease_until = case when ${value('keep')}::boolean then lease_until end
    where id = ${value('id')}::text and lease_owner = ${value('owner')}::text
      and state = ${value('from')}::text
    returning id
  ),
  logged as (
    insert into ${events} (consultation_id, at, event, detail)
    select moved.id, line.at, line.event, line.detail from moved, ${LINES} order by line.place
  )
  select id from moved`,
);

export async function advanceThrough(
  db: Database,
  lease: Lease,
  from: StateName,
  moves: readonly TimedAdvance[],
): Promise<boolean> {
  const last = moves.at(-1);
  if (last === undefined) throw new Error('There is no move to make.');
  let columns: Columns = NOTHING;
  for (const { next } of moves) columns = { ...columns, ...columnsOf(next) };
  const rows = await run(db, ADVANCE, {
    ...columns,
    id: lease.id,
    owner: lease.owner,
    from,
    to: last.next.to,
    at: last.at.toISOString(),
    keep: !isTerminal(last.next.to),
    lines: JSON.stringify(moves.map(moveLine)),
  });
  return rows.length > 0;
}

/** The trail's line for a move. */
export function moveLine({ next, at }: TimedAdvance) {
  return lineOf(next.to, at, detailOf(next));
}

/** A line of the trail as the statements take it. */
export function lineOf(event: string, at: Date, detail?: string) {
  return {
    at: at.toISOString(),
    event,
    ...(detail === undefined ? {} : { detail: plainText(detail) }),
  };
}

/** What the states along the way add; null where none does. */
const NOTHING = {
  mail: null,
  senderHash: null,
  caseId: null,
  revision: null,
  documentation: null,
  answer: null,
  codeCount: null,
  reason: null,
};

type Columns = Readonly<Record<keyof typeof NOTHING, string | number | null>>;

function columnsOf(next: Advance): Partial<Columns> {
  switch (next.to) {
    case 'screened':
      return {
        mail: JSON.stringify(next.mail),
        senderHash: next.senderHash,
        caseId: next.caseId,
        revision: next.revision,
      };
    case 'documented':
      return { documentation: JSON.stringify(next.documentation) };
    case 'determined':
      return {
        answer: JSON.stringify(next.answer),
        codeCount:
          next.answer.kind === 'determination' ? next.answer.determination.lines.length : 0,
      };
    case 'answering':
    case 'answered':
      return {};
    case 'declined':
    case 'needs-attention':
      return { reason: JSON.stringify(next.reason) };
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
