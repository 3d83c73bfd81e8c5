import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith } from '../../helpers/servers/index.js';
import { running } from '../../helpers/servers/process-table.js';
import { waitFor } from '../../helpers/wait.js';

const entrance = fileURLToPath(new URL('../../helpers/servers/index.ts', import.meta.url));
const script = `
  const { startRedis, startPostgres, startDovecot } = await import(${JSON.stringify(entrance)});
  const servers = [await startRedis(), await startPostgres(), await startDovecot()];
  console.log(JSON.stringify(servers.map(({ pid, dir }) => ({ pid, dir }))));
  setInterval(() => undefined, 1000);
`;

describeWith(['redis', 'postgres', 'dovecot'], 'a test process that is killed', () => {
  it('leaves no server running and no folder behind', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const servers = JSON.parse(line) as { pid: number; dir: string }[];
    const pids = servers.map(({ pid }) => pid);
    expect(running(pids)).toEqual(pids);

    child.kill('SIGKILL');

    await waitFor(() => running(pids).length === 0, { what: 'the servers to end' });
    await waitFor(() => servers.every(({ dir }) => !existsSync(dir)), {
      what: 'their folders to go',
    });
  });
});
