/* Letters for tests, written as bytes: what the readers under test must not be asked to produce. */

export const NOTE =
  'Shave removal of a 0.8 cm seborrheic keratosis, left cheek. Local anesthesia, hemostasis.';

export interface LetterParts {
  readonly headers?: readonly string[];
  readonly subject?: string;
  readonly from?: string;
  readonly messageId?: string | false;
}

/** Header lines of an ordinary letter of an invented clinician. */
export function head(parts: LetterParts = {}): string[] {
  return [
    `From: ${parts.from ?? '"Dana Field, MD" <dana.field@clinic.example>'}`,
    'To: consult@codes.example',
    `Subject: ${parts.subject ?? 'Case to code'}`,
    'Date: Mon, 02 Nov 2026 10:15:00 +0000',
    ...(parts.messageId === false
      ? []
      : [`Message-ID: ${parts.messageId ?? '<one@clinic.example>'}`]),
    'MIME-Version: 1.0',
    ...(parts.headers ?? []),
  ];
}

export function letter(parts: LetterParts, body: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${head(parts).join('\r\n')}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

export function textLetter(text: string, parts: LetterParts = {}): Buffer {
  return letter(
    {
      ...parts,
      headers: [
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        ...(parts.headers ?? []),
      ],
    },
    text.replace(/\r?\n/g, '\r\n'),
  );
}

export function htmlLetter(html: string, parts: LetterParts = {}): Buffer {
  return letter(
    {
      ...parts,
      headers: [
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        ...(parts.headers ?? []),
      ],
    },
    html,
  );
}

export interface Part {
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: readonly string[];
  readonly base64?: boolean;
}

export function multipart(
  kind: string,
  parts: readonly Part[],
  boundary = 'b1',
): { type: string; body: Buffer } {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const encoding =
      part.base64 === true
        ? ['Content-Transfer-Encoding: base64']
        : ['Content-Transfer-Encoding: 8bit'];
    const isMultipart = part.type.startsWith('multipart/') || part.type.startsWith('message/');
    const lines = [
      `Content-Type: ${part.type}`,
      ...(isMultipart ? [] : encoding),
      ...(part.headers ?? []),
    ];
    const bytes = Buffer.from(part.body);
    const body =
      part.base64 === true
        ? Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n'))
        : bytes;
    pieces.push(
      Buffer.from(`--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`),
      body,
      Buffer.from('\r\n'),
    );
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { type: `multipart/${kind}; boundary="${boundary}"`, body: Buffer.concat(pieces) };
}

export function mixedLetter(
  parts: readonly Part[],
  more: LetterParts = {},
  kind = 'mixed',
): Buffer {
  const { type, body } = multipart(kind, parts);
  return letter({ ...more, headers: [`Content-Type: ${type}`, ...(more.headers ?? [])] }, body);
}

export function attachment(type: string, body: string | Buffer, name: string): Part {
  return {
    type,
    body,
    base64: true,
    headers: [`Content-Disposition: attachment; filename="${name}"`],
  };
}

export const COVER: Part = {
  type: 'text/plain; charset=utf-8',
  body: 'Please code the attached note.',
};
