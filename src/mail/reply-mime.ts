import MailComposer from 'nodemailer/lib/mail-composer';
import type { ReplyMime } from '../consultation/ports.js';
import { isMessageId, strictAddress } from './addresses.js';
import { LOOP_MARK_HEADER, loopMark } from './screening/loop-mark.js';

export interface ReplyMimeOptions {
  /** Instance secret of the loop mark. */
  readonly secret: string;
  /** Shown beside our address; default the bare address. */
  readonly fromName?: string;
}

/** References keep both ends of a long thread: clients look at the first and at the latest. */
const REFERENCES_AT_EACH_END = 20;

/** MIME bytes of a reply: text and HTML, marked as automatic, without anything that a stranger could put in. */
export function createReplyMime(options: ReplyMimeOptions): ReplyMime {
  return {
    async build(input): Promise<Uint8Array> {
      const from = plainAddress(input.from, 'from');
      const to = plainAddress(input.to, 'to');
      if (!isMessageId(input.messageId))
        throw new Error('The reply needs a Message-ID of its own.');
      const inReplyTo =
        input.inReplyTo !== undefined && isMessageId(input.inReplyTo) ? input.inReplyTo : undefined;
      const references = bothEnds(input.references.filter((id) => isMessageId(id)));
      const composer = new MailComposer({
        from:
          options.fromName === undefined
            ? from
            : { name: oneLine(options.fromName), address: from },
        to,
        subject: oneLine(input.subject),
        messageId: input.messageId,
        ...(inReplyTo === undefined ? {} : { inReplyTo }),
        ...(references.length === 0 ? {} : { references: references.join(' ') }),
        date: input.date,
        text: input.text,
        html: input.html,
        headers: {
          'Auto-Submitted': 'auto-replied',
          'X-Auto-Response-Suppress': 'All',
          [LOOP_MARK_HEADER]: loopMark(options.secret, input.messageId),
        },
        textEncoding: 'quoted-printable',
        newline: 'windows',
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return await composer.compile().build();
    },
  };
}

function plainAddress(text: string, field: string): string {
  const address = strictAddress(text);
  if (address === undefined)
    throw new Error(`The reply's ${field} is not one plain ASCII address.`);
  return address;
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
}

function bothEnds(ids: readonly string[]): string[] {
  const unique = [...new Set(ids)];
  if (unique.length <= REFERENCES_AT_EACH_END * 2) return unique;
  return [...unique.slice(0, REFERENCES_AT_EACH_END), ...unique.slice(-REFERENCES_AT_EACH_END)];
}
