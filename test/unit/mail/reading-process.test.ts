import { afterEach, describe, expect, it } from 'vitest';
import { createMailReader, type MailReaderOptions } from '../../../src/mail/index.js';
import { NOTE, textLetter, htmlLetter } from './support/letters.js';
import type { MailReader } from '../../../src/consultation/ports.js';

const open: MailReader[] = [];
afterEach(async () => {
  for (const reader of open.splice(0)) await reader.close();
});
function readerWith(options: MailReaderOptions): MailReader {
  const reader = createMailReader(options);
  open.push(reader);
  return reader;
}

/** Takes the reading process far longer than any honest letter: a deep search in a single huge line. */
const slow = htmlLetter(
  '<table>'.repeat(60) + `<td style="${'a:b;'.repeat(20)}">x</td>`.repeat(60_000),
);

describe('the reading processes', () => {
  it('stop a letter that takes too long and go on with the next', async () => {
    const reader = readerWith({ processes: 1, wallClockMs: 150 });
    const late = await reader.read(slow);
    expect(late).toMatchObject({ kind: 'unreadable', reason: { code: 'parser-timeout' } });
    expect(late.kind === 'unreadable' && late.headers?.some((line) => line.name === 'from')).toBe(
      true,
    );
    expect(await readerAt(reader)).toBe('read');
  });

  it('that break down on a letter twice leave it unread, and the program alive', async () => {
    const reader = readerWith({ processes: 1, memoryMb: 20, wallClockMs: 60_000 });
    const result = await reader.read(htmlLetter('<b>x</b>'.repeat(1_500_000)));
    expect(result).toMatchObject({ kind: 'unreadable' });
    expect(['parser-failed', 'parser-timeout']).toContain(
      result.kind === 'unreadable' ? result.reason.code : '',
    );
  });

  it('are replaced after their share of letters', async () => {
    const reader = readerWith({ processes: 1, lettersPerProcess: 1 });
    expect(await readerAt(reader)).toBe('read');
    expect(await readerAt(reader)).toBe('read');
  });

  it('read many letters at once without mixing them up', async () => {
    const reader = readerWith({ processes: 2 });
    const texts = Array.from({ length: 20 }, (_unused, at) => `Lesion number ${at}`);
    const results = await Promise.all(texts.map((text) => reader.read(textLetter(text))));
    expect(
      results.map((result) => (result.kind === 'read' ? result.mail.text : result.reason.code)),
    ).toEqual(texts);
  });

  it('are gone after closing', async () => {
    const reader = readerWith({ processes: 1 });
    await readerAt(reader);
    await reader.close();
    await expect(reader.read(textLetter(NOTE))).rejects.toThrow(/closed/);
  });
});

async function readerAt(reader: MailReader): Promise<string> {
  return (await reader.read(textLetter(NOTE))).kind;
}
