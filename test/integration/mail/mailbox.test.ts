import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMailbox, type MailboxOptions } from '../../../src/mail/index.js';
import type { MailboxSession } from '../../../src/consultation/ports.js';
import {
  describeWith,
  startDovecot,
  startProxy,
  type DovecotServer,
} from '../../helpers/servers/index.js';
import { NOTE, textLetter } from '../../unit/mail/support/letters.js';

const ACCOUNT = {
  kind: 'password' as const,
  user: 'consult@clinic.test',
  password: 'consult-password',
};

describeWith(['dovecot'], 'the consult mailbox on a real IMAP server', () => {
  let dovecot: DovecotServer;
  const sessions: MailboxSession[] = [];
  beforeAll(async () => {
    dovecot = await startDovecot({ tls: true });
  });
  afterAll(async () => {
    for (const session of sessions) await session.close();
    await dovecot.stop();
  });

  const options = (more: Partial<MailboxOptions> = {}): MailboxOptions => ({
    server: { host: '127.0.0.1', port: dovecot.imapPort, security: 'none' },
    signIn: ACCOUNT,
    ...more,
  });
  async function session(more: Partial<MailboxOptions> = {}): Promise<MailboxSession> {
    const opened = await openMailbox(options(more)).open();
    sessions.push(opened);
    return opened;
  }
  /** Flags of a message in a folder, seen by another client. */
  async function inFolder(
    folder: string,
    messageId: string,
  ): Promise<ReadonlySet<string> | undefined> {
    const client = await dovecot.connect();
    try {
      await client.mailboxOpen(folder, { readOnly: true });
      const rows = await client.fetchAll('1:*', { flags: true, envelope: true });
      return rows.find((row) => row.envelope?.messageId === messageId)?.flags;
    } finally {
      client.close();
    }
  }
  const letterNamed = (id: string): Buffer =>
    textLetter(NOTE, { messageId: `<${id}@clinic.example>` });

  it('lists, fetches and files a letter into a folder that did not exist', async () => {
    const mailbox = await session();
    expect(await mailbox.list()).toEqual([]);
    await dovecot.deliver(letterNamed('first'));
    await mailbox.waitForNews(10_000, new AbortController().signal);
    const [entry] = await mailbox.list();
    if (entry === undefined) throw new Error('nothing arrived');
    expect(entry.size).toBeGreaterThan(NOTE.length);
    const raw = await mailbox.fetch(entry.uid, 100_000);
    expect(Buffer.from(raw ?? []).toString('latin1')).toContain('<first@clinic.example>');
    await expect(mailbox.fetch(entry.uid, 10)).rejects.toThrow(/larger than 10 bytes/);
    expect(mailbox.uidValidity).toMatch(/^\d+$/);

    expect(await mailbox.file(entry.uid, 'Consult/Answered', ['\\Answered'])).toBe('moved');
    expect(await mailbox.file(entry.uid, 'Consult/Answered', ['\\Answered'])).toBe('gone');
    expect(await mailbox.fetch(entry.uid, 100_000)).toBeUndefined();
    expect(await mailbox.list()).toEqual([]);
    const filed = await inFolder('Consult/Answered', '<first@clinic.example>');
    expect(filed?.has('\\Answered')).toBe(true);
  });

  it('keeps the Sent copy by Message-ID and comes back to INBOX', async () => {
    const mailbox = await session();
    await dovecot.deliver(letterNamed('second'));
    expect(await mailbox.findInSent('<case.1@codes.example>')).toBe(false);
    await mailbox.appendToSent(textLetter('reply', { messageId: '<case.1@codes.example>' }));
    expect(await mailbox.findInSent('<case.1@codes.example>')).toBe(true);
    expect(await mailbox.findInSent('<case.1@codes.exampl>')).toBe(false);
    const copy = await inFolder('Sent', '<case.1@codes.example>');
    expect(copy?.has('\\Seen')).toBe(true);
    expect(await mailbox.list()).toHaveLength(1);
  });

  it('files several letters together and says which of them were there', async () => {
    for (const name of ['third', 'fourth', 'fifth']) await dovecot.deliver(letterNamed(name));
    const mailbox = await session();
    const uids = (await mailbox.list()).map(({ uid }) => uid).slice(-3);
    const [third = 0, fourth = 0, fifth = 0] = uids;
    expect((await mailbox.list(third)).map(({ uid }) => uid)).toEqual([fourth, fifth]);
    expect(await mailbox.list(fifth)).toEqual([]);
    await mailbox.file(fourth, 'Elsewhere', []);
    const moved = await mailbox.fileAll(uids, 'Together', ['\\Answered']);
    expect(moved).toEqual(new Set([third, fifth]));
    const filed = await inFolder('Together', '<fifth@clinic.example>');
    expect(filed?.has('\\Answered')).toBe(true);
    expect(await inFolder('Together', '<fourth@clinic.example>')).toBeUndefined();
  });

  it('looks for several replies in Sent with one visit', async () => {
    const mailbox = await session();
    await mailbox.appendToSent(textLetter('reply', { messageId: '<case.7@codes.example>' }));
    const asked = ['<case.7@codes.example>', '<case.7@codes.exampl>', '<case.8@codes.example>'];
    expect(await mailbox.amongSent(asked)).toEqual(new Set(['<case.7@codes.example>']));
  });

  it('does not wait when a letter came while another command ran', async () => {
    const mailbox = await session();
    const before = await mailbox.list();
    await dovecot.deliver(letterNamed('meanwhile'));
    expect(await mailbox.findInSent('<nothing@codes.example>')).toBe(false);
    const stop = new AbortController();
    await mailbox.waitForNews(60_000, stop.signal);
    expect(await mailbox.list()).toHaveLength(before.length + 1);
  });

  it('waits for news no longer than asked, and no longer than the caller wants', async () => {
    const mailbox = await session();
    await mailbox.waitForNews(50, new AbortController().signal);
    const stop = new AbortController();
    const waiting = mailbox.waitForNews(60_000, stop.signal);
    stop.abort();
    await waiting;
  });

  it('calls from two sides at once do not disturb each other', async () => {
    const mailbox = await session();
    const results = await Promise.all([
      mailbox.list(),
      mailbox.findInSent('<none@codes.example>'),
      mailbox.list(),
    ]);
    expect(results[0]).toEqual(results[2]);
    expect(results[1]).toBe(false);
  });

  it('a lost connection rejects every call as such', async () => {
    const proxy = await startProxy(dovecot.imapPort);
    const mailbox = await session({
      server: { host: '127.0.0.1', port: proxy.port, security: 'none' },
    });
    const waiting = mailbox.waitForNews(60_000, new AbortController().signal);
    proxy.cut();
    await expect(waiting).rejects.toMatchObject({ kind: 'connection' });
    await expect(mailbox.list()).rejects.toMatchObject({ kind: 'connection' });
    await proxy.stop();
  });

  it('a black hole is noticed within the deadline of one call', async () => {
    const proxy = await startProxy(dovecot.imapPort);
    const mailbox = await session({
      server: { host: '127.0.0.1', port: proxy.port, security: 'none' },
      callTimeoutMs: 300,
    });
    proxy.blackHole();
    await expect(mailbox.waitForNews(50, new AbortController().signal)).rejects.toMatchObject({
      kind: 'connection',
    });
    await proxy.stop();
  });

  it('says whether waiting can help when it cannot be opened', async () => {
    const opening = (more: Partial<MailboxOptions>) =>
      openMailbox(options({ connectTimeoutMs: 5000, ...more })).open();
    await expect(opening({ signIn: { ...ACCOUNT, password: 'wrong' } })).rejects.toMatchObject({
      kind: 'authentication',
    });
    await expect(opening({ inbox: 'Nowhere' })).rejects.toMatchObject({ kind: 'configuration' });
    await expect(
      opening({ server: { host: '127.0.0.1', port: 1, security: 'none' } }),
    ).rejects.toMatchObject({ kind: 'connection' });
    await expect(
      opening({ server: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' } }),
    ).rejects.toMatchObject({ kind: 'configuration' });
    expect(() =>
      openMailbox(
        options({ server: { host: 'imap.clinic.example', port: 143, security: 'none' } }),
      ),
    ).toThrow(/clear text/);
  });

  it.each(['tls', 'starttls'] as const)(
    'opens over %s with a certificate that it knows',
    async (security) => {
      const port = security === 'tls' ? dovecot.imapsPort : dovecot.imapPort;
      const mailbox = await session({
        server: {
          host: 'localhost',
          port,
          security,
          ...(dovecot.ca === undefined ? {} : { ca: dovecot.ca }),
        },
      });
      expect(Array.isArray(await mailbox.list())).toBe(true);
    },
  );
});
