import type { Ledger } from '../consultation/ports.js';
import type { Database } from './database.js';
import * as filing from './filing.js';
import * as intake from './intake.js';
import { migrate } from './migrate.js';
import { advanceThrough } from './moves.js';
import * as overview from './overview.js';
import * as progress from './progress.js';
import * as replies from './replies.js';
import * as retention from './retention.js';
import { guarded } from './store-error.js';

/** The ledger over any database; `close` is what the owner of the connection wants done at the end. */
export function createLedger(db: Database, close: () => Promise<void>): Ledger {
  return {
    migrate: () => guarded('create or upgrade its tables', () => migrate(db)),

    receive: (arrival) => guarded('record a letter', () => intake.receive(db, arrival)),
    sightedUids: (mailbox, uidValidity, among) =>
      guarded('list sighted letters', () => intake.sightedUids(db, mailbox, uidValidity, among)),
    rawMail: (id) => guarded('read a letter', () => intake.rawMail(db, id)),

    get: (id) => guarded('read a consultation', () => progress.get(db, id)),
    claim: (id, owner, leaseMs, now) =>
      guarded('claim a consultation', () => progress.claim(db, id, owner, leaseMs, now)),
    take: (id, owner, leaseMs, now) =>
      guarded('claim a consultation', () => progress.take(db, id, owner, leaseMs, now)),
    renew: (lease, leaseMs, now) =>
      guarded('renew a lease', () => progress.renew(db, lease, leaseMs, now)),
    release: (lease) => guarded('release a lease', () => progress.release(db, lease)),
    advance: (lease, from, next, now) =>
      guarded(`advance from ${from} to ${next.to}`, () =>
        advanceThrough(db, lease, from, [{ next, at: now }]),
      ),
    advanceThrough: (lease, from, moves) =>
      guarded(`advance from ${from} to ${moves.at(-1)?.next.to ?? 'nowhere'}`, () =>
        advanceThrough(db, lease, from, moves),
      ),
    recordFailure: (lease, detail, nextAttemptAt, now) =>
      guarded('record a failed attempt', () =>
        progress.recordFailure(db, lease, detail, nextAttemptAt, now),
      ),

    findCase: (ids) => guarded('find a case', () => progress.findCase(db, ids)),
    nextRevision: (caseId) => guarded('number a revision', () => progress.nextRevision(db, caseId)),

    outboxEntry: (id) => guarded('read a reply', () => replies.outboxEntry(db, id)),
    freezeReply: (lease, entry, now, begin) =>
      guarded('freeze a reply', () => replies.freezeReply(db, lease, entry, now, begin)),
    setPhase: (lease, from, to, now, response) =>
      guarded(`set a reply to ${to}`, () => replies.setPhase(db, lease, from, to, now, response)),
    conclude: (lease, next, now, response) =>
      guarded(`conclude a reply as ${next.to}`, () =>
        replies.conclude(db, lease, next, now, response),
      ),
    countReplies: (query) => guarded('count replies', () => replies.countReplies(db, query)),

    filingTasks: (mailbox, uidValidity, limit) =>
      guarded('list letters to file', () => filing.filingTasks(db, mailbox, uidValidity, limit)),
    markFiled: (mailbox, uidValidity, uid, now) =>
      guarded('mark a letter as filed', () => filing.markFiled(db, mailbox, uidValidity, uid, now)),
    markSentCopied: (id, now) =>
      guarded('mark a reply as copied', () => filing.markSentCopied(db, id, now)),

    due: (now, idleMs, limit) =>
      guarded('list due consultations', () => overview.due(db, now, idleMs, limit)),
    counts: () => guarded('count consultations', () => overview.counts(db)),
    oldestUnanswered: () =>
      guarded('find the oldest open consultation', () => overview.oldestUnanswered(db)),
    list: (filter) => guarded('list consultations', () => overview.list(db, filter)),
    events: (id) => guarded('read a trail', () => overview.eventsOf(db, id)),

    retry: (id, now) => guarded('retry a consultation', () => retention.retry(db, id, now)),
    purge: (before, now) => guarded('purge content', () => retention.purge(db, before, now)),

    ping: () => guarded('reach its database', () => overview.ping(db)),
    close,
  };
}
