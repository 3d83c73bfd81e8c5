import { simpleParser } from 'mailparser';
import { attachmentKind } from './attachment-kinds.js';
import { assertDecoded, assertKnownCharset } from './charsets.js';
import { docxText, isEncryptedOffice, pdfText, plainText, zipKind } from './documents.js';
import { htmlToVisibleText } from './html-text.js';
import { Unreadable, type ReadingLimits } from './limits.js';
import { normaliseText } from './normalise.js';
import { ownText } from './quoted.js';
import { readShape, type Leaf, type MimeTree } from './shape.js';

/* From a MIME tree to text: which parts are the letter, which are attachments, and what each one says. */

export interface Content {
  /** The letter's own words, quotes and signature still in it. */
  readonly body: string;
  /** Each with its heading line "[Attachment 1: PDF]". No file names: they often hold the patient's name. */
  readonly attachments: readonly string[];
  readonly remarks: readonly string[];
}

const READABLE_ENCODINGS = new Set(['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

/** uuencode inside a plain part: an attachment of the time before MIME, or a broken winmail.dat. */
const UUENCODED = /^begin [0-7]{3,4} [^\n]+\n[!-`]{2,61}$/m;

/** Below this share of the HTML's letters the plain part is a stub ("view this mail in a browser"). */
const STUB_SHARE = 0.5;

export async function readContent(
  tree: MimeTree,
  limits: ReadingLimits,
  forwardDepth: number,
): Promise<Content> {
  const reading: Reading = {
    limits,
    forwardDepth,
    remarks: new Set(),
    attachments: [],
    body: [],
    count: { attached: 0 },
  };
  await visit(tree, reading);
  return {
    body: reading.body.join('\n\n').trim(),
    attachments: reading.attachments,
    remarks: [...reading.remarks],
  };
}

interface Reading {
  readonly limits: ReadingLimits;
  readonly forwardDepth: number;
  readonly remarks: Set<string>;
  readonly attachments: string[];
  readonly body: string[];
  /** Shared by the readings of alternative forms. */
  readonly count: { attached: number };
}

async function visit(tree: MimeTree, reading: Reading): Promise<void> {
  if (tree.kind === 'leaf') {
    if (isBodyPart(tree)) reading.body.push(await bodyText(tree, reading));
    else await attach(tree, reading);
    return;
  }
  if (tree.contentType === 'multipart/encrypted') throw new Unreadable('encrypted');
  if (tree.contentType === 'multipart/alternative') {
    await chooseAlternative(tree.children, reading);
    return;
  }
  for (const child of tree.children) await visit(child, reading);
}

function isBodyPart(leaf: Leaf): boolean {
  const isText = leaf.contentType === 'text/plain' || leaf.contentType === 'text/html';
  return isText && leaf.disposition !== 'attachment' && leaf.fileName === '';
}

/**
 * The plain form when it says what the HTML says, else the HTML. Attachments that hang in the other form
 * (Apple Mail puts them beside its HTML) are read all the same.
 */
async function chooseAlternative(children: readonly MimeTree[], reading: Reading): Promise<void> {
  const forms: { readings: Reading; html: boolean }[] = [];
  for (const child of children) {
    const readings: Reading = {
      ...reading,
      remarks: new Set(),
      body: [],
      attachments: reading.attachments,
    };
    await visit(child, readings);
    forms.push({ readings, html: holdsHtml(child) });
  }
  const filled = forms.filter((form) => letters(form.readings) > 0);
  const plain = filled.find((form) => !form.html);
  const html = filled.findLast((form) => form.html);
  const plainIsWhole =
    plain !== undefined &&
    (html === undefined || letters(plain.readings) >= letters(html.readings) * STUB_SHARE);
  const chosen = plainIsWhole ? plain : html;
  if (chosen !== undefined) reading.body.push(...chosen.readings.body);
  for (const form of forms) {
    for (const remark of form.readings.remarks) reading.remarks.add(remark);
  }
}

function holdsHtml(tree: MimeTree): boolean {
  return tree.kind === 'leaf' ? tree.contentType === 'text/html' : tree.children.some(holdsHtml);
}

function letters(reading: Reading): number {
  return reading.body.join('').replace(/[^\p{L}\p{N}]/gu, '').length;
}

async function bodyText(leaf: Leaf, reading: Reading): Promise<string> {
  assertReadable(leaf);
  const parsed = await parseAlone(leaf);
  if (leaf.contentType === 'text/html') {
    return fromHtml(assertDecoded(parsed.html || ''), reading);
  }
  const text = normalised(assertDecoded(parsed.text ?? ''), reading);
  if (UUENCODED.test(text)) throw new Unreadable('attachment-unsupported', 'uuencode');
  return text;
}

function assertReadable(leaf: Leaf): void {
  assertKnownCharset(leaf.charset);
  if (!READABLE_ENCODINGS.has(leaf.encoding))
    throw new Unreadable('malformed-part', 'transfer encoding');
}

/** One part through mailparser, as a letter of its own: transfer decoding, character set, format=flowed. */
async function parseAlone(leaf: Leaf): ReturnType<typeof simpleParser> {
  return simpleParser(leaf.bytes(), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    checksumAlgo: 'sha256',
  });
}

function fromHtml(html: string, reading: Reading): string {
  const { text, droppedText } = htmlToVisibleText(html, reading.limits.htmlDepth);
  if (droppedText) reading.remarks.add('hidden-text-ignored');
  return normalised(text, reading);
}

function normalised(raw: string, reading: Reading): string {
  const { text, hadDeceptiveCharacters } = normaliseText(raw);
  if (hadDeceptiveCharacters) reading.remarks.add('hidden-text-ignored');
  if (text.length > reading.limits.textChars) throw new Unreadable('text-too-large');
  return text.replace(/\n{4,}/g, '\n\n\n').trim();
}

async function attach(leaf: Leaf, reading: Reading): Promise<void> {
  const { limits } = reading;
  reading.count.attached += 1;
  if (reading.count.attached > limits.attachments) throw new Unreadable('too-many-attachments');
  if (leaf.bodyBytes > limits.attachmentBytes * 1.4) throw new Unreadable('attachment-too-large');
  if (!READABLE_ENCODINGS.has(leaf.encoding))
    throw new Unreadable('malformed-part', 'transfer encoding');
  const content = await decodedBytes(leaf);
  if (content.length > limits.attachmentBytes) throw new Unreadable('attachment-too-large');
  const kind = attachmentKind(leaf, content, limits);
  switch (kind.kind) {
    case 'ignored':
      reading.remarks.add(kind.remark);
      return;
    case 'text':
      assertKnownCharset(leaf.charset);
      append(reading, 'text', normalised(plainText(content, leaf.charset), reading));
      return;
    case 'html':
      assertKnownCharset(leaf.charset);
      append(reading, 'HTML', fromHtml(plainText(content, leaf.charset), reading));
      return;
    case 'pdf':
      append(reading, 'PDF', normalised(await pdfText(content, limits), reading));
      return;
    case 'zip':
      if (zipKind(content) === 'other') throw new Unreadable('attachment-archive');
      append(reading, 'Word', normalised(await docxText(content, limits), reading));
      return;
    case 'letter':
      await attachLetter(content, reading);
      return;
    case 'encrypted-letter':
      throw new Unreadable('encrypted');
    case 'tnef':
      throw new Unreadable('attachment-tnef');
    case 'office-container':
      throw isEncryptedOffice(content)
        ? new Unreadable('attachment-encrypted', 'office')
        : new Unreadable('attachment-unsupported', 'old office format');
    case 'unsupported':
      throw new Unreadable('attachment-unsupported', kind.what);
  }
}

/** A forwarded letter: its own words and its attachments, down to the cap on letters within letters. */
async function attachLetter(content: Uint8Array, reading: Reading): Promise<void> {
  const depth = reading.forwardDepth + 1;
  if (depth > reading.limits.forwardDepth)
    throw new Unreadable('too-deeply-nested', 'forwarded letters');
  const tree = await readShape(content, reading.limits);
  const inner = await readContent(tree, reading.limits, depth);
  const own = ownText(inner.body, {
    subject: 'Fwd:',
    isAnswer: false,
    hasAttachments: inner.attachments.length > 0,
  });
  for (const remark of [...inner.remarks, ...own.remarks, 'forwarded-text-used'])
    reading.remarks.add(remark);
  append(reading, 'forwarded letter', own.text);
  for (const attachment of inner.attachments) {
    append(reading, 'in forwarded letter', attachment.replace(/^\[[^\]\n]*\]\n/, ''));
  }
}

function append(reading: Reading, label: string, text: string): void {
  if (text === '') return;
  reading.attachments.push(`[Attachment ${reading.attachments.length + 1}: ${label}]\n${text}`);
}

async function decodedBytes(leaf: Leaf): Promise<Uint8Array> {
  const body = leaf.bytes().subarray(-leaf.bodyBytes || undefined);
  if (leaf.bodyBytes === 0) return new Uint8Array();
  switch (leaf.encoding) {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return quotedPrintable(body);
    default:
      return body;
  }
}

function quotedPrintable(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/=[ \t]*\r?\n/g, '');
  return Buffer.from(
    text.replace(/=([0-9a-f]{2})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
}
