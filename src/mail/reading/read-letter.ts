import { simpleParser, type ParsedMail } from 'mailparser';
import { headerLines } from '../../consultation/identity.js';
import type { HeaderLine, IncomingMail } from '../../consultation/ports.js';
import { messageIds } from '../addresses.js';
import { authorsOf } from '../authors.js';
import { readContent } from './content.js';
import { Unreadable, type ReadingLimits } from './limits.js';
import { normaliseText } from './normalise.js';
import { ownText } from './quoted.js';
import { readShape, type MimeTree } from './shape.js';

/**
 * Reads a letter whole or raises `Unreadable`. Never returns a part of one: what is left out is either
 * nothing to code (pictures, signatures) or raises.
 */
export async function readLetter(raw: Uint8Array, limits: ReadingLimits): Promise<IncomingMail> {
  const tree = await readShape(raw, limits);
  const headers = headerLines(raw, limits.headerBytes);
  const authors = authorsOf(headers);
  if (authors.kind === 'ambiguous') throw new Unreadable('from-ambiguous', authors.detail);

  const subject = await decodedSubject(headers);
  const inReplyTo = idsIn(headers, 'in-reply-to');
  const references = idsIn(headers, 'references');
  const content = await readContent(tree, limits, 0);
  const body = ownText(content.body, {
    subject,
    isAnswer: inReplyTo.length + references.length > 0,
    hasAttachments: content.attachments.length > 0,
  });
  if (body.onlyQuoted) throw new Unreadable('only-quoted-text');
  const text = [body.text, ...content.attachments].filter((part) => part !== '').join('\n\n');
  if (text.trim() === '') {
    const onlyPictures = content.remarks.includes('image-ignored');
    throw onlyPictures ? new Unreadable('attachment-no-text', 'image') : new Unreadable('empty');
  }
  if (text.length > limits.textChars) throw new Unreadable('text-too-large');

  const [messageId] = idsIn(headers, 'message-id');
  const reportType = reportTypeOf(headers);
  return {
    headers,
    from: authors.from,
    replyTo: authors.replyTo,
    subject,
    ...(messageId === undefined ? {} : { messageId }),
    inReplyTo,
    references,
    contentType: topType(tree),
    ...(reportType === undefined ? {} : { reportType }),
    text,
    remarks: [...new Set([...content.remarks, ...body.remarks])],
  };
}

function topType(tree: MimeTree): string {
  return tree.contentType;
}

function idsIn(headers: readonly HeaderLine[], name: string): string[] {
  return messageIds(
    headers
      .filter((line) => line.name === name)
      .map((line) => line.value)
      .join(' '),
  );
}

function reportTypeOf(headers: readonly HeaderLine[]): string | undefined {
  const type = headers.find((line) => line.name === 'content-type')?.value ?? '';
  return /report-type\s*=\s*"?([a-z-]+)/i.exec(type)?.[1]?.toLowerCase();
}

/** The subject with its encoded words decoded, on one line. */
async function decodedSubject(headers: readonly HeaderLine[]): Promise<string> {
  const line = headers.find((header) => header.name === 'subject');
  if (line === undefined) return '';
  // The bytes stand in the string one for one; given back, raw UTF-8 subjects decode as well.
  const head = Buffer.from(`Subject: ${line.value.slice(0, 4096)}\r\n\r\n`, 'latin1');
  const parsed: ParsedMail = await simpleParser(head, {
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  return normaliseText(parsed.subject ?? '')
    .text.replace(/\s+/g, ' ')
    .trim();
}
