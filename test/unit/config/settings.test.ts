import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationError, packageRoot, readConfig } from '../../../src/config/index.js';
import { settingsSchema } from '../../../src/config/settings.js';

const dir = mkdtempSync(join(tmpdir(), 'cc-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const complete = {
  DATA_DIR: dir,
  MAIL_ADDRESS: 'Consult@Clinic.example',
  SENDERS_ALLOWED: 'dr@clinic.example, @billing.example',
  IMAP_HOST: 'imap.clinic.example',
  IMAP_PASSWORD: 'secret',
  SMTP_HOST: 'smtp.clinic.example',
  AUTHSERV_ID: 'mx.clinic.example',
};

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('reads a complete environment, with TLS and the embedded stores as defaults', () => {
    const config = readConfig(complete);
    expect(config.store).toEqual({ kind: 'embedded', dir });
    expect(config.queue).toEqual({ kind: 'embedded' });
    expect(config.mail.address).toBe('consult@clinic.example');
    expect(config.mail.imap).toMatchObject({ port: 993, security: 'tls' });
    expect(config.mail.smtp.credentials).toEqual({
      kind: 'password',
      user: 'consult@clinic.example',
      password: 'secret',
    });
    expect(config.mail.sendersAllowed).toEqual(['dr@clinic.example', '@billing.example']);
  });

  it('names every missing setting in one go', () => {
    const problems = problemsOf({ DATA_DIR: dir });
    for (const name of ['MAIL_ADDRESS', 'IMAP_HOST', 'SMTP_HOST']) {
      expect(problems.join('\n')).toContain(`${name} is missing`);
    }
  });

  it('says what is allowed when a value is wrong, and never shows a secret', () => {
    expect(problemsOf({ ...complete, IMAP_SECURITY: 'ssl' })).toEqual([
      'IMAP_SECURITY ("ssl") is not allowed; it must be one of tls, starttls, none.',
    ]);
    expect(problemsOf({ ...complete, POLL_SECONDS: '600' })).toEqual([
      'POLL_SECONDS ("600") is not allowed; it must be at most 60.',
    ]);
    const [problem] = problemsOf({ ...complete, INSTANCE_SECRET: 'short' });
    expect(problem).toBe('INSTANCE_SECRET is not allowed; it must be at least 32 characters.');
  });

  it.each([
    ['clear text to another host', { IMAP_SECURITY: 'none' }, 'IMAP_SECURITY=none'],
    ['an empty list of senders', { SENDERS_ALLOWED: '' }, 'SENDERS_ALLOWED'],
    ['no authserv-id', { AUTHSERV_ID: '' }, 'AUTHSERV_ID is missing'],
    [
      'no sender check outside a sandbox',
      { SENDER_AUTHENTICATION: 'none' },
      'SENDER_AUTHENTICATION=none',
    ],
    ['a queue without a ledger', { REDIS_URL: 'redis://localhost' }, 'DATABASE_URL is not'],
    [
      'a shared ledger without a shared secret',
      { DATABASE_URL: 'postgres://x/y' },
      'INSTANCE_SECRET is missing',
    ],
    ['OAuth2 without a client', { OAUTH_PROVIDER: 'google' }, 'OAUTH_CLIENT_ID is missing'],
    ['no way to log in', { IMAP_PASSWORD: '' }, 'IMAP_PASSWORD is missing'],
  ])('refuses %s and names the fix', (_what, change, expected) => {
    expect(problemsOf({ ...complete, ...change }).join('\n')).toContain(expected);
  });

  it('reads a secret from the file that NAME_FILE points to', () => {
    const file = join(dir, 'imap-password');
    writeFileSync(file, 'from-file\n');
    const config = readConfig({ ...complete, IMAP_PASSWORD: undefined, IMAP_PASSWORD_FILE: file });
    expect(config.mail.imap.credentials).toMatchObject({ password: 'from-file' });
    expect(
      problemsOf({
        ...complete,
        IMAP_PASSWORD: undefined,
        IMAP_PASSWORD_FILE: join(dir, 'absent'),
      })[0],
    ).toContain('IMAP_PASSWORD_FILE');
  });

  it('makes one secret for an embedded installation and keeps it', () => {
    expect(readConfig(complete).instanceSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(readConfig(complete).instanceSecret).toBe(readConfig(complete).instanceSecret);
  });

  it('documents every setting in .env.example, and nothing else', () => {
    const text = readFileSync(join(packageRoot(), '.env.example'), 'utf8');
    const documented = [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
    expect(documented.toSorted()).toEqual(Object.keys(settingsSchema.shape).toSorted());
  });
});
