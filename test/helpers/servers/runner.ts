import { spawnSync } from 'node:child_process';

/** The operating-system user that a server program runs as; undefined means "as this process". */
export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function lookUp(name: string): RunAs | undefined {
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim() || Number.NaN);
  const uid = id('-u');
  const gid = id('-g');
  return Number.isInteger(uid) && Number.isInteger(gid) ? { name, uid, gid } : undefined;
}

/**
 * PostgreSQL refuses to run as root, and Dovecot as root wants system users of its own. When the tests
 * run as root (containers, CI), both are started as the first of these users that exists.
 */
export function unprivilegedUser(names: readonly string[]): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of names) {
    const user = lookUp(name);
    if (user !== undefined && user.uid !== 0) return user;
  }
  throw new Error(
    `running as root, and none of the users ${names.join(', ')} exists to run servers as`,
  );
}

/** Name and primary group name of the user that the servers run as. */
export function userAndGroup(runAs: RunAs | undefined): { user: string; group: string } {
  const args = runAs === undefined ? [] : [runAs.name];
  const ask = (flag: string): string =>
    spawnSync('id', [flag, ...args], { encoding: 'utf8' }).stdout.trim();
  return { user: ask('-un'), group: ask('-gn') };
}
