import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** `openssl` is no server: it makes the certificates of those that speak TLS. */
export type ServerProgram = 'redis' | 'postgres' | 'dovecot' | 'openssl';

/** The one command that installs every server that the tests can use. */
export const INSTALL_COMMAND = 'bash scripts/install-test-servers.sh';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function folders(parent: string, pattern: RegExp): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => pattern.test(name))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((name) => join(parent, name, 'bin'));
  } catch {
    return [];
  }
}

/** PATH first, then where packages put programs that they leave off an ordinary user's PATH. */
function find(program: string): string | undefined {
  const places = [
    ...(process.env.PATH ?? '').split(delimiter).filter((place) => place !== ''),
    ...folders('/usr/lib/postgresql', /^\d+$/),
    ...folders('/opt/homebrew/opt', /^postgresql/),
    ...folders('/usr/local/opt', /^postgresql/),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/sbin',
    '/usr/lib/dovecot',
    '/usr/libexec/dovecot',
    '/opt/homebrew/opt/dovecot/libexec/dovecot',
    '/usr/local/opt/dovecot/libexec/dovecot',
  ];
  return places.map((place) => join(place, program)).find(isExecutable);
}

export interface Found {
  readonly redis: { readonly server: string };
  readonly postgres: { readonly postgres: string; readonly initdb: string };
  readonly dovecot: { readonly dovecot: string };
  readonly openssl: { readonly openssl: string };
}

type Lookup<P extends ServerProgram> = { readonly found: Found[P] } | { readonly missing: string };

const LOOKUPS: { readonly [P in ServerProgram]: () => Lookup<P> } = {
  redis: () => {
    const server = find('redis-server');
    return server === undefined ? { missing: 'redis-server' } : { found: { server } };
  },
  postgres: () => {
    const postgres = find('postgres');
    const initdb = find('initdb');
    if (postgres === undefined || initdb === undefined) return { missing: 'PostgreSQL' };
    return { found: { postgres, initdb } };
  },
  openssl: () => {
    const openssl = find('openssl');
    return openssl === undefined ? { missing: 'openssl' } : { found: { openssl } };
  },
  dovecot: () => {
    const dovecot = find('dovecot');
    if (dovecot === undefined || find('imap') === undefined) return { missing: 'dovecot-imapd' };
    if (find('lmtp') === undefined) return { missing: 'dovecot-lmtpd' };
    // Dovecot 2.4 renamed most settings; its configuration cannot be shared with 2.3.
    const version = spawnSync(dovecot, ['--version'], { encoding: 'utf8' }).stdout.trim();
    if (!version.startsWith('2.3.')) return { missing: `Dovecot 2.3 (found ${version})` };
    return { found: { dovecot } };
  },
};

/** Where a program is; throws with the install command when it is not installed. */
export function locate<P extends ServerProgram>(program: P): Found[P] {
  const lookup = LOOKUPS[program]();
  if ('found' in lookup) return lookup.found;
  throw new Error(`${lookup.missing} is not installed. Install it with: ${INSTALL_COMMAND}`);
}

/** Names, as a package manager knows them, of the programs among `needed` that are not installed. */
export function missingServers(
  needed: readonly ServerProgram[] = ['redis', 'postgres', 'dovecot', 'openssl'],
): readonly string[] {
  return needed.flatMap((program) => {
    const lookup = LOOKUPS[program]();
    return 'missing' in lookup ? [lookup.missing] : [];
  });
}
