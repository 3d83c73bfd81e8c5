import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { compileKnowledge } from './compile.js';
import type { KnowledgeFile } from './read-files.js';
import { KnowledgeError } from './problems.js';
import type { Knowledge } from './types.js';

/** Every YAML file below `dir`, by its path there. */
export function readKnowledgeFiles(dir: string): KnowledgeFile[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => ({
      path: path.split(sep).join('/'),
      text: readFileSync(join(dir, path), 'utf8'),
    }));
}

/**
 * Loads the coding knowledge.
 * @param dir the `knowledge` folder.
 * @throws KnowledgeError with every problem found, each with file and line.
 */
export function loadKnowledge(dir: string): Knowledge {
  const { knowledge, problems } = compileKnowledge(readKnowledgeFiles(dir));
  if (problems.length > 0) throw new KnowledgeError(problems);
  return knowledge;
}
