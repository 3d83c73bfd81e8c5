import { ImportError } from './import-error.js';
import type { Source } from './source.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Text whose bytes were taken as Latin-1. Agencies mix UTF-8 and Windows-1252, sometimes within one file, so each
 * piece is read as UTF-8 where its bytes are that, and as Windows-1252 otherwise.
 */
export function repaired(text: string): string {
  if (ASCII.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  try {
    return strictUtf8.decode(bytes);
  } catch {
    // Decoded at one go, Node 20 takes these bytes for Latin-1: dashes and quotes would become control characters.
    return windows1252.decode(bytes, { stream: true });
  }
}

/** Refuses what is no text at all, at the first bytes. */
export function checkText(source: Source, head: Buffer): void {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw new ImportError(source.name, 1, 'is UTF-16; save it as UTF-8, or import the original.');
  if (head.subarray(0, 1024).includes(0))
    throw new ImportError(
      source.name,
      1,
      'is no text file; import the original txt, csv, xlsx or xml.',
    );
}

/**
 * Hands each line (without its CR LF, LF or CR and without a byte order mark) to `onLine`, numbered from 1.
 * @returns the number of lines
 */
export async function forEachLine(
  source: Source,
  onLine: (text: string, line: number) => void,
): Promise<number> {
  let rest = '';
  let line = 0;
  let first = true;
  for await (const chunk of await source.open()) {
    const bytes = chunk as Buffer;
    if (first) checkText(source, bytes);
    const text = rest + bytes.toString('latin1');
    const lines = (first && text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(3) : text).split(
      '\n',
    );
    first = false;
    rest = lines.pop() ?? '';
    for (const each of lines) {
      line += 1;
      onLine(repaired(each.endsWith('\r') ? each.slice(0, -1) : each), line);
    }
  }
  if (rest !== '') {
    line += 1;
    onLine(repaired(rest.endsWith('\r') ? rest.slice(0, -1) : rest), line);
  }
  return line;
}
