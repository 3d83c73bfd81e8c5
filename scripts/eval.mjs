/*
 * The scoreboard on the development cases, held against its floor.
 *
 *   npm run eval [-- FILE] [--raise] [--misses] [--json]
 *
 * The cases are not part of the repository; where they are not there, this says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './inputs.mjs';

const DEVELOPMENT_CASES = '../shared/cases/dev.jsonl';
const FLOOR = 'test/eval-floor.json';

function main() {
  const options = process.argv.slice(2);
  const own = options.find((option) => !option.startsWith('-'));
  const file = own ?? DEVELOPMENT_CASES;
  if (own === undefined && !existsSync(join(root, file))) {
    console.log(
      `Scoreboard skipped: no development cases at ${file} (npm run eval -- FILE scores your own).`,
    );
    return 0;
  }
  if (!bootstrap()) return 1;
  // The floor was taken on the development cases and says nothing of others.
  const floor = own === undefined ? ['--floor', FLOOR] : [];
  const rest = options.filter((option) => option !== own);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'bin/caseconsultant.js'), 'eval', file, ...floor, ...rest],
    { cwd: root, stdio: 'inherit' },
  );
  return status ?? 1;
}

process.exitCode = main();
