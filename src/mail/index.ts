/**
 * Letters in and out: the mail ports of a consultation.
 *
 * - mailbox: the IMAP account; a session is one connection to it.
 * - reading: bytes to text, in a child process; whole or not at all.
 * - screening: whether a letter may be answered, and to which address.
 * - sender: one SMTP transaction; what it knows about its end.
 * - loop mark: the signed header by which we know our own mail.
 */
export { openMailbox, type MailboxOptions } from './mailbox.js';
export { createMailReader, type MailReaderOptions } from './reader.js';
export { createReplyMime } from './reply-mime.js';
export { createScreener } from './screener.js';
export { isOwnLoopMark } from './screening/loop-mark.js';
export { createReplySender } from './sender.js';
export { createTokenSource } from './token-source.js';
export type { ServerOptions, SignIn } from './transport.js';
export { DEFAULT_LIMITS } from './reading/limits.js';
