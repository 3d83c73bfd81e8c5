/*
 * Makes dist/ from src/, workers/, templates/ and knowledge/: compiles the templates and the TypeScript, copies the
 * modules that are not TypeScript, removes what no source stands behind any more, and prepares the knowledge.
 *
 *   node scripts/build.mjs
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesUnder, root } from './inputs.mjs';

/** Source folders of the program; their tree is repeated under dist/. */
export const sources = ['src', 'workers'];

/** Files that the build reads, and what it makes among them itself. */
export const inputs = [
  ...sources,
  'templates',
  'scripts/build.mjs',
  'scripts/compile-templates.mjs',
  'scripts/prepare-knowledge.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

export const made = ['src/reply/generated'];

export const entrance = 'dist/src/cli/main.js';

function node(...args) {
  const run = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return run.status === 0;
}

/** The source behind a file of dist/, if there still is one. */
function hasSource(built) {
  const path = built.slice('dist/'.length).replace(/\.map$/, '');
  return existsSync(join(root, path)) || existsSync(join(root, path.replace(/\.js$/, '.ts')));
}

/** Builds; false when a compiler has complained, which it has then done on the terminal itself. */
export function build() {
  if (!node('scripts/compile-templates.mjs')) return false;
  if (!existsSync(join(root, entrance))) {
    // An incremental compiler believes its own notes and would write nothing into an emptied dist/.
    rmSync(join(root, '.cache/build.tsbuildinfo'), { force: true });
  }
  if (!node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')) return false;
  for (const file of sources.flatMap(filesUnder)) {
    if (!/\.(js|mjs|cjs|json)$/.test(file)) continue;
    mkdirSync(dirname(join(root, 'dist', file)), { recursive: true });
    copyFileSync(join(root, file), join(root, 'dist', file));
  }
  for (const built of filesUnder('dist')) {
    if (!hasSource(built)) rmSync(join(root, built));
  }
  return prepareKnowledge();
}

/** Reads and checks the knowledge ahead of time. Faults in it stop no build: the program names them when it starts. */
export function prepareKnowledge() {
  return node('scripts/prepare-knowledge.mjs');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build() ? 0 : 1;
