import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailReader, type MailReaderOptions } from '../../../src/mail/index.js';
import { NOTE, textLetter, htmlLetter } from './support/letters.js';
import { ReadingProcess } from '../../../src/mail/reading/reading-process.js';
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

/** Takes the reading process seconds: more than any honest letter, within every cap on size. */
const slow = htmlLetter('<p>x</p>'.repeat(800_000));

describe('the reading processes', () => {
  it('stop a letter that takes too long and go on with the next', async () => {
    const reader = readerWith({ processes: 1, wallClockMs: 700 });
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

  it.runIf(process.platform === 'linux')('inherit no secret of the program', async () => {
    process.env['TEST_ONLY_SECRET'] = 'must-not-be-inherited';
    const child = new ReadingProcess({ wallClockMs: 5000, memoryMb: 256, startMs: 60_000 });
    try {
      expect(await child.ready()).toBe(true);
      const environment = readFileSync(`/proc/${String(child.pid)}/environ`, 'latin1');
      expect(environment).not.toContain('must-not-be-inherited');
      expect(environment).not.toContain('PATH=');
    } finally {
      delete process.env['TEST_ONLY_SECRET'];
      child.kill();
    }
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
