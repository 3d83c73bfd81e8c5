import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createReplySender } from '../../../src/mail/sender.js';
import { createTokenSource } from '../../../src/mail/token-source.js';
import { startSmtp, type SmtpSink } from '../../helpers/servers/index.js';
import type { SmtpFault, SmtpStage } from '../../helpers/servers/index.js';
import { textLetter, NOTE } from './support/letters.js';

const MAIL = {
  from: 'consult@codes.example',
  to: 'dana.field@clinic.example',
  raw: textLetter(NOTE, { messageId: '<case.1@codes.example>' }),
};
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function sink(options: Parameters<typeof startSmtp>[0] = {}): Promise<SmtpSink> {
  const server = await startSmtp(options);
  open.push(server);
  return server;
}

function senderTo(port: number, more: Partial<Parameters<typeof createReplySender>[0]> = {}) {
  return createReplySender({
    server: { host: '127.0.0.1', port, security: 'none' },
    socketTimeoutMs: 5000,
    ...more,
  });
}

async function attempt(
  port: number,
): Promise<{ kind: string; response: string; bodyStarted: boolean }> {
  let bodyStarted = false;
  const delivery = await senderTo(port).send(MAIL, async () => {
    bodyStarted = true;
  });
  return { ...delivery, bodyStarted };
}

describe('a reply that the server takes', () => {
  it('arrives byte for byte, to one recipient, and the response holds codes only', async () => {
    const server = await sink();
    const delivery = await senderTo(server.port).send(MAIL, async () => undefined);
    expect(delivery).toMatchObject({ kind: 'accepted' });
    expect(delivery.response).toMatch(/^250(?: \d\.\d\.\d)?$/);
    expect(server.accepted).toHaveLength(1);
    expect(server.accepted[0]).toMatchObject({ from: MAIL.from, to: [MAIL.to] });
    expect(server.accepted[0]?.raw.toString('latin1').trimEnd()).toBe(
      MAIL.raw.toString('latin1').trimEnd(),
    );
  });

  it('sends no byte of the body before its start is recorded', async () => {
    const seen: string[] = [];
    let recorded = false;
    const server = scripted((line, socket, state) => {
      if (state.data) {
        seen.push(recorded ? 'after' : 'before');
        if (line === '.') answer(socket, '250 2.0.0 Ok', state, { data: false });
        return;
      }
      if (line === 'DATA') answer(socket, '354 go', state, { data: true });
      else answer(socket, '250 ok', state);
    });
    const port = await listening(server);
    const delivery = await senderTo(port).send(MAIL, async () => {
      // The server has answered 354 and gets time to see a byte that comes too early.
      await new Promise((resolve) => setImmediate(resolve));
      await once(process, 'beforeRecorded');
      recorded = true;
    });
    expect(delivery.kind).toBe('accepted');
    expect(new Set(seen)).toEqual(new Set(['after']));
  });

  it('is not sent when the start of the body cannot be recorded', async () => {
    const server = await sink();
    const lost = new Error('lease lost');
    await expect(senderTo(server.port).send(MAIL, () => Promise.reject(lost))).rejects.toBe(lost);
    expect(server.finalDots()).toBe(0);
    expect(server.accepted).toHaveLength(0);
  });
});

describe('a server that fails', () => {
  const cases: [SmtpFault, string, boolean][] = [
    ...(['connect', 'ehlo', 'mail', 'rcpt', 'data'] as SmtpStage[]).map(
      (at): [SmtpFault, string, boolean] => [{ at, drop: true }, 'retry', false],
    ),
    [{ at: 'body', drop: true }, 'unknown', true],
    [{ at: 'dot', drop: true }, 'unknown', true],
    [{ at: 'accepted', drop: true }, 'unknown', true],
    ...(['mail', 'rcpt', 'data'] as SmtpStage[]).flatMap((at): [SmtpFault, string, boolean][] => [
      [{ at, code: 421 }, 'retry', false],
      [{ at, code: 451 }, 'retry', false],
      [{ at, code: 550 }, 'refused', false],
    ]),
    [{ at: 'connect', code: 421 }, 'retry', false],
    [{ at: 'connect', code: 554 }, 'retry', false],
    [{ at: 'ehlo', code: 421 }, 'retry', false],
    [{ at: 'mail', code: 530 }, 'retry', false],
    [{ at: 'dot', code: 421 }, 'retry', true],
    [{ at: 'dot', code: 451 }, 'retry', true],
    [{ at: 'dot', code: 550 }, 'refused', true],
  ];

  it.each(cases)('%j: %s', async (fault, kind, bodyStarted) => {
    const server = await sink({ faults: [fault] });
    const outcome = await attempt(server.port);
    expect(outcome).toMatchObject({ kind, bodyStarted });
    expect(outcome.response).toMatch(/^(?:[2-5]\d\d(?: \d\.\d\.\d)?|no reply \([A-Z_]+\))$/);
    if (fault.at !== 'accepted') expect(server.accepted).toHaveLength(0);
  });

  it('that nobody runs is tried again later', async () => {
    const server = await sink();
    await server.down();
    expect(await attempt(server.port)).toMatchObject({ kind: 'retry', bodyStarted: false });
  });

  it('that says nothing after the final dot leaves the outcome unknown', async () => {
    const server = scripted((line, socket, state) => {
      if (state.data) return;
      if (line === 'DATA') answer(socket, '354 go', state, { data: true });
      else answer(socket, '250 ok', state);
    });
    const port = await listening(server);
    const delivery = await senderTo(port, { socketTimeoutMs: 300 }).send(
      MAIL,
      async () => undefined,
    );
    expect(delivery).toEqual({ kind: 'unknown', response: 'no reply (ETIMEDOUT)' });
  });

  it('that breaks off inside its answer to the final dot leaves the outcome unknown', async () => {
    const server = scripted((line, socket, state) => {
      if (state.data) {
        if (line === '.') socket.end('25');
        return;
      }
      if (line === 'DATA') answer(socket, '354 go', state, { data: true });
      else answer(socket, '250 ok', state);
    });
    expect(await attempt(await listening(server))).toMatchObject({
      kind: 'unknown',
      bodyStarted: true,
    });
  });
});

