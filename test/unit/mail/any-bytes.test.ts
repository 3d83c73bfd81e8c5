import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/mail/index.js';
import { Unreadable } from '../../../src/mail/reading/limits.js';
import { decodeStrictly } from '../../../src/mail/reading/charsets.js';
import { normaliseText } from '../../../src/mail/reading/normalise.js';
import { readLetter } from '../../../src/mail/reading/read-letter.js';
import { parseAuthenticationResults } from '../../../src/mail/screening/authentication-results.js';
import { docx, pdf } from '../../helpers/documents.js';
import { attachment, COVER, htmlLetter, mixedLetter, NOTE, textLetter } from './support/letters.js';

/* Whatever comes in ends as a letter that was read or as one of our reasons, never as a fault. */

const LETTERS = [
  textLetter(NOTE),
  htmlLetter(`<p>${NOTE}</p><table><tr><td>0.8 cm<td>cheek</table>`),
  mixedLetter([COVER, attachment('application/pdf', pdf([NOTE]), 'n.pdf')]),
  mixedLetter([COVER, attachment('application/octet-stream', docx([NOTE]), 'n.docx')]),
  mixedLetter([
    COVER,
    { type: 'message/rfc822', body: textLetter(NOTE) },
    { type: 'text/html', body: '<b>x' },
  ]),
];

async function ending(raw: Buffer): Promise<string> {
  try {
    return typeof (await readLetter(raw, DEFAULT_LIMITS)).text;
  } catch (error) {
    if (error instanceof Unreadable) return error.code;
    throw error;
  }
}

describe('any bytes', () => {
  it('that were a letter before something damaged them end as read or with a reason', async () => {
    const damage = fc.record({
      letter: fc.constantFrom(...LETTERS),
      at: fc.nat({ max: 1000 }),
      cut: fc.nat({ max: 60 }),
      put: fc.uint8Array({ maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ letter, at, cut, put }) => {
        const place = Math.floor((at / 1000) * letter.length);
        const raw = Buffer.concat([letter.subarray(0, place), put, letter.subarray(place + cut)]);
        expect(await ending(raw)).toMatch(/^[a-z-]+$/);
      }),
      { numRuns: 300 },
    );
  });

  it('that never were one as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect(await ending(Buffer.from(bytes))).toMatch(/^[a-z-]+$/);
      }),
      { numRuns: 200 },
    );
  });

  it('normalising twice changes nothing more, and figures stay figures', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseText(text).text;
        expect(normaliseText(once).text).toBe(once);
      }),
    );
    expect(normaliseText('1½ x ¾ in, 10², １．２ cm, ②').text).toBe(
      '1 1/2 x 3/4 in, 10^2, 1.2 cm, 2',
    );
    expect(normaliseText('1.2\u00961.5 cm, \u0093nevus\u0094').text).toBe('1.2–1.5 cm, “nevus”');
  });

  it('in windows-1252 keep their dashes and quotes', () => {
    const bytes = Buffer.from('1.2\u00961.5 cm', 'latin1');
    expect(decodeStrictly(bytes, 'windows-1252')).toBe('1.2–1.5 cm');
    expect(() => decodeStrictly(Buffer.from([0x31, 0xe2, 0x80]), 'utf-8')).toThrow();
  });

  it('in Authentication-Results never throw', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'mx',
            ';',
            '=',
            '(',
            ')',
            '"',
            '\\',
            ' ',
            'dkim',
            'pass',
            'header.d',
            'a.b',
          ),
        ),
        (pieces) => {
          parseAuthenticationResults(pieces.join(''));
        },
      ),
    );
  });
});
