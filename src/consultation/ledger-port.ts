import type { Advance, Consultation, Reason, Stage, StateName } from './states.js';

/** A letter as the mailbox holds it. `physical` key = mailbox + UIDVALIDITY + UID. */
export interface Arrival {
  readonly mailbox: string;
  /** UIDVALIDITY as text: it is a 64-bit number. */
  readonly uidValidity: string;
  readonly uid: number;
  /** sha256 hex over mailbox, Message-ID and canonical content: see identity.ts. */
  readonly logicalKey: string;
  /** Consultation id, derived from the logical key. */
  readonly id: string;
  readonly size: number;
  /** The letter, or undefined when it was over the size cap and was not fetched. */
  readonly raw?: Uint8Array;
  readonly now: Date;
}

/** `new`: a row was written. `duplicate`: same letter under a new UID. `known`: this UID was seen before. */
export type Receipt =
  | { readonly kind: 'new'; readonly id: string }
  | { readonly kind: 'duplicate'; readonly id: string }
  | { readonly kind: 'known'; readonly id: string };

/** The right to work on one row until `until`; every write of the worker names it. */
export interface Lease {
  readonly id: string;
  readonly owner: string;
  readonly until: Date;
}

/** A row in one's hands: the lease together with what the row holds, read in the same statement. */
export interface Claim {
  readonly lease: Lease;
  /** Without the documentation once the answer is decided: it is large and nobody asks for it again. */
  readonly consultation: Consultation;
  /** The letter, for a row that was not read yet; absent when it was not fetched. */
  readonly raw?: Uint8Array;
}

/** A move and when it was decided: moves may be written together, their times stay their own. */
export interface TimedAdvance {
  readonly next: Advance;
  readonly at: Date;
}

/**
 * The reply as it will be sent, byte for byte, frozen before the first connect.
 *
 * Phases: `rendered -> sending -> body-started -> sent | refused | unknown`; `sending` falls back to
 * `rendered` when the server had not yet asked for the body (no 354 seen). A row found in
 * `body-started` after a crash is `unknown`: it is never resent without a look at Sent or an operator.
 */
export type OutboxPhase = 'rendered' | 'sending' | 'body-started' | 'sent' | 'refused' | 'unknown';

export interface OutboxEntry {
  readonly consultationId: string;
  readonly caseId: string;
  /** Deterministic Message-ID with angle brackets. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly recipientHash: string;
  readonly raw: Uint8Array;
  readonly phase: OutboxPhase;
  readonly attempts: number;
  /** The server's last answer: code and enhanced status only, never text with addresses. */
  readonly response?: string;
  readonly sentAt?: Date;
}

/** A terminal letter that still lies in INBOX. */
export interface FilingTask {
  readonly consultationId: string;
  readonly uid: number;
  readonly state: 'answered' | 'declined' | 'needs-attention';
  /** Present once, until the copy in Sent is recorded. */
  readonly sentCopy?: { readonly messageId: string; readonly raw: Uint8Array };
}

export interface ReplyCounts {
  readonly sender: number;
  readonly thread: number;
  readonly global: number;
}

/** One line of the append-only trail. `detail` holds codes and counts, never content. */
export interface LedgerEvent {
  readonly consultationId: string;
  readonly at: Date;
  readonly event: string;
  readonly detail?: string;
}

export interface CaseSummary {
  readonly id: string;
  readonly caseId: string;
  readonly revision: number;
  readonly state: StateName;
  readonly reason?: Reason;
  readonly receivedAt: Date;
  readonly updatedAt: Date;
  readonly attempts: number;
}

export interface Ledger {
  /** Creates or upgrades the tables. Safe to call from several processes at once. */
  migrate(): Promise<void>;

  /** Records a letter in one transaction: sighting, row, raw bytes, event. Idempotent on both keys. */
  receive(arrival: Arrival): Promise<Receipt>;
  /** UIDs of this mailbox and UIDVALIDITY that need not be fetched again; of these, where some are named. */
  sightedUids(
    mailbox: string,
    uidValidity: string,
    among?: readonly number[],
  ): Promise<ReadonlySet<number>>;
  rawMail(id: string): Promise<Uint8Array | undefined>;

