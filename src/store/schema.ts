import { isNotNull, isNull, sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  index,
  integer,
  json,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { OutboxPhase } from '../consultation/ports.js';
import type { Answer, Reason, ScreenedMail, StateName } from '../consultation/states.js';
import type { Documentation } from '../documentation/types.js';

/*
 * One schema for PostgreSQL and for the embedded PGlite. After a change run `npx drizzle-kit generate`:
 * it writes the next file under migrations/.
 *
 * Content is `json`, not `jsonb`: jsonb refuses U+0000 and lone surrogates, which real letters contain,
 * and it reorders keys, so that what was determined would no longer be the bytes that are stored.
 */

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  // pg sends a plain Uint8Array only when it is a Buffer view.
  toDriver: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

export const store = pgSchema('caseconsultant');

/** One consultation request: what it became, and who works on it. */
export const consultations = store.table(
  'consultations',
  {
    id: text('id').primaryKey(),
    caseId: text('case_id').notNull(),
    revision: integer('revision').notNull(),
    mailbox: text('mailbox').notNull(),
    logicalKey: text('logical_key').notNull(),
    size: integer('size').notNull(),
    state: text('state').$type<StateName>().notNull(),
    reason: json('reason').$type<Reason>(),
    mail: json('mail').$type<ScreenedMail>(),
    senderHash: text('sender_hash'),
    documentation: json('documentation').$type<Documentation>(),
    answer: json('answer').$type<Answer>(),
    /** Lines of the determination: outlives its content. */
    codeCount: integer('code_count'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at'),
    leaseOwner: text('lease_owner'),
    leaseUntil: moment('lease_until'),
    receivedAt: moment('received_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    purgedAt: moment('purged_at'),
  },
  (table) => [
    unique('consultations_logical_key').on(table.logicalKey),
    unique('consultations_case_revision').on(table.caseId, table.revision),
    check(
      'consultations_state',
      sql`${table.state} in ('received', 'screened', 'documented', 'determined', 'answering', 'answered', 'declined', 'needs-attention')`,
    ),
    // The sweeper's question, asked every few seconds: small, because finished rows are not in it.
    index('consultations_open')
      .on(table.updatedAt)
      .where(sql`${table.state} not in ('answered', 'declined', 'needs-attention')`),
    index('consultations_unpurged').on(table.updatedAt).where(isNull(table.purgedAt)),
    index('consultations_received').on(table.receivedAt),
  ],
);

/** A letter as it lay in a mailbox: the physical key. Several may be one consultation. */
export const sightings = store.table(
  'sightings',
  {
    mailbox: text('mailbox').notNull(),
    uidValidity: text('uid_validity').notNull(),
    uid: bigint('uid', { mode: 'number' }).notNull(),
    consultationId: text('consultation_id')
      .notNull()
      .references(() => consultations.id),
    seenAt: moment('seen_at').notNull(),
    filedAt: moment('filed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.mailbox, table.uidValidity, table.uid] }),
    index('sightings_unfiled')
      .on(table.mailbox, table.uidValidity, table.uid)
      .where(isNull(table.filedAt)),
  ],
);

/** The letter's bytes, apart from the row so that lists stay quick. */
export const rawMails = store.table('raw_mails', {
  consultationId: text('consultation_id')
    .primaryKey()
    .references(() => consultations.id),
  raw: bytea('raw').notNull(),
});

/** The frozen reply. Sender, recipient and bytes go at purge; the keys and times stay. */
export const outbox = store.table(
  'outbox',
  {
    consultationId: text('consultation_id')
      .primaryKey()
      .references(() => consultations.id),
    caseId: text('case_id').notNull(),
    messageId: text('message_id').notNull(),
    from: text('from_address'),
    to: text('to_address'),
    recipientHash: text('recipient_hash').notNull(),
    raw: bytea('raw'),
    phase: text('phase').$type<OutboxPhase>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    response: text('response'),
    frozenAt: moment('frozen_at').notNull(),
    bodyStartedAt: moment('body_started_at'),
    sentAt: moment('sent_at'),
    sentCopiedAt: moment('sent_copied_at'),
  },
  (table) => [
    unique('outbox_message_id').on(table.messageId),
    check(
      'outbox_phase',
      sql`${table.phase} in ('rendered', 'sending', 'body-started', 'sent', 'refused', 'unknown')`,
    ),
    index('outbox_recipient').on(table.recipientHash, table.bodyStartedAt),
    index('outbox_case').on(table.caseId, table.bodyStartedAt),
    index('outbox_body_started').on(table.bodyStartedAt).where(isNotNull(table.bodyStartedAt)),
  ],
);

/** The trail. A trigger (second migration) refuses to change or delete a line. */
export const events = store.table(
  'events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    consultationId: text('consultation_id')
      .notNull()
      .references(() => consultations.id),
    at: moment('at').notNull(),
    event: text('event').notNull(),
    detail: text('detail'),
  },
  (table) => [index('events_consultation').on(table.consultationId, table.id)],
);
