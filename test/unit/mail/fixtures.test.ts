import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { logicalKey } from '../../../src/consultation/identity.js';
import { createMailReader, createScreener } from '../../../src/mail/index.js';

/* Every letter of test/fixtures/mail through reading and screening, as the extraction stage does it. */

const reader = createMailReader({ processes: 1 });
afterAll(() => reader.close());
const screener = createScreener({
  enrolled: ['clinic.example'],
  ownAddresses: ['consult@codes.example'],
  secret: 'a secret of this test',
  isOwnMessageId: (id) => id.startsWith('<case.') && id.endsWith('@codes.example>'),
  authentication: { mode: 'none' },
});

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../fixtures/mail/${name}.eml`, import.meta.url));

/** "accepted", "declined CODE", "review CODE", or "unreadable CODE" where only the reading fails. */
async function outcome(
  name: string,
): Promise<{ verdict: string; text: string; remarks: readonly string[] }> {
  const raw = fixture(name);
  const result = await reader.read(raw);
  const mail = result.kind === 'read' ? result.mail : { headers: result.headers ?? [] };
  const screening = await screener.screen(mail, raw);
  const verdict =
    screening.kind !== 'accepted'
      ? `${screening.kind} ${screening.reason.code}`
      : result.kind === 'read'
        ? 'accepted'
        : `unreadable ${result.reason.code}`;
  return {
    verdict,
    text: result.kind === 'read' ? result.mail.text : '',
    remarks: result.kind === 'read' ? result.mail.remarks : [],
  };
}

describe('a fixture letter', () => {
  it.each([
    'plain-case',
    'case-without-message-id',
    'html-only-case',
    'html-and-plain-case',
    'windows-1252-case',
    'answer-with-quoted-history-and-signature',
    'forwarded-case',
    'forwarded-as-attachment',
    'pdf-attached',
    'word-attached',
    'text-attached',
    'hidden-text',
  ])('%s is read whole and accepted', async (name) => {
    const { verdict, text } = await outcome(name);
    expect(verdict).toBe('accepted');
    expect(text).toContain('0.8 cm');
    expect(text).not.toMatch(/17000|What was the size|kit\.moor|Example Dermatology/);
  });

  it.each([
    ['empty-body', 'unreadable empty'],
    ['eight-bit-without-charset', 'unreadable charset'],
    ['unknown-charset', 'unreadable charset'],
    ['encrypted-pdf', 'unreadable attachment-encrypted'],
    ['scanned-pdf', 'unreadable attachment-no-text'],
    ['zip-attached', 'unreadable attachment-archive'],
    ['winmail-dat', 'unreadable attachment-tnef'],
    ['smime-encrypted', 'unreadable encrypted'],
    ['two-from-lines', 'review from-ambiguous'],
    ['auto-reply', 'declined automatic-mail'],
    ['absence-note-without-marks', 'review possible-auto-reply'],
    ['delivery-status-notification', 'declined delivery-report'],
    ['read-receipt', 'declined read-receipt'],
    ['list-mail', 'declined automatic-mail'],
    ['enrolled-sender-through-list', 'review list-mail'],
    ['sender-not-enrolled', 'declined sender-not-enrolled'],
  ])('%s: %s', async (name, expected) => {
    expect((await outcome(name)).verdict).toBe(expected);
  });

  it('with the Message-ID of another and other text is another letter', async () => {
    const key = (name: string) => logicalKey('INBOX', fixture(name));
    expect(key('same-message-id-other-text')).not.toBe(key('plain-case'));
    expect((await outcome('same-message-id-other-text')).verdict).toBe('accepted');
  });

  it('keeps the dash and the fraction of a Windows letter', async () => {
    expect((await outcome('windows-1252-case')).text).toContain('keratosis – left cheek, 1 1/2 cm');
  });
});
