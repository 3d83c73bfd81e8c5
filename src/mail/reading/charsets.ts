import { Unreadable } from './limits.js';

/* Which declared character sets we accept, and what a failed decoding looks like. */

/** Names that are plain ASCII in practice: bytes above 127 are then tried as UTF-8. */
const ASCII = new Set([
  '',
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'iso646-us',
  '646',
  'unknown-8bit',
  'default',
]);

/** UTF-7 hides markup from every later check, and nobody sends it any more. */
const REFUSED = /^(?:unicode-1-1-)?utf-?7(?:-imap)?$/;

/** Raises `charset` for names that no decoder here knows. */
export function assertKnownCharset(label: string): void {
  if (ASCII.has(label)) return;
  if (REFUSED.test(label) || decoderFor(label) === undefined)
    throw new Unreadable('charset', 'unknown');
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    const decoder = new TextDecoder(ASCII.has(label) ? 'utf-8' : label, { fatal: true });
    return decoder.encoding === 'replacement' || decoder.encoding === 'x-user-defined'
      ? undefined
      : decoder;
  } catch {
    return undefined;
  }
}

/** Decodes bytes strictly; raises `charset` when they do not fit. */
export function decodeStrictly(bytes: Uint8Array, label: string): string {
  const byteOrder = byteOrderMark(bytes);
  const decoder = decoderFor(byteOrder ?? label);
  if (decoder === undefined || REFUSED.test(label)) throw new Unreadable('charset', 'unknown');
  try {
    // Decoded at one go, Node 20 takes windows-1252 for Latin-1: dashes and quotes would become control characters.
    return assertDecoded(decoder.decode(bytes, { stream: true }) + decoder.decode());
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('charset', 'bytes do not fit');
  }
}

/** Raises `charset` when a decoder had to guess: replacement characters, or the NULs of misread UTF-16. */
export function assertDecoded(text: string): string {
  if (text.includes('\ufffd') || text.includes('\u0000')) {
    throw new Unreadable('charset', 'bytes do not fit');
  }
  return text;
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return undefined;
}
