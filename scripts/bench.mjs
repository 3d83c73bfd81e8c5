/* Measures, as ratios within one run. Needs the test servers: bash scripts/install-test-servers.sh */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './inputs.mjs';

if (bootstrap()) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'bench/main.ts'), ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} else {
  process.exitCode = 1;
}
