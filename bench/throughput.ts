import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../src/config/index.js';
import { AUTHSERV_ID, CONSULT, SENDER } from '../test/helpers/letters.js';
import {
  startDovecot,
  startPostgres,
  startRedis,
  startSmtp,
  type DovecotServer,
  type SmtpSink,
} from '../test/helpers/servers/index.js';
import { letters } from './letters.js';

export interface Throughput {
  /** Letters per second of a bare loop. */
  readonly floor: number;
  /** Cases per second of the pipeline, from the start of the processes' work to the last reply accepted. */
  readonly pipeline: number;
  readonly workers: number;
}

const PASSWORD = 'consult-password';
const WORKERS = 2;

export async function measureThroughput(count: number): Promise<Throughput> {
  const floor = await withMail(count, measureFloor);
  const pipeline = await withMail(count, measurePipeline);
  return { floor, pipeline, workers: WORKERS };
}

interface Mail {
  readonly dovecot: DovecotServer;
  readonly sink: SmtpSink;
  readonly count: number;
}

/** A mailbox of its own with the letters already in it, for each side of the comparison. */
async function withMail(count: number, measure: (mail: Mail) => Promise<number>): Promise<number> {
  const dovecot = await startDovecot();
  const sink = await startSmtp({ users: [{ user: CONSULT, password: PASSWORD }] });
  try {
    for (const { raw } of letters(count)) await dovecot.deliver(raw);
    return await measure({ dovecot, sink, count });
  } finally {
    await sink.stop();
    await dovecot.stop();
  }
}

/** Letters per second between the first and the last reply taken, as the recipient's server sees it. */
async function rateOf({ sink, count }: Mail): Promise<number> {
  const accepted = await sink.waitForAccepted(count, 600_000);
  const first = accepted[0]?.at.getTime() ?? NaN;
  const last = accepted[count - 1]?.at.getTime() ?? NaN;
  return ((count - 1) * 1000) / (last - first);
}

async function measureFloor(mail: Mail): Promise<number> {
  const loop = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(packageRoot(), 'bench/bare-loop.ts'),
      String(mail.dovecot.imapPort),
      String(mail.sink.port),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [rate] = await Promise.all([rateOf(mail), once(loop, 'exit')]);
  return rate;
}

async function measurePipeline(mail: Mail): Promise<number> {
  const redis = await startRedis();
  const postgres = await startPostgres();
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    INSTANCE_SECRET: 'bench-secret-of-at-least-32-characters',
    MAIL_ADDRESS: CONSULT,
    SENDERS_ALLOWED: SENDER,
    IMAP_HOST: '127.0.0.1',
    IMAP_PORT: String(mail.dovecot.imapPort),
    IMAP_SECURITY: 'none',
    IMAP_PASSWORD: PASSWORD,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(mail.sink.port),
    SMTP_SECURITY: 'none',
    AUTHSERV_ID,
    REPLIES_PER_SENDER_PER_HOUR: '100000',
    REPLIES_PER_HOUR: '100000',
    HEALTH_PORT: '0',
    LOG_LEVEL: 'error',
  };
  const start = (...roles: string[]): ChildProcess =>
    spawn(
      process.execPath,
      [
        join(packageRoot(), 'bin/caseconsultant.js'),
        'start',
        ...roles.flatMap((role) => ['--role', role]),
      ],
      { env, stdio: ['ignore', 'inherit', 'inherit'] },
    );
  const processes = [
    ...Array.from({ length: WORKERS }, () => start('extraction', 'code-selection', 'reply')),
    start('poller'),
  ];
  try {
    return await rateOf(mail);
  } finally {
    for (const child of processes) child.kill('SIGTERM');
    const running = processes.filter((child) => child.exitCode === null);
    await Promise.all(running.map((child) => once(child, 'exit')));
    await redis.stop();
    await postgres.stop();
  }
}
