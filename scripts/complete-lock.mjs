/*
 * Completes package-lock.json after `npm install`.
 *
 * A package with a native part names one optional package per platform. When the registry in use does not
 * carry some of them, npm leaves those out of the lock, and `npm ci` then refuses the lock everywhere. This
 * adds them by name and version, with the platform that their name tells, so that each machine installs its
 * own or none. There is no integrity value for them: npm takes the one of the registry that serves them.
 *
 *   node scripts/complete-lock.mjs [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './inputs.mjs';

const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x'];

function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  const glibc = words.some((word) => word.startsWith('gnu'));
  const musl = words.some((word) => word.startsWith('musl'));
  const libc = glibc ? ['glibc'] : musl ? ['musl'] : undefined;
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc ? { libc } : {}) };
}

/** Whether Node would find `name` from inside the package at `from`, among the locked packages. */
function resolves(packages, from, name) {
  if (packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
  if (from === '') return false;
  const outer = from.lastIndexOf('/node_modules/');
  return resolves(packages, outer < 0 ? '' : from.slice(0, outer), name);
}

function missing(packages) {
  return Object.entries(packages).flatMap(([place, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, version]) => /^\d/.test(version) && !resolves(packages, place, name))
      .flatMap(([name, version]) => {
        const platform = platformOf(name);
        if (platform === undefined) return [];
        const dev = entry.dev === true ? { dev: true } : {};
        return [[`node_modules/${name}`, { version, ...platform, ...dev, optional: true }]];
      }),
  );
}

const path = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const added = missing(lock.packages);
if (added.length === 0) {
  console.log('package-lock.json is complete.');
} else if (process.argv.includes('--check')) {
  console.error(
    `package-lock.json lacks ${added.length} platform packages. Run: node scripts/complete-lock.mjs`,
  );
  process.exitCode = 1;
} else {
  const entries = [...Object.entries(lock.packages), ...added];
  // npm's own order, so that the next `npm install` moves nothing.
  entries.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(entries);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`Added ${added.length} platform packages to package-lock.json.`);
}
