import {
  and,
  asc,
  count,
  desc,
  eq,
  inArray,
  isNull,
  lte,
  min,
  notInArray,
  or,
  sql,
} from 'drizzle-orm';
import type { CaseSummary, LedgerEvent } from '../consultation/ports.js';
import {
  stageFor,
  STATES,
  TERMINAL_STATES,
  type Stage,
  type StateName,
} from '../consultation/states.js';
import type { Database } from './database.js';
import { SUMMARY_COLUMNS, toSummary } from './rows.js';
import { consultations, events } from './schema.js';

const isOpen = notInArray(consultations.state, [...TERMINAL_STATES]);

/** Oldest first, so that a long backlog is offered in the order in which it came. */
export async function due(
  db: Database,
  now: Date,
  idleMs: number,
  limit: number,
): Promise<{ id: string; stage: Stage }[]> {
  const rows = await db
    .select({ id: consultations.id, state: consultations.state })
    .from(consultations)
    .where(
      and(
        isOpen,
        lte(consultations.updatedAt, new Date(now.getTime() - idleMs)),
        or(isNull(consultations.leaseUntil), lte(consultations.leaseUntil, now)),
        or(isNull(consultations.nextAttemptAt), lte(consultations.nextAttemptAt, now)),
      ),
    )
    .orderBy(asc(consultations.updatedAt))
    .limit(limit);
  return rows.map(({ id, state }) => ({ id, stage: stageFor(state) }));
}

export async function counts(db: Database): Promise<Record<StateName, number>> {
  const rows = await db
    .select({ state: consultations.state, rows: count() })
    .from(consultations)
    .groupBy(consultations.state);
  const found = new Map(rows.map((row) => [row.state, row.rows]));
  return Object.fromEntries(STATES.map((state) => [state, found.get(state) ?? 0])) as Record<
    StateName,
    number
  >;
}

export async function oldestUnanswered(db: Database): Promise<Date | undefined> {
  const [row] = await db
    .select({ oldest: min(consultations.receivedAt) })
    .from(consultations)
    .where(isOpen);
  return row?.oldest ?? undefined;
}

/** Newest first. */
export async function list(
  db: Database,
  filter: { states?: readonly StateName[]; limit: number },
): Promise<CaseSummary[]> {
  const rows = await db
    .select(SUMMARY_COLUMNS)
    .from(consultations)
    .where(
      filter.states === undefined ? undefined : inArray(consultations.state, [...filter.states]),
    )
    .orderBy(desc(consultations.receivedAt), asc(consultations.id))
    .limit(filter.limit);
  return rows.map(toSummary);
}

export async function eventsOf(db: Database, id: string): Promise<LedgerEvent[]> {
  const rows = await db
    .select()
    .from(events)
    .where(eq(events.consultationId, id))
    .orderBy(asc(events.id));
  return rows.map(({ consultationId, at, event, detail }) => ({
    consultationId,
    at,
    event,
    ...(detail === null ? {} : { detail }),
  }));
}

export async function ping(db: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
