import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { read } from './summary.js';

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^notes-.*\.gz$/.test(name))
  : [];

if (files.length === 0) {
  console.warn(
    `Skipped: reading real notes needs the notes-*.gz files of ${folder}, which is not there.`,
  );
}

/** Pieces of about one letter's length, cut at line ends, so that each is read as a note. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let piece = '';
  for (const line of text.split('\n')) {
    piece += `${line}\n`;
    if (piece.length > 3000) {
      found.push(piece);
      piece = '';
    }
  }
  return [...found, piece];
}

describe.skipIf(files.length === 0)('Real notes', () => {
  it.each(files)(
    '%s is read without a fault, each excerpt verbatim',
    { timeout: 120_000 },
    (name) => {
      const text = gunzipSync(readFileSync(join(folder, name))).toString('utf8');
      let services = 0;
      for (const piece of pieces(text)) {
        const note = read(piece);
        services += note.services.length;
        for (const service of note.services) {
          expect(note.text.slice(service.support.start, service.support.end)).toBe(
            service.support.excerpt,
          );
          for (const value of Object.values(service.arguments).flat()) {
            expect(note.text.slice(value.support.start, value.support.end)).toBe(
              value.support.excerpt,
            );
          }
        }
        for (const { support } of [...note.conditions, ...note.proposedCodes]) {
          expect(note.text.slice(support.start, support.end)).toBe(support.excerpt);
        }
      }
      expect(services).toBeGreaterThan(0);
    },
  );
});
