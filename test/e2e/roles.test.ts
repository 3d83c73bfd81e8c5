import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AUTHSERV_ID, CONSULT, letter, SENDER } from '../helpers/letters.js';
import { caseconsultant, launch } from '../helpers/program.js';
import {
  describeWith,
  freePort,
  startDovecot,
  startPostgres,
  startRedis,
  startSmtp,
  type DovecotServer,
  type PostgresServer,
  type RedisServer,
  type SmtpSink,
} from '../helpers/servers/index.js';
import { waitFor } from '../helpers/wait.js';

const ROLES = ['poller', 'extraction', 'code-selection', 'reply'] as const;

describeWith(['redis', 'postgres', 'dovecot'], 'one process a role', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cc-roles-'));
  let redis: RedisServer;
  let postgres: PostgresServer;
  let dovecot: DovecotServer;
  let sink: SmtpSink;
  let env: Record<string, string>;
  const running = new Map<string, { child: ChildProcess; health: string; log: Promise<string> }>();

  beforeAll(async () => {
    redis = await startRedis();
    postgres = await startPostgres();
    dovecot = await startDovecot();
    sink = await startSmtp({ users: [{ user: CONSULT, password: 'consult-password' }] });
    env = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      INSTANCE_SECRET: 'test-secret-of-at-least-32-characters',
      MAIL_ADDRESS: CONSULT,
      SENDERS_ALLOWED: SENDER,
      IMAP_HOST: '127.0.0.1',
      IMAP_PORT: String(dovecot.imapPort),
      IMAP_SECURITY: 'none',
      IMAP_PASSWORD: 'consult-password',
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(sink.port),
      SMTP_SECURITY: 'none',
      AUTHSERV_ID,
      POLL_SECONDS: '1',
    };
    for (const role of ROLES) {
      const port = String(await freePort());
      const child = launch(['start', '--role', role], { ...env, HEALTH_PORT: port }, dir);
      const log = child.stderr === null ? Promise.resolve('') : readStream(child.stderr);
      running.set(role, { child, health: `http://127.0.0.1:${port}`, log });
    }
  });
  afterAll(async () => {
    for (const { child } of running.values()) child.kill('SIGKILL');
    await sink.stop();
    await dovecot.stop();
    await postgres.stop();
    await redis.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is ready when stores and mailbox answer', async () => {
    for (const { health } of running.values()) {
      await waitFor(async () => (await fetch(`${health}/readyz`)).status === 200, {
        what: 'readiness',
        timeoutMs: 30_000,
      });
      expect((await fetch(`${health}/healthz`)).status).toBe(200);
    }
  });

  it('names the health port that another process has taken, and ends', async () => {
    const taken = new URL(running.get('reply')?.health ?? '').port;
    const { code, stderr } = await caseconsultant(['start', '--role', 'reply'], {
      env: { ...env, HEALTH_PORT: taken },
      cwd: dir,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`HEALTH_PORT ${taken} on 127.0.0.1 cannot be used (EADDRINUSE)`);
  });

  it('answers a letter together, and files it', async () => {
    const { raw } = letter({ subject: 'Jane Canary 555-01-9999' });
    await dovecot.deliver(raw);
    const [reply] = await sink.waitForAccepted(1, 30_000);
    expect(reply?.to).toEqual([SENDER]);
    expect(reply?.raw.toString()).toContain('17003');
    await waitFor(async () => (await dovecot.folders())['Answered'] === 1, { what: 'filing' });
  });

  it('shows counts, queue depth and the oldest unanswered age as metrics', async () => {
    const health = running.get('reply')?.health ?? '';
    const text = await (await fetch(`${health}/metrics`)).text();
    expect(text).toContain('caseconsultant_consultations{state="answered"} 1');
    expect(text).toContain('caseconsultant_queue_jobs{stage="reply"} 0');
    expect(text).toContain('caseconsultant_oldest_unanswered_seconds 0');
  });

  it('lets an operator look at the case without its content', async () => {
    const list = await caseconsultant(['cases', 'list', '--json'], { env, cwd: dir });
    const [row] = JSON.parse(list.stdout) as { id: string; state: string }[];
    expect(row?.state).toBe('answered');
    const show = await caseconsultant(['cases', 'show', row?.id ?? ''], { env, cwd: dir });
    expect(show.stdout).toContain('history');
    expect(list.stdout + show.stdout).not.toMatch(/canary|keratos|practice\.test/i);
  });

  it('passes every check of doctor', async () => {
    const { code, stdout } = await caseconsultant(['doctor'], { env, cwd: dir });
    expect(stdout).not.toContain('FAIL');
    expect(code).toBe(0);
  });

  it('finds a wrong password and says what to check', async () => {
    const { code, stdout } = await caseconsultant(['doctor'], {
      env: { ...env, IMAP_PASSWORD: 'wrong', SMTP_PASSWORD: 'consult-password' },
      cwd: dir,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}mailbox .*IMAP_PASSWORD/);
  });

  it('ends on SIGTERM within the grace time, and has logged nothing of the letter', async () => {
    for (const { child, log } of running.values()) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      expect(child.exitCode).toBe(0);
      const text = await log;
      expect(text).toContain('service stopped');
      expect(text).not.toMatch(/canary|keratos|practice\.test/i);
    }
  });
});
