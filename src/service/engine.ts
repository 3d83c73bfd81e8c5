import { resolve, join } from 'node:path';
import { determine } from '../coding/index.js';
import type { Determination } from '../coding/determination.js';
import { builtFile, packageRoot } from '../config/index.js';
import { readDocumentation } from '../documentation/index.js';
import type { Documentation } from '../documentation/types.js';
import type { Knowledge } from '../knowledge/index.js';
import { loadKnowledge } from '../knowledge/load.js';
import { Catalog, officialTables, type OfficialTables } from '../terminology/index.js';

export interface Note {
  readonly title?: string;
  readonly body: string;
}

/** The reader and the engine over one loaded knowledge folder. Pure once opened. */
export interface Engine {
  readonly knowledge: Knowledge;
  readonly document: (note: Note) => Documentation;
  readonly select: (documentation: Documentation) => Determination;
  readonly determine: (note: Note) => Determination;
}

/** The official editions of a catalog folder, with those of today where a note gives no date. */
export function openOfficialTables(catalogDir: string): OfficialTables {
  return officialTables(new Catalog(resolve(catalogDir)), () =>
    new Date().toISOString().slice(0, 10),
  );
}

/** Loads the knowledge, with a practice's own laid over it. Throws KnowledgeError listing every problem with file and line. */
export function openEngine(
  knowledgeDir?: string,
  overlayDir?: string,
  tables?: OfficialTables,
): Engine {
  const knowledge = loadKnowledge(
    resolve(knowledgeDir ?? join(packageRoot(), 'knowledge')),
    builtFile('knowledge.json'),
    overlayDir === undefined ? undefined : resolve(overlayDir),
  );
  const document = (note: Note) => readDocumentation(note, knowledge.lexicon);
  const select = (documentation: Documentation) => determine(documentation, knowledge, tables);
  return { knowledge, document, select, determine: (note) => select(document(note)) };
}
