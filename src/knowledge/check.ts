import { compileKnowledge } from './compile.js';
import { readKnowledgeFiles } from './load.js';
import type { Problem } from './problems.js';

/** Every fault of the knowledge under `dir`; an empty list means that `loadKnowledge` accepts it. */
export function checkKnowledge(dir: string): Problem[] {
  return compileKnowledge(readKnowledgeFiles(dir)).problems;
}
