import { packageRoot } from '../../config/index.js';
import { join, resolve } from 'node:path';
import { showFamily } from '../../knowledge/index.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { runWorkedCases } from '../../service/index.js';
import { EXIT, Failure } from '../exit.js';
import { table } from '../table.js';

function folder(dir: string | undefined): string {
  return resolve(dir ?? join(packageRoot(), 'knowledge'));
}

/** `knowledge show`: the list of families, or one family's grid, sources and cases. */
export async function knowledgeShow(
  family: string | undefined,
  options: { knowledge?: string },
): Promise<number> {
  const knowledge = loadKnowledge(folder(options.knowledge));
  if (family === undefined) {
    const rows = [...knowledge.families.values()].map(({ id, chapter, codes, title }) => [
      id,
      chapter,
      String(codes.size),
      title,
    ]);
    process.stdout.write(table(['family', 'chapter', 'codes', 'title'], rows));
    return EXIT.done;
  }
  const text = showFamily(knowledge, family);
  if (text === undefined) {
    const known = [...knowledge.families.keys()].join(', ');
    throw new Failure(`There is no family "${family}". Known: ${known}.`);
  }
  process.stdout.write(`${text.trimEnd()}\n`);
  return EXIT.done;
}

/** `knowledge check`: what the loader checks, then every worked case. */
export async function knowledgeCheck(options: { knowledge?: string }): Promise<number> {
  const knowledge = loadKnowledge(folder(options.knowledge));
  const { count, differences } = runWorkedCases(knowledge);
  for (const { family, caseId, what, expected, found } of differences) {
    process.stdout.write(
      `${family}, case ${caseId}: ${what}: expected ${expected}; found ${found}\n`,
    );
  }
  if (differences.length > 0) {
    throw new Failure(`${differences.length} difference(s) in ${count} worked cases.`);
  }
  process.stdout.write(
    `${knowledge.families.size} families and ${count} worked cases are in order.\n`,
  );
  return EXIT.done;
}
