import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMailbox } from '../../../src/mail/index.js';
import type { MailboxSession } from '../../../src/consultation/ports.js';
import { startSandboxImap, type SandboxImap } from '../../../src/sandbox/imap-server.js';
import { waitFor } from '../../helpers/wait.js';
import { NOTE, textLetter } from './support/letters.js';

/* The port on the demo's IMAP server, in process: what works here works on a laptop without Dovecot. */

const ADDRESS = 'consult@codes.example';

describe('the consult mailbox in the sandbox', () => {
  let imap: SandboxImap;
  let mailbox: MailboxSession;
  beforeAll(async () => {
    imap = await startSandboxImap({
      accounts: [{ address: ADDRESS, password: 'pass', folders: ['Sent'] }],
      uidValidity: 77,
      listening: { host: '127.0.0.1', port: 0 },
      onFault: (error) => {
        throw error;
      },
    });
    mailbox = await openMailbox({
      server: { host: '127.0.0.1', port: imap.port, security: 'none' },
      signIn: { kind: 'password', user: ADDRESS, password: 'pass' },
    }).open();
  });
  afterAll(async () => {
    await mailbox.close();
    await imap.stop();
  });

  it('gives a letter, files it and keeps the copy of the reply', async () => {
    expect(mailbox.uidValidity).toBe('77');
    const waiting = mailbox.waitForNews(10_000, new AbortController().signal);
    imap.deliver(ADDRESS, textLetter(NOTE), new Date('2026-11-02T10:00:00Z'));
    await waiting;
    const [entry] = await mailbox.list();
    if (entry === undefined) throw new Error('nothing arrived');
    const raw = await mailbox.fetch(entry.uid, 100_000);
    expect(Buffer.from(raw ?? []).toString()).toContain(NOTE);
    expect(await mailbox.file(entry.uid, 'Answered', ['\\Answered'])).toBe('moved');
    expect(await mailbox.file(entry.uid, 'Answered', [])).toBe('gone');
    expect(await mailbox.findInSent('<case.1@codes.example>')).toBe(false);
    await mailbox.appendToSent(textLetter('reply', { messageId: '<case.1@codes.example>' }));
    expect(await mailbox.findInSent('<case.1@codes.example>')).toBe(true);
    expect(await mailbox.list()).toEqual([]);
    expect(
      imap.messages(ADDRESS).map(({ folder, flags }) => ({ folder, flags: [...flags] })),
    ).toEqual(
      expect.arrayContaining([
        { folder: 'Answered', flags: expect.arrayContaining(['\\Answered']) as string[] },
        { folder: 'Sent', flags: expect.arrayContaining(['\\Seen']) as string[] },
      ]),
    );
  });

  it('files several letters with one command, passing over those that are gone', async () => {
    for (const name of ['a', 'b', 'c']) imap.deliver(ADDRESS, textLetter(name), new Date());
    await waitFor(
      async () => {
        await mailbox.waitForNews(50, new AbortController().signal);
        return (await mailbox.list()).length === 3;
      },
      { what: 'three letters' },
    );
    const uids = (await mailbox.list()).map(({ uid }) => uid);
    const [first = 0, ...others] = uids;
    expect((await mailbox.list(first)).map(({ uid }) => uid)).toEqual(others);
    expect(await mailbox.list(others.at(-1))).toEqual([]);
    await mailbox.file(first, 'Answered', []);
    await mailbox.fileAll(uids, 'Answered', ['\\Answered']);
    expect(await mailbox.list()).toEqual([]);
    expect(await mailbox.fileAll(uids, 'Answered', [])).toEqual(new Set());
  });
});
