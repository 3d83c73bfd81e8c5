import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openQueue } from '../../../src/queue/index.js';
import { FolderInUseError, openEmbeddedPool, openLedger } from '../../../src/store/index.js';
import { waitFor } from '../../helpers/wait.js';

const WRITER = fileURLToPath(new URL('./embedded-writer.ts', import.meta.url));

describe('the embedded store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caseconsultant-store-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  /** Starts the writer, kills it while it writes, and gives what it had said to be committed. */
  const writeAndKill = async (): Promise<string[]> => {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const committed = (): string[] =>
      said
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.startsWith('committed '))
        .map((line) => line.slice('committed '.length));
    try {
      await waitFor(() => committed().length >= 20 && said.includes('in-hand '), {
        what: 'twenty committed letters and a job in hand',
        timeoutMs: 60_000,
      });
      // Another process cannot open the folder meanwhile, and is told who has it.
      await expect(openEmbeddedPool(folder)).rejects.toThrow(`process ${child.pid ?? '?'} on`);
    } catch (error) {
      throw new Error(`the writer said: ${complaint}`, { cause: error });
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
    return committed();
  };

  it('keeps every committed letter through kill -9, and gives its jobs to the next process at once', async () => {
    const written = await writeAndKill();
    const pool = await openEmbeddedPool(folder);
    try {
      const ledger = openLedger({ kind: 'embedded', pool });
      await ledger.migrate();
      const found = await Promise.all(written.map((id) => ledger.get(id)));
      expect(found.filter((row) => row?.state !== 'received')).toEqual([]);
      expect(written.length).toBeGreaterThanOrEqual(20);

      // The lock of the dead process would last for 45 seconds.
      const { queue, workers } = await openQueue({ mode: 'embedded', pool });
      const seen: string[] = [];
      await workers.run('reply', 2, async (id) => {
        seen.push(id);
        return { kind: 'done' };
      });
      await waitFor(() => seen.includes('in-hand'), { what: 'the job of the dead process' });
      await workers.drain(5_000);
      await queue.close();
    } finally {
      await pool.end();
    }
  }, 180_000);

  it('is not opened twice by one process, and is free again once closed', async () => {
    const pool = await openEmbeddedPool(folder);
    await expect(openEmbeddedPool(folder)).rejects.toBeInstanceOf(FolderInUseError);
    await pool.end();
    await pool.end();
    const again = await openEmbeddedPool(folder);
    expect((await again.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await again.end();
  }, 60_000);
});
