import { decodeStrictly } from './charsets.js';
import { htmlToVisibleText } from './html-text.js';
import { Unreadable, type ReadingLimits } from './limits.js';

/* Text of PDF and Word documents. Runs only inside the reading process; the libraries load when needed. */

/** A docx may unpack to this many bytes for each of its own before it is taken for a bomb. */
const ZIP_RATIO = 100;
const ZIP_UNPACKED = 100 * 1024 * 1024;

/** Text of every page. Raises when a page shows a picture and no text: a scan cannot be read. */
export async function pdfText(content: Uint8Array, limits: ReadingLimits): Promise<string> {
  standInForCanvas();
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = pdfjs.getDocument({
    data: Uint8Array.from(content),
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    enableXfa: false,
    // Whole or not at all: a repaired file may have lost a page.
    stopAtErrors: true,
    verbosity: 0,
  });
  try {
    const document = await task.promise.catch((error: unknown) => {
      const name = error instanceof Error ? error.name : '';
      throw new Unreadable(
        name === 'PasswordException' ? 'attachment-encrypted' : 'attachment-unreadable',
        'pdf',
      );
    });
    if (document.numPages > limits.pdfPages)
      throw new Unreadable('attachment-too-large', 'pdf pages');
    const pages: string[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = layOut(items.filter((item) => 'str' in item));
      if (text.trim() === '' && (await showsPicture(page, pdfjs.OPS))) {
        throw new Unreadable('attachment-no-text', 'pdf');
      }
      pages.push(text);
    }
    const whole = pages.join('\n\n').trim();
    if (whole === '') throw new Unreadable('attachment-no-text', 'pdf');
    return whole;
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('attachment-unreadable', 'pdf');
  } finally {
    await task.destroy();
  }
}

/**
 * pdf.js takes drawing classes from a native package while it loads. Text needs none of them, and the
 * reading process may not load native code: empty classes do.
 */
function standInForCanvas(): void {
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) {
    if (!(name in globalThis)) Reflect.set(globalThis, name, class {});
  }
}

interface TextItem {
  readonly str: string;
  readonly hasEOL: boolean;
  /** a, b, c, d, x, y */
  readonly transform: readonly unknown[];
  readonly width: number;
  readonly height: number;
}

/** Lines as they stand on the page: a gap between pieces of a line becomes a blank, a jump a new line. */
function layOut(items: readonly TextItem[]): string {
  let text = '';
  let last: { x: number; y: number; height: number } | undefined;
  for (const item of items) {
    const x = Number(item.transform[4]);
    const y = Number(item.transform[5]);
    if (item.str !== '') {
      if (last !== undefined && !text.endsWith('\n')) {
        if (Math.abs(y - last.y) > Math.max(last.height, item.height) * 0.5) text += '\n';
        else if (x - last.x > Math.max(item.height, 1) * 0.15 && !/\s$/.test(text)) text += ' ';
      }
      text += item.str;
      last = { x: x + item.width, y, height: item.height };
    }
    if (item.hasEOL) text += '\n';
  }
  return text;
}

async function showsPicture(
  page: { getOperatorList(): Promise<{ fnArray: readonly number[] }> },
  ops: Readonly<Record<string, number>>,
): Promise<boolean> {
  const pictures = new Set(
    Object.entries(ops)
      .filter(([name]) => name.startsWith('paintImage') || name.startsWith('paintInlineImage'))
      .map(([, code]) => code),
  );
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((code) => pictures.has(code));
}

/** What an archive is: a Word document or another zip. Raises for bombs before anything is unpacked. */
export function zipKind(content: Uint8Array): 'docx' | 'other' {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  let unpacked = 0;
  let word = false;
  // Central directory headers; a forged directory only hurts the forger, the process has its own caps.
  for (
    let at = bytes.indexOf('PK\u0001\u0002');
    at >= 0;
    at = bytes.indexOf('PK\u0001\u0002', at + 46)
  ) {
    if (at + 46 > bytes.length) break;
    unpacked += bytes.readUInt32LE(at + 24);
    const name = bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString('latin1');
    word ||= name === 'word/document.xml';
  }
  if (unpacked > ZIP_UNPACKED || unpacked > Math.max(bytes.length, 10_000) * ZIP_RATIO) {
    throw new Unreadable('attachment-too-large', 'archive ratio');
  }
  return word ? 'docx' : 'other';
}

export async function docxText(content: Uint8Array, limits: ReadingLimits): Promise<string> {
  const mammoth = (await import('mammoth')).default;
  let html: string;
  try {
    const result = await mammoth.convertToHtml(
      { buffer: Buffer.from(content) },
      {
        externalFileAccess: false,
        includeDefaultStyleMap: true,
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      },
    );
    html = result.value;
  } catch {
    throw new Unreadable('attachment-unreadable', 'docx');
  }
  const { text } = htmlToVisibleText(html, limits.htmlDepth);
  if (text.trim() === '') throw new Unreadable('attachment-no-text', 'docx');
  return text;
}

/** Word and Excel before 2007, or a new file under a password: both come in the same container. */
export function isEncryptedOffice(content: Uint8Array): boolean {
  const marker = Buffer.from('EncryptedPackage', 'utf16le');
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes(marker);
}

export function plainText(content: Uint8Array, charset: string): string {
  if (charset === '' || charset === 'us-ascii') {
    try {
      return decodeStrictly(content, 'utf-8');
    } catch {
      // Undeclared .txt files of Windows machines.
      return decodeStrictly(content, 'windows-1252');
    }
  }
  return decodeStrictly(content, charset);
}
