import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HeaderLine } from './ports.js';

/*
 * The three keys of a letter.
 * - physical: mailbox + UIDVALIDITY + UID. Where it lies.
 * - logical: mailbox + Message-ID + canonical From, Date and body. What it is. A reused Message-ID with
 *   another text is another letter; the same letter under a new UID is the same.
 * - reply: a Message-ID derived by HMAC, so that a resend after a crash is the same letter.
 */

/** Header lines of a raw letter, unfolded, up to the first empty line or `maxBytes`. */
export function headerLines(raw: Uint8Array, maxBytes = 256 * 1024): HeaderLine[] {
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(bodyStart(raw), maxBytes)).toString(
    'latin1',
  );
  const lines: HeaderLine[] = [];
  for (const line of head.split(/\r?\n/)) {
    const previous = lines.at(-1);
    if (/^[ \t]/.test(line) && previous !== undefined) {
      lines[lines.length - 1] = { name: previous.name, value: `${previous.value} ${line.trim()}` };
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0) {
      lines.push({
        name: line.slice(0, colon).trim().toLowerCase(),
        value: line.slice(colon + 1).trim(),
      });
    }
  }
  return lines;
}

/** Offset of the first body byte: after the first empty line, or the end. */
function bodyStart(raw: Uint8Array): number {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return crlf + 4;
  return lf >= 0 ? lf + 2 : bytes.length;
}

/**
 * sha256 hex over what makes a letter itself. Transport headers (Received, Return-Path) are left out: they
 * change when a mail program downloads and uploads it again. Line ends and trailing blanks are canonical.
 */
export function logicalKey(mailbox: string, raw: Uint8Array): string {
  const headers = headerLines(raw);
  const first = (name: string) => headers.find((line) => line.name === name)?.value ?? '';
  const body = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    .subarray(bodyStart(raw))
    .toString('latin1')
    .replace(/[ \t]*\r?\n/g, '\n')
    .trimEnd();
  return createHash('sha256')
    .update(
      JSON.stringify([
        mailbox,
        first('message-id'),
        first('from'),
        first('date'),
        first('subject'),
        createHash('sha256').update(body, 'latin1').digest('hex'),
      ]),
    )
    .digest('hex');
}

/** Key of a letter that was too large to fetch: only where it lies is known. */
export function physicalKey(mailbox: string, uidValidity: string, uid: number): string {
  return createHash('sha256')
    .update(JSON.stringify([mailbox, uidValidity, uid]))
    .digest('hex');
}

/** Consultation id: a letter and 24 hex digits of the logical key, so that a queue takes it as a job id. */
export function consultationId(logical: string): string {
  return `c${logical.slice(0, 24)}`;
}

/** The short number that a reply shows; `cases show` takes it. */
export function referenceOf(id: string): string {
  return id.slice(1, 9).toUpperCase();
}

/** Everything that depends on the secret of this installation. */
export interface InstanceIdentity {
  /** Message-ID of the reply to a consultation: the same for every attempt. */
  readonly replyMessageId: (id: string) => string;
  /** True for Message-IDs that this installation made, whoever quotes them. */
  readonly isOwnMessageId: (messageId: string) => boolean;
  /** Keyed hash of an address: breakers need equality, the ledger must not hold addresses in clear. */
  readonly addressHash: (address: string) => string;
}

export function instanceIdentity(secret: string, domain: string): InstanceIdentity {
  const mac = (text: string, digits: number) =>
    createHmac('sha256', secret).update(text).digest('hex').slice(0, digits);
  const ownForm = /^<case\.(c[0-9a-f]{24})\.([0-9a-f]{24})@([^<>\s]+)>$/;
  return {
    replyMessageId: (id) => `<case.${id}.${mac(`reply:${id}`, 24)}@${domain}>`,
    isOwnMessageId: (messageId) => {
      const parts = ownForm.exec(messageId);
      const id = parts?.[1];
      const given = parts?.[2];
      if (id === undefined || given === undefined || parts?.[3] !== domain) return false;
      return timingSafeEqual(Buffer.from(given), Buffer.from(mac(`reply:${id}`, 24)));
    },
    addressHash: (address) => mac(`address:${address.toLowerCase()}`, 32),
  };
}
