import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config/index.js';
import { composeLetter, startSandbox } from '../src/sandbox/index.js';
import { startService } from '../src/service/index.js';
import { letters } from './letters.js';

export interface Latency {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** One letter at a time through the embedded default, after two that warm it up. */
export async function measureLatency(count: number): Promise<Latency> {
  const dir = mkdtempSync(join(tmpdir(), 'cc-bench-'));
  const sandbox = await startSandbox();
  const service = await startService(
    readConfig({
      DATA_DIR: dir,
      MAIL_ADDRESS: sandbox.consult.address,
      SENDERS_ALLOWED: sandbox.sender.address,
      IMAP_HOST: sandbox.host,
      IMAP_PORT: String(sandbox.imapPort),
      IMAP_SECURITY: 'none',
      IMAP_PASSWORD: sandbox.consult.password,
      SMTP_HOST: sandbox.host,
      SMTP_PORT: String(sandbox.smtpPort),
      SMTP_SECURITY: 'none',
      AUTHSERV_ID: sandbox.authservId,
      REPLIES_PER_SENDER_PER_HOUR: '10000',
      REPLIES_PER_HOUR: '10000',
      HEALTH_PORT: '0',
    }),
  );
  try {
    const waits: number[] = [];
    for (const { raw } of letters(count + 2)) {
      const body = raw.subarray(raw.indexOf('\r\n\r\n') + 4).toString();
      const { raw: mail, messageId } = await composeLetter('case', body);
      const accepted = await sandbox.send(mail);
      const reply = await sandbox.waitForReply(messageId, AbortSignal.timeout(60_000));
      waits.push(reply.at.getTime() - accepted.getTime());
    }
    const sorted = waits.slice(2).toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    return { count, medianMs: at(0.5), p95Ms: at(0.95) };
  } finally {
    await service.stop();
    await sandbox.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
