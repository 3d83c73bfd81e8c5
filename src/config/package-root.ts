import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of our package.json: knowledge, templates and migrations lie beside it, built or not. */
export function packageRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) {
    const parent = dirname(dir);
    if (parent === dir)
      throw new Error('The program files are incomplete: package.json is missing.');
    dir = parent;
  }
  return dir;
}

/**
 * A file that the build has made beside the compiled program. Undefined where the program runs from its sources,
 * which what was built may be older than.
 */
export function builtFile(name: string): string | undefined {
  const built = join(packageRoot(), 'dist');
  return fileURLToPath(import.meta.url).startsWith(built + sep) ? join(built, name) : undefined;
}

export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
