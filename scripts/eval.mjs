/*
 * The scoreboards, each held against its floor: letters of our own, and the development cases where they are there.
 *
 *   npm run eval [-- FILE] [--raise] [--misses] [--json]
 *
 * The development cases are not part of the repository; where they are missing, this says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './inputs.mjs';

const SCOREBOARDS = [
  { cases: 'test/letters/letters.jsonl', floor: 'test/letters/floor.json' },
  { cases: '../shared/cases/dev.jsonl', floor: 'test/eval-floor.json' },
];

function score(cases, options) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'bin/caseconsultant.js'), 'eval', cases, ...options],
    { cwd: root, stdio: 'inherit' },
  );
  return status ?? 1;
}

function main() {
  const options = process.argv.slice(2);
  const own = options.find((option) => !option.startsWith('-'));
  const rest = options.filter((option) => option !== own);
  if (!bootstrap()) return 1;
  // A floor was taken on its own cases and says nothing of others.
  if (own !== undefined) return score(own, rest);
  let worst = 0;
  for (const { cases, floor } of SCOREBOARDS) {
    if (existsSync(join(root, cases))) {
      worst = Math.max(worst, score(cases, ['--floor', floor, ...rest]));
    } else {
      console.log(
        `Scoreboard skipped: no development cases at ${cases} (npm run eval -- FILE scores your own).`,
      );
    }
  }
  return worst;
}

process.exitCode = main();
