import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockFolder } from '../../../src/store/folder-lock.js';

describe('the lock on a data folder', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caseconsultant-lock-'));
    file = join(folder, 'caseconsultant.lock');
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const leaveLock = (holder: Record<string, unknown>): Promise<void> =>
    writeFile(file, JSON.stringify({ token: 't', host: hostname(), ...holder }));
  /** Of a process that certainly lives: the one that started this test run. */
  const living = process.ppid;

  it('names the process that holds it and what to do', async () => {
    await leaveLock({ pid: living });
    const refusal = await lockFolder(folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FolderInUseError);
    expect(String(refusal)).toContain(`process ${living} on ${hostname()}`);
    expect(String(refusal)).toContain('DATABASE_URL');
  });

  it.each([
    ['died', { pid: 2 ** 22 + 1 }],
    ['had this very pid in an earlier container', { pid: process.pid }],
    ['had a pid that another program has now', { pid: living, startedAt: '1' }],
  ])('is taken over from a process that %s', async (_what, holder) => {
    await leaveLock(holder);
    const lock = await lockFolder(folder);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over when its file was cut short', async () => {
    await writeFile(file, '{"tok');
    const lock = await lockFolder(folder);
    await lock.release();
  });

  it('of another host holds while its heartbeat is fresh', async () => {
    await leaveLock({ pid: 1, host: 'another-container' });
    await expect(lockFolder(folder)).rejects.toThrow(/process 1 on another-container/);
    const old = new Date(Date.now() - 120_000);
    await utimes(file, old, old);
    const lock = await lockFolder(folder);
    await lock.release();
  });

  it('goes to one of many that ask at once', async () => {
    await leaveLock({ pid: 2 ** 22 + 1 });
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const given = asked.filter((outcome) => outcome.status === 'fulfilled');
    expect(given).toHaveLength(1);
    await given[0]?.value.release();
  });
});
