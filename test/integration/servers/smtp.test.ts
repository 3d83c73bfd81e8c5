import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import {
  describeWith,
  startSmtp,
  type SmtpSink,
  type SmtpStage,
} from '../../helpers/servers/index.js';

const message = { from: 'consult@clinic.test', to: 'dr.rivera@practice.test', subject: 'Codes' };

async function send(sink: SmtpSink, text = 'x'.repeat(200_000)): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: sink.port, ignoreTLS: true });
  try {
    await transport.sendMail({ ...message, messageId: '<1@clinic.test>', text });
  } finally {
    transport.close();
  }
}

describe('the SMTP sink of the tests', () => {
  it('keeps what it accepted: envelope, bytes and Message-ID', async () => {
    await using sink = await startSmtp();
    await send(sink, 'Dot:\n.\nend');
    expect(sink.accepted).toMatchObject([
      {
        from: 'consult@clinic.test',
        to: ['dr.rivera@practice.test'],
        messageId: '<1@clinic.test>',
      },
    ]);
    expect(sink.accepted[0]?.raw.toString()).toMatch(/Dot:\r\n\.\r\nend/);
    expect(sink.finalDots()).toBe(1);
  });

  const drops: [SmtpStage, { dots: number; accepted: number }][] = [
    ['connect', { dots: 0, accepted: 0 }],
    ['ehlo', { dots: 0, accepted: 0 }],
    ['mail', { dots: 0, accepted: 0 }],
    ['rcpt', { dots: 0, accepted: 0 }],
    ['data', { dots: 0, accepted: 0 }],
    ['body', { dots: 0, accepted: 0 }],
    ['dot', { dots: 1, accepted: 0 }],
    ['accepted', { dots: 1, accepted: 1 }],
  ];
  it.each(drops)('drops the connection at %s once and is well afterwards', async (at, expected) => {
    await using sink = await startSmtp({ faults: [{ at, drop: true, times: 1 }] });
    await expect(send(sink)).rejects.toThrow();
    expect({ dots: sink.finalDots(), accepted: sink.accepted.length }).toEqual(expected);
    await send(sink);
    expect(sink.acceptedWith('<1@clinic.test>')).toHaveLength(expected.accepted + 1);
  });

  const refusals: SmtpStage[] = ['connect', 'mail', 'rcpt', 'data', 'dot'];
  it.each(refusals)('refuses for a while at %s until it heals', async (at) => {
    await using sink = await startSmtp({ faults: [{ at, code: 451, text: 'try later' }] });
    await expect(send(sink)).rejects.toMatchObject({ responseCode: 451 });
    await expect(send(sink)).rejects.toMatchObject({ responseCode: 451 });
    expect(sink.accepted).toEqual([]);
    sink.heal();
    await send(sink);
    expect(sink.accepted).toHaveLength(1);
  });

  it('spoils only each third message when told so', async () => {
    await using sink = await startSmtp({ faults: [{ at: 'dot', code: 550, every: 3 }] });
    const outcomes: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      outcomes.push(
        await send(sink, 'short').then(
          () => 'sent',
          () => 'refused',
        ),
      );
    }
    expect(outcomes).toEqual(['sent', 'sent', 'refused', 'sent', 'sent', 'refused']);
  });

  it('holds an answer back until it heals', async () => {
    await using sink = await startSmtp({ faults: [{ at: 'accepted', delayMs: 600_000 }] });
    let answered = false;
    const sending = send(sink, 'short').then(() => (answered = true));
    await sink.waitForAccepted(1);
    expect(answered).toBe(false);
    sink.heal();
    await sending;
    expect(sink.accepted).toHaveLength(1);
  });

  it('refuses connections while it is down and comes back on the same port', async () => {
    await using sink = await startSmtp();
    await sink.down();
    await expect(send(sink)).rejects.toThrow(/ECONNREFUSED/);
    await sink.up();
    await send(sink);
    expect(sink.accepted).toHaveLength(1);
  });
});

describeWith(['openssl'], 'the SMTP sink of the tests with TLS', () => {
  it('asks for a password over TLS when told so', async () => {
    await using sink = await startSmtp({
      tls: 'starttls',
      users: [{ user: 'consult', password: 'right' }],
      accessTokens: ['token-1'],
    });
    const attempt = async (auth: Record<string, string>): Promise<void> => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: sink.port,
        requireTLS: true,
        tls: { ca: sink.ca ?? '' },
        auth,
      });
      try {
        await transport.sendMail({ ...message, text: 'Hello' });
      } finally {
        transport.close();
      }
    };
    await expect(attempt({ user: 'consult', pass: 'wrong' })).rejects.toMatchObject({
      code: 'EAUTH',
    });
    await attempt({ user: 'consult', pass: 'right' });
    await attempt({ type: 'OAuth2', user: 'consult', accessToken: 'token-1' });
    expect(sink.accepted.map(({ user }) => user)).toEqual(['consult', 'consult']);
  });
});
