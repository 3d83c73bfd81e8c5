import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { createReplyMime, isOwnLoopMark } from '../../../src/mail/index.js';
import { headerLines } from '../../../src/consultation/identity.js';

const SECRET = 'a secret of this test';
const mime = createReplyMime({ secret: SECRET, fromName: 'CaseConsultant' });
const INPUT = {
  from: 'consult@codes.example',
  to: 'dana.field@clinic.example',
  subject: 'Re: Case to code',
  messageId: '<case.1@codes.example>',
  inReplyTo: '<one@clinic.example>',
  references: ['<zero@clinic.example>', '<one@clinic.example>'],
  date: new Date('2026-11-02T10:20:00Z'),
  text: "O'Neil & <b>: 17000 x 1, größer",
  html: '<p>17000 x 1, größer</p>',
};
const built = async (more: Partial<typeof INPUT> = {}) =>
  Buffer.from(await mime.build({ ...INPUT, ...more }));

describe('a reply', () => {
  it('carries text and HTML, its thread, its date and its marks', async () => {
    const raw = await built();
    const mail = await simpleParser(raw);
    expect(mail.text?.trim()).toBe(INPUT.text);
    expect(mail.html).toContain('größer');
    expect(mail.from?.value).toEqual([{ address: INPUT.from, name: 'CaseConsultant' }]);
    expect(mail).toMatchObject({
      subject: INPUT.subject,
      messageId: INPUT.messageId,
      inReplyTo: INPUT.inReplyTo,
      references: INPUT.references,
      date: INPUT.date,
    });
    const headers = headerLines(raw);
    const value = (name: string) => headers.find((line) => line.name === name)?.value ?? '';
    expect(value('auto-submitted')).toBe('auto-replied');
    expect(value('x-auto-response-suppress')).toBe('All');
    expect(isOwnLoopMark(SECRET, value('x-caseconsultant-loop'))).toBe(true);
    expect(value('content-type')).toMatch(/^multipart\/alternative/);
    expect(headers.map((line) => line.name).sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'in-reply-to',
      'message-id',
      'mime-version',
      'references',
      'subject',
      'to',
      'x-auto-response-suppress',
      'x-caseconsultant-loop',
    ]);
  });

  it('ends every line with CRLF', async () => {
    expect((await built()).toString('latin1')).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
  });

  it('takes no header from what a stranger wrote', async () => {
    const raw = await built({
      subject: 'Re: x\r\nBcc: victim@elsewhere.example\r\n\r\nbody',
      inReplyTo: '<a@b>\r\nBcc: victim@elsewhere.example',
      references: [
        '<ok@clinic.example>',
        '<bad id@clinic.example>',
        'junk',
        '<x@y>\r\nBcc: victim@elsewhere.example',
      ],
    });
    const headers = headerLines(raw);
    expect(headers.some((line) => line.name === 'bcc' || line.name === 'in-reply-to')).toBe(false);
    expect(headers.find((line) => line.name === 'references')?.value).toBe('<ok@clinic.example>');
    expect(headers.find((line) => line.name === 'subject')?.value).toBe(
      'Re: x Bcc: victim@elsewhere.example body',
    );
  });

  it('keeps the first and the last twenty references of a long thread', async () => {
    const references = Array.from({ length: 90 }, (_unused, at) => `<r${at}@clinic.example>`);
    const kept = (await simpleParser(await built({ references }))).references;
    expect(kept).toEqual([...references.slice(0, 20), ...references.slice(-20)]);
  });

  it.each([
    'Dana <dana@clinic.example>',
    'a@b.example, c@d.example',
    'a@b.example\r\nBcc: x@y.example',
  ])('goes to no such recipient as %j', async (to) => {
    await expect(built({ to })).rejects.toThrow(/plain ASCII/);
  });
});
