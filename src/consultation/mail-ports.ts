import type { Reason } from './states.js';

/** One authenticated IMAP session on INBOX; single use: a new one is opened after any failure. */
export interface MailboxSession {
  readonly uidValidity: string;
  /** UID and RFC822.SIZE of everything in INBOX, or of what has a UID above `after`; oldest first. */
  list(after?: number): Promise<{ uid: number; size: number }[]>;
  /** The raw letter; undefined when it is gone. Rejects bodies over `maxBytes`. */
  fetch(uid: number, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Moves a letter, creating the folder when needed; `gone` when a person moved it first. */
  file(uid: number, folder: string, flags: readonly string[]): Promise<'moved' | 'gone'>;
  /** The same for many; returns those that were moved, the others are gone. */
  fileAll(
    uids: readonly number[],
    folder: string,
    flags: readonly string[],
  ): Promise<ReadonlySet<number>>;
  findInSent(messageId: string): Promise<boolean>;
  /** Those of these Message-IDs that Sent holds. */
  amongSent(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  appendToSent(raw: Uint8Array): Promise<void>;
  /** Resolves on an IDLE hint, after `ms`, or on abort; rejects when the connection is lost. */
  waitForNews(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface MailboxOpener {
  open(): Promise<MailboxSession>;
}

/** Raised by `open`: whether waiting can help. */
export class MailboxError extends Error {
  constructor(
    readonly kind: 'authentication' | 'throttled' | 'connection' | 'configuration',
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'MailboxError';
  }
}

/** A header as it stood, name in lower case, value unfolded. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** A letter that was read whole. */
export interface IncomingMail {
  readonly headers: readonly HeaderLine[];
  /** Author addresses on which both parsers agree, lower case. */
  readonly from: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly messageId?: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** Top-level content type, lower case ("multipart/report"), with its report-type where given. */
  readonly contentType: string;
  readonly reportType?: string;
  /** New text of the letter and of its readable attachments, each announced by a heading line. */
  readonly text: string;
  readonly remarks: readonly string[];
}

/** Reading runs in a child process with caps on time and memory. */
export interface MailReader {
  read(
    raw: Uint8Array,
  ): Promise<
    | { kind: 'read'; mail: IncomingMail }
    | { kind: 'unreadable'; reason: Reason; headers?: HeaderLine[] }
  >;
  close(): Promise<void>;
}

/** What screening decided. `review` parks the letter for a person; `declined` is silent. */
export type Screening =
  | { readonly kind: 'accepted'; readonly replyTo: string }
  | { readonly kind: 'declined'; readonly reason: Reason }
  | { readonly kind: 'review'; readonly reason: Reason };

export interface Screener {
  /** Cheap header rules come first, so that an unreadable automatic mail is declined, not parked. */
  screen(
    mail: Pick<IncomingMail, 'headers'> & Partial<IncomingMail>,
    raw: Uint8Array,
  ): Promise<Screening>;
}

/** How one SMTP transaction ended. */
export type Delivery =
  | { readonly kind: 'accepted'; readonly response: string }
  /** 5xx: no retry helps. */
  | { readonly kind: 'refused'; readonly response: string }
  /** Nothing was accepted and the body may be offered again: 4xx, or cut before 354. */
  | { readonly kind: 'retry'; readonly response: string }
  /** Cut after 354: the server may have it. */
  | { readonly kind: 'unknown'; readonly response: string };

export interface ReplySender {
  /** `onBodyStarted` is awaited between 354 and the first body byte; if it throws, nothing is sent. */
  send(
    mail: { from: string; to: string; raw: Uint8Array },
    onBodyStarted: () => Promise<void>,
  ): Promise<Delivery>;
  /** Connects, authenticates and leaves: for `doctor`. */
  verify(): Promise<void>;
}

/** Builds the MIME bytes of a reply around its rendered words. */
export interface ReplyMime {
  build(input: {
    from: string;
    to: string;
    subject: string;
    messageId: string;
    inReplyTo?: string;
    references: readonly string[];
    date: Date;
    text: string;
    html: string;
  }): Promise<Uint8Array>;
}
