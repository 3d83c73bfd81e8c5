import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Clinic } from '../helpers/clinic.js';
import {
  describeWith,
  startPostgres,
  startProxy,
  startRedis,
  type FaultProxy,
  type PostgresServer,
  type RedisServer,
} from '../helpers/servers/index.js';
import { waitFor } from '../helpers/wait.js';

describeWith(['dovecot'], 'when a mail server fails', () => {
  let clinic: Clinic;
  let imap: FaultProxy | undefined;
  beforeAll(async () => {
    clinic = await Clinic.open({
      imapPort: async (dovecot) => {
        imap = await startProxy(dovecot.imapPort);
        return imap.port;
      },
    });
  });
  afterEach(() => clinic.sink.heal());
  afterAll(async () => {
    await clinic.close();
    await imap?.stop();
  });

  const oneReplyTo = (messageId: string) =>
    waitFor(() => clinic.repliesTo(messageId).length > 0, { what: 'the reply', timeoutMs: 60_000 });

  it('keeps trying while SMTP refuses for now, and sends one reply when it is back', async () => {
    clinic.sink.break({ at: 'rcpt', code: 451, times: 2 }, { at: 'dot', code: 452, times: 1 });
    const { messageId } = await clinic.receive();
    await oneReplyTo(messageId);
    await waitFor(async () => (await clinic.dovecot.folders())['INBOX'] === 0, { what: 'filing' });
    expect(clinic.repliesTo(messageId)).toHaveLength(1);
  });

  it.each(['connect', 'ehlo', 'mail', 'rcpt', 'data'] as const)(
    'tries again when the connection breaks at %s, and sends one reply',
    async (at) => {
      clinic.sink.break({ at, drop: true, times: 1 });
      const { messageId } = await clinic.receive();
      await oneReplyTo(messageId);
      expect(clinic.repliesTo(messageId)).toHaveLength(1);
    },
  );

  it('parks a reply that SMTP refuses for good, and sends nothing', async () => {
    clinic.sink.break({ at: 'rcpt', code: 550 });
    const { messageId } = await clinic.receive();
    const [row] = await clinic.settled('needs-attention', 1);
    expect(row?.reason?.code).toBe('reply-refused');
    expect(clinic.repliesTo(messageId)).toHaveLength(0);
    expect(await clinic.filed('Needs attention')).toHaveLength(1);
  });

  it('holds a reply whose delivery nobody can know, and never sends it twice', async () => {
    clinic.sink.break({ at: 'accepted', drop: true, times: 1 });
    const { messageId } = await clinic.receive();
    const rows = await clinic.settled('needs-attention', 2);
    expect(rows.map((row) => row.reason?.code)).toContain('reply-outcome-unknown');
    expect(clinic.repliesTo(messageId)).toHaveLength(1);
  });

  it('counts a held reply as sent when the server itself put it into Sent', async () => {
    const client = await clinic.dovecot.connect();
    try {
      // What Exchange does: the copy appears in Sent although our connection broke.
      clinic.sink.break({ at: 'accepted', drop: true, times: 1 });
      clinic.onAccepted = async (mail) => {
        await client.append('Sent', mail.raw, ['\\Seen']);
      };
      const { messageId } = await clinic.receive();
      await waitFor(
        async () =>
          (await clinic.filed('Answered')).some((message) => message.messageId === messageId),
        { what: 'the letter in Answered', timeoutMs: 30_000 },
      );
      expect(clinic.repliesTo(messageId)).toHaveLength(1);
      const copies = (await clinic.filed('Sent')).filter((message) =>
        message.raw.toString().includes(`In-Reply-To: ${messageId}`),
      );
      expect(copies).toHaveLength(1);
    } finally {
      clinic.onAccepted = undefined;
      await client.logout();
    }
  });

  it('finishes the reply in hand when it is told to stop, and sends it once', async () => {
    const dots = clinic.sink.finalDots();
    clinic.sink.break({ at: 'dot', delayMs: 1500, times: 1 });
    const { messageId } = await clinic.receive();
    await waitFor(() => clinic.sink.finalDots() > dots, { what: 'the body of the reply' });
    await clinic.stopService();
    expect(clinic.repliesTo(messageId)).toHaveLength(1);
    await clinic.start();
    await waitFor(async () => (await clinic.dovecot.folders())['INBOX'] === 0, { what: 'filing' });
    expect(clinic.repliesTo(messageId)).toHaveLength(1);
  });

  it('reconnects when IMAP drops the connection, and answers what came meanwhile', async () => {
    await imap?.refuse();
    const { messageId } = await clinic.receive();
    await imap?.heal();
    await oneReplyTo(messageId);
    expect(clinic.repliesTo(messageId)).toHaveLength(1);
  });
});

describeWith(['redis', 'postgres', 'dovecot'], 'when Redis fails', () => {
  let redis: RedisServer;
  let postgres: PostgresServer;
  let clinic: Clinic;
  beforeAll(async () => {
    redis = await startRedis();
    postgres = await startPostgres();
    clinic = await Clinic.open({ stores: { databaseUrl: postgres.url, redisUrl: redis.url } });
  });
  afterAll(async () => {
    await clinic.close();
    await redis.stop();
    await postgres.stop();
  });

  it('takes letters in while Redis is away and answers each once it is back', async () => {
    await redis.kill();
    const letters = [await clinic.receive(), await clinic.receive(), await clinic.receive()];
    await waitFor(async () => (await clinic.cases()).length === 3, {
      what: 'three letters in the ledger',
      timeoutMs: 30_000,
    });
    expect(clinic.sink.accepted).toHaveLength(0);
    await redis.restart();
    await clinic.settled('answered', 3, 90_000);
    for (const { messageId } of letters) expect(clinic.repliesTo(messageId)).toHaveLength(1);
  });

  it('answers every letter although the whole queue was wiped', async () => {
    await clinic.stopService();
    const letters = [await clinic.receive(), await clinic.receive()];
    await clinic.start();
    await redis.wipe();
    await clinic.settled('answered', 5, 90_000);
    for (const { messageId } of letters) expect(clinic.repliesTo(messageId)).toHaveLength(1);
  });
});
