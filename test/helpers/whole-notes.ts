import { fileURLToPath } from 'node:url';
import { determine, type Determination } from '../../src/coding/index.js';
import { readDocumentation } from '../../src/documentation/index.js';
import { compileKnowledge, type Knowledge } from '../../src/knowledge/index.js';
import { readKnowledgeFiles } from '../../src/knowledge/load.js';

const folder = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** The words that every chapter shares; what a chapter adds would make a test depend on it. */
const SHARED =
  /^(?:lexicon\/(?:cues|sections|units|numbers|laterality|sites|sexes|settings|context|common-(?:approach|guidance|spine|vertebrae|topics))\.yaml|elements\.yaml|editions\.yaml)$/;

const CITED = 'citations: [{ id: example, title: An example, publisher: Nobody }]';

/**
 * Knowledge of the shared words and of the files given, by path below `knowledge/`.
 * @throws Error with every problem of the given files
 */
export function knowledgeWith(files: Readonly<Record<string, string>>): Knowledge {
  const shared = readKnowledgeFiles(folder).filter(({ path }) => SHARED.test(path));
  const own = Object.entries(files).map(([path, text]) => ({ path, text }));
  const { knowledge, problems } = compileKnowledge([
    ...shared,
    { path: 'citations.yaml', text: CITED },
    ...own,
  ]);
  const mine = problems.filter(({ path }) => Object.hasOwn(files, path));
  if (mine.length > 0)
    throw new Error(mine.map(({ path, line, message }) => `${path}:${line} ${message}`).join('\n'));
  return knowledge;
}

/** Reads and codes one letter. */
export function codeNote(knowledge: Knowledge, body: string, title?: string): Determination {
  const note = title === undefined ? { body } : { title, body };
  return determine(readDocumentation(note, knowledge.lexicon), knowledge);
}

/** Lines as "29881 x 2 -RT". */
export function linesOf({ lines }: Determination): string[] {
  return lines.map(({ code, units, modifiers }) =>
    [code, ...(units === 1 ? [] : ['x', units]), ...modifiers.map((one) => `-${one}`)].join(' '),
  );
}

/** The head of a made-up family that reads the whole note. */
export const head = (id: string): string =>
  `id: ${id}\ntitle: ${id}\nsystem: CPT\nchapter: example\nscope: An example.\nreads: note\ncites: [example]\n`;
