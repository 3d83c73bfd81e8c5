/*
 * Writes dist/knowledge.json: the knowledge folder read and checked ahead of time, so that a start need not read
 * YAML. Where the folder has faults the file is removed, and the program reads the folder itself and names them.
 *
 *   node scripts/prepare-knowledge.mjs
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './inputs.mjs';

const target = join(root, 'dist/knowledge.json');
const built = (module) => import(pathToFileURL(join(root, 'dist/src', module)).href);
const { prepareKnowledge } = await built('knowledge/load.js');
const { prepareReader } = await built('documentation/index.js');

try {
  writeFileSync(target, prepareKnowledge(join(root, 'knowledge'), prepareReader));
} catch (error) {
  if (error.name !== 'KnowledgeError') throw error;
  rmSync(target, { force: true });
  console.error('The knowledge has faults and was not prepared; `npm run knowledge` names them.');
}
