/*
 * Every check that needs no test server, cheapest first; all run, and the last lines say which failed.
 *
 *   npm run check [-- --without-tests]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './inputs.mjs';

const tool = (path, ...args) => [join(root, 'node_modules', path), ...args];

const checks = [
  ['types', tool('typescript/bin/tsc', '-p', '.')],
  [
    'lint',
    tool(
      'eslint/bin/eslint.js',
      '--cache',
      '--cache-location',
      '.cache/eslint',
      '--max-warnings',
      '0',
      '.',
    ),
  ],
  ['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  [
    'import rules',
    tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'src',
      'workers',
      '--config',
      '.dependency-cruiser.cjs',
    ),
  ],
  ['dead code', tool('knip/bin/knip.js', '--cache', '--cache-location', '.cache/knip')],
  ['lock file', [join(root, 'scripts/complete-lock.mjs'), '--check']],
  ['knowledge', [join(root, 'bin/caseconsultant.js'), 'knowledge', 'check']],
  // Where the development cases are not at hand it says so and passes.
  ['scoreboard', [join(root, 'scripts/eval.mjs')]],
  ['unit tests', [join(root, 'scripts/test.mjs'), '--project=unit', '--project=cases']],
];

function main() {
  if (!bootstrap()) return 1;
  const failed = [];
  const withoutTests = process.argv.includes('--without-tests');
  for (const [name, [script, ...args]] of checks) {
    if (withoutTests && name === 'unit tests') continue;
    const start = performance.now();
    const { status } = spawnSync(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
    if (status !== 0) failed.push(name);
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = main();
