import { and, eq } from 'drizzle-orm';
import type { Lease, OutboxEntry } from '../consultation/ports.js';
import type { CaseSummary } from '../consultation/ports.js';
import type { Consultation } from '../consultation/states.js';
import { consultations, type outbox } from './schema.js';

type ConsultationRow = typeof consultations.$inferSelect;
/** The columns that a consultation is made of. */
export type ConsultationFields = Pick<
  ConsultationRow,
  | 'id'
  | 'caseId'
  | 'revision'
  | 'mailbox'
  | 'logicalKey'
  | 'state'
  | 'reason'
  | 'mail'
  | 'senderHash'
  | 'documentation'
  | 'answer'
  | 'attempts'
  | 'receivedAt'
  | 'updatedAt'
>;
type OutboxRow = typeof outbox.$inferSelect;

/** Drops the keys whose column is null: a field is there once its state was reached. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

export function toConsultation(row: ConsultationFields): Consultation {
  return {
    id: row.id,
    caseId: row.caseId,
    revision: row.revision,
    mailbox: row.mailbox,
    logicalKey: row.logicalKey,
    state: row.state,
    ...present({
      reason: row.reason,
      mail: row.mail,
      senderHash: row.senderHash,
      documentation: row.documentation,
      answer: row.answer,
    }),
    attempts: row.attempts,
    receivedAt: row.receivedAt,
    updatedAt: row.updatedAt,
  };
}

/** Columns of a list: no content. */
export const SUMMARY_COLUMNS = {
  id: consultations.id,
  caseId: consultations.caseId,
  revision: consultations.revision,
  state: consultations.state,
  reason: consultations.reason,
  receivedAt: consultations.receivedAt,
  updatedAt: consultations.updatedAt,
  attempts: consultations.attempts,
};

export function toSummary(row: Pick<ConsultationRow, keyof typeof SUMMARY_COLUMNS>): CaseSummary {
  const { reason, ...rest } = row;
  return { ...rest, ...present({ reason }) };
}

/** Undefined for an entry whose content was purged: nothing of it could be sent any more. */
export function toOutboxEntry(row: OutboxRow | undefined): OutboxEntry | undefined {
  if (row === undefined || row.raw === null || row.from === null || row.to === null)
    return undefined;
  return {
    consultationId: row.consultationId,
    caseId: row.caseId,
    messageId: row.messageId,
    from: row.from,
    to: row.to,
    recipientHash: row.recipientHash,
    raw: row.raw,
    phase: row.phase,
    attempts: row.attempts,
    ...present({ response: row.response, sentAt: row.sentAt }),
  };
}

/** The row while this lease holds it. Owner alone decides: an expired lease that nobody took is still ours. */
export function held(lease: Lease) {
  return and(eq(consultations.id, lease.id), eq(consultations.leaseOwner, lease.owner));
}
