import { packageRoot } from '../../config/index.js';
import { join, resolve } from 'node:path';
import { explain, type ExplainedFamily } from '../../coding/index.js';
import { showFamily, type Knowledge } from '../../knowledge/index.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { openEngine } from '../../service/engine.js';
import { reconcile, runWorkedCases } from '../../service/index.js';
import { officialTables } from '../../terminology/index.js';
import { EXIT, Failure } from '../exit.js';
import { readNote } from '../note-input.js';
import { table } from '../table.js';
import { openCatalog, today } from './catalog.js';

export interface Folders {
  readonly knowledge?: string;
  readonly overlay?: string;
}

/** Reads every file anew, past what the build prepared. */
function load({ knowledge, overlay }: Folders): Knowledge {
  const dir = resolve(knowledge ?? join(packageRoot(), 'knowledge'));
  return loadKnowledge(dir, undefined, overlay === undefined ? undefined : resolve(overlay));
}

function unknownFamily({ families }: Knowledge, family: string): Failure {
  return new Failure(`There is no family "${family}". Known: ${[...families.keys()].join(', ')}.`);
}

/** `knowledge show`: the list of families, or one family's grid, sources and cases. */
export async function knowledgeShow(family: string | undefined, options: Folders): Promise<number> {
  const { knowledge } = openEngine(options.knowledge, options.overlay);
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
  if (text === undefined) throw unknownFamily(knowledge, family);
  process.stdout.write(`${text.trimEnd()}\n`);
  return EXIT.done;
}

/** Our tables against the official files in force today, as far as they are imported. */
function checkOfficially(knowledge: Knowledge, folder: string | undefined): void {
  const catalog = openCatalog(folder);
  if (catalog.editions.length === 0) {
    process.stdout.write('Not compared with official files: none is imported (docs/catalog.md).\n');
    return;
  }
  const differences = reconcile(knowledge, officialTables(catalog, today).on(undefined));
  const open = differences.filter(({ because }) => because === undefined);
  for (const { code, family, text } of open)
    process.stdout.write(`${code}${family === undefined ? '' : ` (${family})`} ${text}\n`);
  if (open.length > 0)
    throw new Failure(
      `${open.length} difference(s) from the imported official files. Correct the tables, or explain them in policies/official-differences.yaml.`,
    );
  process.stdout.write(
    `No unexplained difference from the imported official files; ${differences.length} are explained.\n`,
  );
}

/** `knowledge check`: what the loader checks in all files, then every worked case, or those of the named families. */
export async function knowledgeCheck(
  named: readonly string[],
  options: Folders & { readonly catalog?: string },
): Promise<number> {
  const knowledge = load(options);
  const unknown = named.find((family) => !knowledge.families.has(family));
  if (unknown !== undefined) throw unknownFamily(knowledge, unknown);
  const { count, differences } = runWorkedCases(
    knowledge,
    named.length === 0 ? undefined : new Set(named),
  );
  for (const { family, caseId, what, expected, found } of differences) {
    process.stdout.write(
      `${family}, case ${caseId}: ${what}: expected ${expected}; found ${found}\n`,
    );
  }
  if (differences.length > 0) {
    throw new Failure(`${differences.length} difference(s) in ${count} worked cases.`);
  }
  const checked =
    named.length === 0 ? `${knowledge.families.size} families` : `The files, ${named.join(', ')}`;
  process.stdout.write(`${checked} and ${count} worked cases are in order.\n`);
  if (named.length === 0) checkOfficially(knowledge, options.catalog);
  return EXIT.done;
}

const SIGNS = { met: '+', 'not-met': '-', 'not-documented': '?', 'not-applicable': '=' } as const;

function explainText({ family, title, cases }: ExplainedFamily): string {
  const parts = cases.map(({ services, rows }) =>
    [
      ...services.map((words) => `  "${words.replaceAll(/\s+/g, ' ')}"`),
      ...rows.map(({ row, codes, result, why }) =>
        [`  ${SIGNS[result]} ${row}`, result, codes.join(' + '), why].join('  '),
      ),
    ].join('\n'),
  );
  return [`${title} (${family})`, ...parts, ''].join('\n');
}

/** `knowledge explain`: for every family with a service in the note, each row and why it is met or not. */
export async function knowledgeExplain(
  file: string,
  options: Folders & { readonly json: boolean },
): Promise<number> {
  const { knowledge, document } = openEngine(options.knowledge, options.overlay);
  const families = explain(document(await readNote(file)), knowledge);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(families, null, 2)}\n`);
  } else if (families.length === 0) {
    process.stdout.write('No family answers anything in this note.\n');
  } else {
    process.stdout.write(families.map(explainText).join('\n'));
  }
  return EXIT.done;
}
