import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseEnv } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../../src/config/index.js';
import { startSandbox } from '../../../src/sandbox/index.js';
import { ROLES } from '../../../src/service/roles.js';

interface Service {
  readonly build?: { readonly target: string };
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
}

const file = (name: string): string =>
  readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const { services } = parse(file('docker-compose.yml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};
const tried = parseEnv(file('docker/try.env'));

describe('docker-compose.yml', () => {
  it('runs every role as a service of its own', () => {
    for (const role of ROLES) {
      expect(services[role]?.command).toBe(`node bin/caseconsultant.js start --role ${role}`);
    }
  });

  it('checks the health of every service, in the file or in the image', () => {
    for (const [name, { build, healthcheck }] of Object.entries(services)) {
      const stage = file('Dockerfile')
        .split(/^FROM /m)
        .find((text) => build !== undefined && text.includes(` AS ${build.target}\n`));
      expect(healthcheck !== undefined || stage?.includes('HEALTHCHECK'), name).toBe(true);
    }
  });

  it('publishes nothing beyond this machine, and the mail server only for a try', () => {
    for (const { ports, profiles } of Object.values(services)) {
      for (const port of ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
      if (ports !== undefined) expect(profiles).toEqual(['try']);
    }
  });

  it('keeps Redis from evicting jobs and makes it write them down', () => {
    const command = [services['redis']?.command ?? []].flat().join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });

  it('gives the roles settings that they accept, for the mail server that it brings', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caseconsultant-compose-'));
    const sandbox = await startSandbox();
    try {
      writeFileSync(join(folder, 'cert.pem'), '');
      const secret = 'a'.repeat(64);
      const environment = Object.entries(services['poller']?.environment ?? {}).map(
        ([name, value]) => [name, value.replaceAll(/\$\{[^}]*\}/g, secret)],
      );
      expect(() =>
        readConfig({
          ...tried,
          ...(Object.fromEntries(environment) as Record<string, string>),
          TLS_CA_FILE: join(folder, 'cert.pem'),
        }),
      ).not.toThrow();
      expect(tried).toMatchObject({
        MAIL_ADDRESS: sandbox.consult.address,
        IMAP_PASSWORD: sandbox.consult.password,
        SENDERS_ALLOWED: sandbox.sender.address,
        AUTHSERV_ID: sandbox.authservId,
      });
    } finally {
      await sandbox.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
