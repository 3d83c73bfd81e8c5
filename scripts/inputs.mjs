/*
 * Stamps: what a step was last made from, so that a step whose inputs are the same is not run again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Inside node_modules, so that a fresh install also starts from nothing. */
const stampFolder = join(root, 'node_modules/.cache/caseconsultant');

/** Every file under a path of the repository, or the path itself when it is a file, sorted. */
export function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  let entries;
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch {
    return [path];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const child = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(child) : [child];
    });
}

/** One hash over the names and contents of these files and folders, without what lies under `made`. */
export function hashOf(paths, made = []) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesUnder)) {
    if (made.some((folder) => file.startsWith(`${folder}/`))) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

export function isStamped(name, hash) {
  try {
    return readFileSync(join(stampFolder, name), 'utf8') === hash;
  } catch {
    return false;
  }
}

export function stamp(name, hash) {
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(join(stampFolder, name), hash);
}
