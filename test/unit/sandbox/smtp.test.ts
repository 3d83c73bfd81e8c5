import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type MailAccount, type Sandbox } from '../../../src/sandbox/index.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await sandbox.stop();
});

async function submit(
  account: MailAccount | undefined,
  message: { from: string; to: string; headers?: Record<string, string>; inReplyTo?: string },
): Promise<void> {
  const transport = createTransport({
    host: sandbox.host,
    port: sandbox.smtpPort,
    ignoreTLS: true,
    ...(account === undefined ? {} : { auth: { user: account.address, pass: account.password } }),
  });
  try {
    await transport.sendMail({ subject: 'Case', text: 'Text', ...message });
  } finally {
    transport.close();
  }
}

const header = (raw: Buffer, name: string): string[] =>
  raw
    .toString('latin1')
    .split('\r\n\r\n')[0]
    ?.replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name}:`)) ?? [];

describe('mail handed to the sandbox', () => {
  it('lands in the INBOX of each account that it is for', async () => {
    await submit(sandbox.sender, {
      from: sandbox.sender.address,
      to: `${sandbox.consult.address}, DR.Rivera@practice.test`,
    });
    for (const { address } of [sandbox.consult, sandbox.sender]) {
      expect(sandbox.messages(address).map(({ folder }) => folder)).toEqual(['INBOX']);
    }
  });

  it('is refused without a password, and for a stranger to the sandbox', async () => {
    const { address: from } = sandbox.sender;
    await expect(submit(undefined, { from, to: sandbox.consult.address })).rejects.toMatchObject({
      responseCode: 530,
    });
    await expect(
      submit(sandbox.sender, { from, to: 'someone@elsewhere.test' }),
    ).rejects.toMatchObject({ responseCode: 550 });
    expect(sandbox.messages(sandbox.consult.address)).toEqual([]);
  });

  it('carries the word of the sandbox for an author who is the account that logged in', async () => {
    await submit(sandbox.sender, { from: sandbox.sender.address, to: sandbox.consult.address });
    const raw = sandbox.messages(sandbox.consult.address)[0]?.raw ?? Buffer.alloc(0);
    const [result, ...others] = header(raw, 'authentication-results');
    expect(others).toEqual([]);
    expect(result).toContain(`${sandbox.authservId};`);
    expect(result).toContain('dmarc=pass header.from=practice.test');
  });

  it('does not carry it for another author, nor a forged word of its own', async () => {
    await submit(sandbox.sender, {
      from: 'chief@practice.test',
      to: sandbox.consult.address,
      headers: { 'Authentication-Results': `${sandbox.authservId}; dmarc=pass` },
    });
    const raw = sandbox.messages(sandbox.consult.address)[0]?.raw ?? Buffer.alloc(0);
    const results = header(raw, 'authentication-results');
    expect(results).toHaveLength(1);
    expect(results[0]).toContain('dmarc=fail');
  });

  it('is found as the reply to a letter, whether it came before or after the question', async () => {
    const waiting = sandbox.waitForReply('<case-1@practice.test>');
    const reply = { from: sandbox.consult.address, to: sandbox.sender.address };
    await submit(sandbox.consult, { ...reply, inReplyTo: '<other@practice.test>' });
    await submit(sandbox.consult, { ...reply, inReplyTo: '<case-1@practice.test>' });
    const found = await waiting;
    expect(found.raw.toString()).toContain('In-Reply-To: <case-1@practice.test>');
    expect(await sandbox.waitForReply('<case-1@practice.test>')).toBe(found);
  });

  it('is not waited for beyond the time that was given', async () => {
    await expect(
      sandbox.waitForReply('<never@practice.test>', AbortSignal.timeout(20)),
    ).rejects.toThrow(/abort/i);
  });
});