  get(id: string): Promise<Consultation | undefined>;
  /** Compare-and-set lease: undefined while another owner's lease runs or when the row is terminal. */
  claim(id: string, owner: string, leaseMs: number, now: Date): Promise<Lease | undefined>;
  /** `claim` that hands over the row as well: one round trip instead of three. */
  take(id: string, owner: string, leaseMs: number, now: Date): Promise<Claim | undefined>;
  /** Extends a lease still held; false when it was lost. */
  renew(lease: Lease, leaseMs: number, now: Date): Promise<boolean>;
  release(lease: Lease): Promise<void>;
  /**
   * Compare-and-set move from a state, under the lease; writes the event in the same transaction and
   * clears attempts and the next-attempt time. False when the row had moved or the lease was lost.
   */
  advance(lease: Lease, from: StateName, next: Advance, now: Date): Promise<boolean>;
  /** Several such moves as one: all of them with their events, or none. At least one move. */
  advanceThrough(lease: Lease, from: StateName, moves: readonly TimedAdvance[]): Promise<boolean>;
  /** Counts a failed attempt and when to try again; releases the lease. Returns attempts so far. */
  recordFailure(lease: Lease, detail: string, nextAttemptAt: Date, now: Date): Promise<number>;

  /** The case that one of these of our Message-IDs answered, with the highest revision so far. */
  findCase(
    replyMessageIds: readonly string[],
  ): Promise<{ caseId: string; latest: Consultation } | undefined>;
  /** Next free revision number of a case, unique under concurrency by (caseId, revision). */
  nextRevision(caseId: string): Promise<number>;

  outboxEntry(id: string): Promise<OutboxEntry | undefined>;
  /**
   * Writes the frozen reply and moves `determined -> answering`; returns what is stored, old or new. With
   * `begin` a new reply is stored in `sending`, its first attempt counted: the sender goes on at once.
   */
  freezeReply(
    lease: Lease,
    entry: Omit<OutboxEntry, 'phase' | 'attempts'>,
    now: Date,
    begin?: boolean,
  ): Promise<OutboxEntry | undefined>;
  /** Compare-and-set phase change under the lease; `sending` also counts the attempt. */
  setPhase(
    lease: Lease,
    from: readonly OutboxPhase[],
    to: OutboxPhase,
    now: Date,
    response?: string,
  ): Promise<boolean>;
  /**
   * The server took the reply: `sending | body-started -> sent` together with the consultation's last move
   * out of `answering`. False, with nothing written, when either had moved or the lease was lost.
   */
  conclude(
    lease: Lease,
    next: Extract<Advance, { to: 'answered' | 'needs-attention' }>,
    now: Date,
    response: string,
  ): Promise<boolean>;
  /** Replies whose body was sent (or may have been) since a time, for the breakers. */
  countReplies(query: { recipientHash: string; caseId: string; since: Date }): Promise<ReplyCounts>;

  /** Terminal letters still in INBOX for this UIDVALIDITY. */
  filingTasks(mailbox: string, uidValidity: string, limit: number): Promise<FilingTask[]>;
  markFiled(
    mailbox: string,
    uidValidity: string,
    uid: number | readonly number[],
    now: Date,
  ): Promise<void>;
  markSentCopied(id: string | readonly string[], now: Date): Promise<void>;

  /** Non-terminal rows that are due: no lease running and next-attempt time passed. */
  due(now: Date, idleMs: number, limit: number): Promise<{ id: string; stage: Stage }[]>;

  counts(): Promise<Record<StateName, number>>;
  oldestUnanswered(): Promise<Date | undefined>;
  list(filter: { states?: readonly StateName[]; limit: number }): Promise<CaseSummary[]>;
  events(id: string): Promise<LedgerEvent[]>;
  /**
   * Puts a parked or declined row back to `received`, or to `answering` when a reply was frozen and its
   * delivery is known not to have begun. False when the row is not parked or its reply may be out.
   */
  retry(id: string, now: Date): Promise<boolean>;
  /** Deletes content (raw, mail, documentation, answer, reply bytes) of terminal rows; keeps keys, codes' count and timings. */
  purge(before: Date, now: Date): Promise<number>;

  /** Throws when the store cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