describe('protection and sign-in', () => {
  it('clear text never leaves this machine', () => {
    expect(() =>
      createReplySender({ server: { host: 'mail.clinic.example', port: 25, security: 'none' } }),
    ).toThrow(/clear text/);
  });

  it('STARTTLS that is required and not offered is no delivery', async () => {
    const server = await sink({ tls: 'none' });
    const sender = createReplySender({
      server: { host: '127.0.0.1', port: server.port, security: 'starttls' },
    });
    expect((await sender.send(MAIL, async () => undefined)).kind).toBe('retry');
    expect(server.accepted).toHaveLength(0);
    await expect(sender.verify()).rejects.toMatchObject({ kind: 'configuration' });
  });

  it.each(['starttls', 'implicit'] as const)(
    'signs in over %s with a certificate that it knows',
    async (tls) => {
      const server = await sink({ tls, users: [{ user: 'consult', password: 'right' }] });
      const options = (password: string, ca: string | undefined) => ({
        server: {
          host: 'localhost',
          port: server.port,
          security: tls === 'implicit' ? ('tls' as const) : ('starttls' as const),
          ...(ca === undefined ? {} : { ca }),
        },
        signIn: { kind: 'password' as const, user: 'consult', password },
      });
      expect(
        (await createReplySender(options('right', server.ca)).send(MAIL, async () => undefined))
          .kind,
      ).toBe('accepted');
      await createReplySender(options('right', server.ca)).verify();
      await expect(createReplySender(options('wrong', server.ca)).verify()).rejects.toMatchObject({
        kind: 'authentication',
      });
      expect(
        (await createReplySender(options('wrong', server.ca)).send(MAIL, async () => undefined))
          .kind,
      ).toBe('retry');
      expect(
        (await createReplySender(options('right', undefined)).send(MAIL, async () => undefined))
          .kind,
      ).toBe('retry');
      expect(server.accepted).toHaveLength(1);
    },
  );

  it('signs in with an OAuth2 token and renews one that the server refused', async () => {
    const server = await sink({ accessTokens: ['fresh'] });
    const given = ['stale', 'fresh'];
    const tokens = createTokenSource({
      provider: 'custom',
      tokenUrl: 'https://login.example/token',
      clientId: 'id',
      refreshToken: 'refresh',
      post: async () => ({
        status: 200,
        retryAfter: undefined,
        body: JSON.stringify({ access_token: given.shift(), expires_in: 3600 }),
      }),
    });
    const sender = senderTo(server.port, {
      signIn: { kind: 'oauth2', user: 'consult@codes.example', tokens },
    });
    expect((await sender.send(MAIL, async () => undefined)).kind).toBe('accepted');
    expect(given).toEqual([]);
  });

  it.each([
    'a@b.example>\r\nRCPT TO:<x@evil.example',
    'Dana <a@b.example>',
    'a@b.example,c@d.example',
    'dana@clìnic.example',
  ])('an envelope address such as %j is refused before any connection', async (to) => {
    await expect(senderTo(1).send({ ...MAIL, to }, async () => undefined)).rejects.toThrow(
      /plain ASCII/,
    );
  });
});

interface ScriptState {
  data: boolean;
}

/** A server that does what a function says, line by line. */
function scripted(on: (line: string, socket: Socket, state: ScriptState) => void) {
  return createServer((socket) => {
    const state: ScriptState = { data: false };
    let rest = '';
    socket.on('error', () => undefined);
    socket.write('220 scripted\r\n');
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) on(line, socket, state);
    });
  });
}

function answer(
  socket: Socket,
  reply: string,
  state: ScriptState,
  next: Partial<ScriptState> = {},
): void {
  Object.assign(state, next);
  socket.write(`${reply}\r\n`);
  if (state.data) setTimeout(() => process.emit('beforeRecorded' as 'exit', 0), 30);
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  });
  return (server.address() as AddressInfo).port;
}
