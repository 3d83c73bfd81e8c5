/*
 * Brings a clone to where it can run: the right Node, the locked packages, a current build. Plain Node, no
 * packages: it must work before anything is installed. Does nothing, quickly, when nothing has changed.
 *
 *   node scripts/bootstrap.mjs [--quiet]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, entrance, inputs, made, prepareKnowledge } from './build.mjs';
import { hashOf, isStamped, root, stamp } from './inputs.mjs';

function oldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 19);
}

/** Whether what npm noted about node_modules is what the lock file asks for. */
function installedMatchesLock() {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
    const locked = read('package-lock.json');
    const installed = read('node_modules/.package-lock.json');
    return Object.entries(locked).every(
      ([path, { version, optional }]) =>
        path === '' || installed[path]?.version === version || (optional && !installed[path]),
    );
  } catch {
    return false;
  }
}

function npmCi(quiet) {
  // npm's own script when npm started us; by name otherwise, through a shell where that is a .cmd file.
  const script = process.env.npm_execpath;
  const [command, args] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  // --include=dev: the build and the tests need those packages whatever NODE_ENV says.
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const run = spawnSync(command, [...args, ...flags], {
    cwd: root,
    stdio: ['ignore', quiet ? 'ignore' : process.stderr, 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  return run.status === 0;
}

/** True when the clone is ready. Says on stderr what it does, so that stdout stays with the command. */
export function bootstrap({ quiet = false } = {}) {
  const say = (text) => {
    if (!quiet) process.stderr.write(`${text}\n`);
  };
  const fail = (text) => {
    process.stderr.write(`${text}\n`);
    return false;
  };
  const timed = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  if (oldNode()) {
    return fail(
      `CaseConsultant needs Node 20.19 or newer; this is ${process.versions.node}. Install a current one from https://nodejs.org and run the command again.`,
    );
  }
  const lock = hashOf(['package-lock.json']);
  if (!existsSync(join(root, 'node_modules')) || !isStamped('packages', lock)) {
    if (!installedMatchesLock()) {
      say('Installing packages (npm ci) ...');
      const start = performance.now();
      if (!npmCi(quiet)) {
        return fail(
          'npm ci failed; see above. Check the connection to the npm registry and run the command again.',
        );
      }
      say(`Installed packages in ${timed(start)}.`);
    }
    stamp('packages', lock);
  }
  const source = hashOf(inputs, made);
  const knowledge = hashOf(['knowledge']);
  const complete = [entrance, ...made].every((path) => existsSync(join(root, path)));
  if (!complete || !isStamped('build', source)) {
    const start = performance.now();
    if (!build()) return fail('The build failed; see above.');
    stamp('build', source);
    stamp('knowledge', knowledge);
    say(`Built in ${timed(start)}.`);
  } else if (!isStamped('knowledge', knowledge)) {
    if (!prepareKnowledge()) return fail('The knowledge could not be prepared; see above.');
    stamp('knowledge', knowledge);
  }
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = bootstrap({ quiet: process.argv.includes('--quiet') }) ? 0 : 1;
}
