import { randomBytes } from 'node:crypto';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { CONSULT_ADDRESS, SENDER_ADDRESS } from './sandbox.js';

/** A letter of the sandbox's sender, ready for `Sandbox.send`, and the Message-ID that its reply will name. */
export interface DemoLetter {
  readonly raw: Buffer;
  readonly messageId: string;
}

function freshMessageId(): string {
  return `<demo.${randomBytes(8).toString('hex')}@practice.test>`;
}

/** A plain-text letter to the consult address. */
export async function composeLetter(subject: string, text: string): Promise<DemoLetter> {
  const messageId = freshMessageId();
  const raw = await new MailComposer({
    from: { name: 'Dr Rivera', address: SENDER_ADDRESS },
    to: CONSULT_ADDRESS,
    subject,
    text,
    messageId,
  })
    .compile()
    .build();
  return { raw, messageId };
}

/**
 * A letter of the user's own, readdressed: it comes from the sandbox's enrolled sender and has a fresh
 * Message-ID and date; everything else is untouched. Undefined when the bytes have no header and body.
 */
export function readdressLetter(bytes: Buffer, now: Date): DemoLetter | undefined {
  const text = bytes.toString('latin1').replace(/\r?\n/g, '\r\n');
  const split = text.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const messageId = freshMessageId();
  const kept = text
    .slice(0, split)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter((line) => !/^(from|sender|reply-to|to|cc|message-id|return-path|date):/i.test(line));
  const raw = [
    `From: Dr Rivera <${SENDER_ADDRESS}>`,
    `To: ${CONSULT_ADDRESS}`,
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    ...kept,
    text.slice(split + 2),
  ].join('\r\n');
  return { raw: Buffer.from(raw, 'latin1'), messageId };
}

/** What a mail program shows of a letter. */
export async function readLetter(
  raw: Uint8Array,
): Promise<{ subject: string; text: string; html: string }> {
  const letter = await simpleParser(Buffer.from(raw));
  return {
    subject: letter.subject ?? '',
    text: letter.text ?? '',
    html: typeof letter.html === 'string' ? letter.html : '',
  };
}
