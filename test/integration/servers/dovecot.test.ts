import { ImapFlow } from 'imapflow';
import { expect, it } from 'vitest';
import { describeWith, startDovecot } from '../../helpers/servers/index.js';
import { waitFor } from '../../helpers/wait.js';

const letter = (id: string): string =>
  `Message-ID: <${id}@practice.test>\r\nFrom: dr.rivera@practice.test\r\nSubject: Case\r\n\r\nText\r\n.\r\nMore\r\n`;

describeWith(['dovecot'], 'a Dovecot of the tests', () => {
  it('takes a letter over LMTP, lone dots included, into the right mailbox', async () => {
    await using dovecot = await startDovecot({
      users: [
        { user: 'consult@clinic.test', password: 'one' },
        { user: 'dr.rivera@practice.test', password: 'two' },
      ],
    });
    await dovecot.deliver(letter('a'));
    await dovecot.deliver(letter('b'), 'dr.rivera@practice.test');
    const [filed, ...others] = await dovecot.messages();
    expect(others).toEqual([]);
    expect(filed).toMatchObject({ folder: 'INBOX', messageId: '<a@practice.test>' });
    expect(filed?.raw.toString()).toMatch(/Text\r\n\.\r\nMore\r\n$/);
    expect(await dovecot.folders('dr.rivera@practice.test')).toEqual({ INBOX: 1, Sent: 0 });
  });

  it('tells an idling client of new mail, moves and flags it, and keeps all that over a kill', async () => {
    await using dovecot = await startDovecot({ folders: ['Sent', 'Answered'] });
    const client = await dovecot.connect();
    try {
      await client.mailboxOpen('INBOX');
      let told = 0;
      client.on('exists', ({ count }) => (told = count));
      void client.idle();
      await dovecot.deliver(letter('c'));
      await waitFor(() => told === 1, { what: 'EXISTS' });
      await client.messageFlagsAdd('1', ['\\Answered']);
      expect(await client.messageMove('1', 'Answered')).toMatchObject({ destination: 'Answered' });
    } finally {
      client.close();
    }
    const before = await dovecot.messages();
    expect(before).toMatchObject([{ folder: 'Answered' }]);
    expect(before[0]?.flags).toContain('\\Answered');
    await dovecot.kill();
    await dovecot.restart();
    const after = await dovecot.messages();
    expect(after.map(({ folder, uid, uidValidity }) => ({ folder, uid, uidValidity }))).toEqual(
      before.map(({ folder, uid, uidValidity }) => ({ folder, uid, uidValidity })),
    );
  });

  it('can renumber its letters under a new UIDVALIDITY, as a restored mailbox does', async () => {
    await using dovecot = await startDovecot();
    await dovecot.deliver(letter('d'));
    const [before] = await dovecot.messages();
    dovecot.renumber();
    const [after] = await dovecot.messages();
    expect(after?.raw).toEqual(before?.raw);
    expect(Number(after?.uidValidity)).toBeGreaterThan(Number(before?.uidValidity));
  });

  it('does not open a mailbox for a wrong password', async () => {
    await using dovecot = await startDovecot({ users: [{ user: 'a@b.test', password: 'right' }] });
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: dovecot.imapPort,
      secure: false,
      auth: { user: 'a@b.test', pass: 'wrong' },
      logger: false,
    });
    client.on('error', () => undefined);
    await expect(client.connect()).rejects.toMatchObject({ authenticationFailed: true });
  });
});

describeWith(['dovecot', 'openssl'], 'a Dovecot of the tests with TLS', () => {
  it('offers TLS with a certificate that a client can be told to trust, and only then', async () => {
    await using dovecot = await startDovecot({ tls: true });
    const connect = async (tls: { ca?: string }): Promise<void> => {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port: dovecot.imapsPort,
        secure: true,
        tls,
        auth: { user: 'consult@clinic.test', pass: 'consult-password' },
        logger: false,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
      } finally {
        client.close();
      }
    };
    await connect(dovecot.ca === undefined ? {} : { ca: dovecot.ca });
    await expect(connect({})).rejects.toThrow(/self-signed certificate/);
  });
});
