import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { compileKnowledge } from './compile.js';
import type { Lexicon, LexiconFile } from './lexicon.js';
import { packFamily, packLexicon, unpackFamily, type PackedFamily } from './pack.js';
import type { KnowledgeFile } from './read-files.js';
import { KnowledgeError } from './problems.js';
import type { FamilyFile } from './schema.js';
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
 * A knowledge folder read and checked ahead of time: reading YAML takes longer than all the rest of a start. Good for
 * that very folder only, which `sha256` tells.
 */
const preparedSchema = z.object({
  sha256: z.string(),
  /** What each file holds, by its path; families without their worked cases, which no answer needs. */
  files: z.record(z.string(), z.unknown()),
  /** The worked cases by path, as text: they are needed only where another folder is laid over this one. */
  cases: z.string(),
  reader: z.unknown(),
});

type Prepared = z.output<typeof preparedSchema>;

const casesSchema = z.record(z.string(), z.unknown());

function digestOf(files: readonly KnowledgeFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(path).update('\0').update(text).update('\0');
  return hash.digest('hex');
}

/** Accepted data of a file as the build writes it; `accepted` holds what the schema of that folder has made. */
function packed(path: string, data: unknown): unknown {
  if (path.startsWith('families/')) return packFamily(data as FamilyFile);
  if (path.startsWith('lexicon/')) return packLexicon(data as LexiconFile);
  return data;
}

const hasCases = (data: unknown): data is { readonly cases: unknown } =>
  typeof data === 'object' && data !== null && 'cases' in data;

/**
 * What `loadKnowledge` takes in place of the YAML of `dir`, as text.
 * @param prepareReader what the reader makes of the words; `Lexicon.prepared` brings it back.
 * @throws KnowledgeError with every problem found.
 */
export function prepareKnowledge(
  dir: string,
  prepareReader: (lexicon: Lexicon) => unknown,
): string {
  const files = readKnowledgeFiles(dir);
  const { knowledge, problems, accepted } = compileKnowledge(files);
  if (problems.length > 0) throw new KnowledgeError(problems);
  const all = [...accepted];
  const prepared: Prepared = {
    sha256: digestOf(files),
    files: Object.fromEntries(all.map(([path, data]) => [path, packed(path, data)])),
    cases: JSON.stringify(
      Object.fromEntries(
        all.flatMap(([path, data]) => (hasCases(data) ? [[path, data.cases]] : [])),
      ),
    ),
    reader: prepareReader(knowledge.lexicon),
  };
  return JSON.stringify(prepared);
}

/** What was made ahead of time of these very files; undefined where it was made of others. */
function preparedOf(
  files: readonly KnowledgeFile[],
  path: string | undefined,
): Prepared | undefined {
  if (path === undefined || !existsSync(path)) return undefined;
  const prepared = preparedSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return prepared.sha256 === digestOf(files) ? prepared : undefined;
}

function withPrepared(files: readonly KnowledgeFile[], { files: accepted }: Prepared) {
  return files.map((file) => ({ ...file, accepted: accepted[file.path] }));
}

/** For a folder under an overlay: all is checked again together, so the worked cases are wanted. */
function withPreparedCases(files: readonly KnowledgeFile[], prepared: Prepared) {
  const cases = casesSchema.parse(JSON.parse(prepared.cases));
  return withPrepared(files, prepared).map(({ accepted, ...file }) => ({
    ...file,
    accepted: hasCases(accepted)
      ? { ...unpackFamily(accepted as PackedFamily), cases: cases[file.path] }
      : accepted,
  }));
}

/** The files of a practice's own folder; people know them by their whole path. */
function overlayFiles(dir: string): KnowledgeFile[] {
  if (!existsSync(dir)) {
    const message = 'no such folder; correct KNOWLEDGE_OVERLAY_DIR (or --overlay), or leave it out';
    throw new KnowledgeError([{ path: dir, line: 1, message }]);
  }
  return readKnowledgeFiles(dir).map((file) => ({ ...file, overlay: join(dir, file.path) }));
}

/**
 * Loads the coding knowledge.
 * @param dir the `knowledge` folder.
 * @param prepared a file that `prepareKnowledge` has written; used where it was made of this very folder. Worked
 *   cases are then left out, unless there is an overlay.
 * @param overlay a folder of the same form, laid over it: the same id replaces, a new one adds.
 * @throws KnowledgeError with every problem found, each with file and line.
 */
export function loadKnowledge(dir: string, prepared?: string, overlay?: string): Knowledge {
  const files = readKnowledgeFiles(dir);
  const made = preparedOf(files, prepared);
  if (overlay === undefined) {
    if (made === undefined) return withoutProblems(files);
    const knowledge = withoutProblems(withPrepared(files, made));
    return { ...knowledge, lexicon: { ...knowledge.lexicon, prepared: made.reader } };
  }
  const own = overlayFiles(overlay);
  const quick = made === undefined ? files : withPreparedCases(files, made);
  const { knowledge, problems } = compileKnowledge([...quick, ...own]);
  if (problems.length === 0) return knowledge;
  // What was read ahead of time has lost its lines; faults are told from the files themselves.
  return withoutProblems([...files, ...own]);
}

function withoutProblems(files: readonly KnowledgeFile[]): Knowledge {
  const { knowledge, problems } = compileKnowledge(files);
  if (problems.length > 0) throw new KnowledgeError(problems);
  return knowledge;
}
