import type { IncomingMail } from './ports.js';

/** One msg-id in angle brackets, printable ASCII only: anything else could inject into our headers. */
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}@[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/;

/** First ones anchor the thread, last ones its branch; some servers cut longer headers. */
const KEEP = 20;

/** References of a reply (RFC 5322 3.6.4): theirs (or their In-Reply-To), then their Message-ID. */
export function replyReferences(
  letter: Pick<IncomingMail, 'messageId' | 'inReplyTo' | 'references'>,
): string[] {
  const base = letter.references.length > 0 ? letter.references : letter.inReplyTo;
  const all = [...base, ...(letter.messageId === undefined ? [] : [letter.messageId])];
  const unique = [...new Set(all.filter((id) => MESSAGE_ID.test(id)))];
  return unique.length <= 2 * KEEP ? unique : [...unique.slice(0, KEEP), ...unique.slice(-KEEP)];
}
