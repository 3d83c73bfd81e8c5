import type { IncomingMail } from './ports.js';

/**
 * References of a reply (RFC 5322 3.6.4): theirs (or their In-Reply-To), then their Message-ID. The MIME
 * builder keeps the strict msg-ids of them, and both ends of a very long thread.
 */
export function replyReferences(
  letter: Pick<IncomingMail, 'messageId' | 'inReplyTo' | 'references'>,
): string[] {
  const base = letter.references.length > 0 ? letter.references : letter.inReplyTo;
  return [...new Set([...base, ...(letter.messageId === undefined ? [] : [letter.messageId])])];
}
