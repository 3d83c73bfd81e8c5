import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, freePort } from '../../helpers/servers/index.js';

const program = fileURLToPath(new URL('../../../src/sandbox/serve.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'caseconsultant-serve-'));
let server: ChildProcess;
let imapPort = 0;
let smtpPort = 0;
const said: string[] = [];

describeWith(['openssl'], 'the sandbox as a mail server for a first try', () => {
  beforeAll(async () => {
    [imapPort, smtpPort] = [await freePort(), await freePort()];
    server = spawn(
      process.execPath,
      [
        ...['--import', 'tsx', program, '--certificate-folder', folder],
        ...['--imap-port', String(imapPort), '--smtp-port', String(smtpPort)],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    if (server.stdout === null) throw new Error('the program has no output');
    for await (const line of createInterface({ input: server.stdout })) {
      said.push(line);
      if (line.startsWith('IMAP with TLS')) break;
    }
  });
  afterAll(() => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('says which accounts it has', () => {
    expect(said).toContain('Account consult@clinic.test, password consult');
    expect(said).toContain('Account dr.rivera@practice.test, password rivera');
  });

  it('takes and gives mail over TLS only, to clients that trust its certificate', async () => {
    const ca = readFileSync(join(folder, 'cert.pem'), 'utf8');
    const transport = createTransport({
      host: '127.0.0.1',
      port: smtpPort,
      secure: true,
      tls: { ca },
      auth: { user: 'dr.rivera@practice.test', pass: 'rivera' },
    });
    await transport.sendMail({
      from: 'dr.rivera@practice.test',
      to: 'consult@clinic.test',
      text: 'A case',
    });
    transport.close();
    const open = (tls: { ca?: string }): ImapFlow => {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port: imapPort,
        secure: true,
        tls,
        auth: { user: 'consult@clinic.test', pass: 'consult' },
        logger: false,
      });
      client.on('error', () => undefined);
      return client;
    };
    const trusting = open({ ca });
    await trusting.connect();
    expect(await trusting.status('INBOX', { messages: true })).toMatchObject({ messages: 1 });
    trusting.close();
    await expect(open({}).connect()).rejects.toThrow(/self-signed/);
  });

  it('ends on SIGTERM', async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
