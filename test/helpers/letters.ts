import { randomUUID } from 'node:crypto';

/** The name with which the test clinic's mail server signs its Authentication-Results. */
export const AUTHSERV_ID = 'mx.clinic.test';
export const CONSULT = 'consult@clinic.test';
export const SENDER = 'dr.rivera@practice.test';

export interface LetterOptions {
  readonly from?: string;
  readonly subject?: string;
  /** `null` leaves the header out. */
  readonly messageId?: string | null;
  readonly text?: string;
  /** Further header lines, "Name: value". */
  readonly headers?: readonly string[];
  /** Whether the clinic's mail server found the author genuine. Default true. */
  readonly authenticated?: boolean;
  /** Replaces Content-Type and body. */
  readonly mime?: {
    readonly type: string;
    readonly body: string | Buffer;
    readonly encoding?: string;
  };
}

export interface Letter {
  readonly messageId: string;
  readonly raw: Buffer;
}

/** A letter to the consult address as the clinic's mail server would store it. */
export function letter(options: LetterOptions = {}): Letter {
  const from = options.from ?? SENDER;
  const domain = from.slice(from.indexOf('@') + 1);
  const messageId =
    options.messageId === undefined ? `<${randomUUID()}@practice.test>` : (options.messageId ?? '');
  const authenticated = options.authenticated ?? true;
  const head = [
    `Return-Path: <${from}>`,
    `Authentication-Results: ${AUTHSERV_ID}; dmarc=${authenticated ? 'pass' : 'fail'} header.from=${domain}`,
    `From: Dr Rivera <${from}>`,
    `To: ${CONSULT}`,
    `Subject: ${options.subject ?? 'Coding question'}`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    ...(messageId === '' ? [] : [`Message-ID: ${messageId}`]),
    'MIME-Version: 1.0',
    ...(options.headers ?? []),
    `Content-Type: ${options.mime?.type ?? 'text/plain; charset=utf-8'}`,
    `Content-Transfer-Encoding: ${options.mime?.encoding ?? '8bit'}`,
    '',
    '',
  ].join('\r\n');
  const body =
    options.mime?.body ?? options.text ?? 'LN2 cryotherapy to 6 actinic keratoses on the scalp.';
  return {
    messageId,
    raw: Buffer.concat([
      Buffer.from(head),
      Buffer.isBuffer(body) ? body : Buffer.from(body.replace(/\r?\n/g, '\r\n')),
    ]),
  };
}

/** A multipart/mixed body of these parts, each given with its own headers. */
export function multipart(
  parts: readonly { headers: readonly string[]; body: string | Buffer }[],
): {
  type: string;
  body: Buffer;
} {
  const boundary = 'b-7f3k2';
  const chunks = parts.flatMap(({ headers, body }) => [
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
    Buffer.isBuffer(body) ? body : Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
  return {
    type: `multipart/mixed; boundary="${boundary}"`,
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** An attachment in base64. */
export function attachment(
  type: string,
  name: string,
  content: Buffer,
): { headers: string[]; body: string } {
  return {
    headers: [
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
    ],
    body: content.toString('base64').replace(/.{76}/g, '$&\r\n'),
  };
}

export const plainPart = (text: string) => ({
  headers: ['Content-Type: text/plain; charset=utf-8'],
  body: text,
});
