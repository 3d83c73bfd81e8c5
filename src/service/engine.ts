import { resolve, join } from 'node:path';
import { determine } from '../coding/index.js';
import type { Determination } from '../coding/determination.js';
import { builtFile, packageRoot } from '../config/index.js';
import { readDocumentation } from '../documentation/index.js';
import type { Documentation } from '../documentation/types.js';
import type { Knowledge } from '../knowledge/index.js';
import { loadKnowledge } from '../knowledge/load.js';

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

/** Loads the knowledge, with a practice's own laid over it. Throws KnowledgeError listing every problem with file and line. */
export function openEngine(knowledgeDir?: string, overlayDir?: string): Engine {
  const knowledge = loadKnowledge(
    resolve(knowledgeDir ?? join(packageRoot(), 'knowledge')),
    builtFile('knowledge.json'),
    overlayDir === undefined ? undefined : resolve(overlayDir),
  );
  const document = (note: Note) => readDocumentation(note, knowledge.lexicon);
  const select = (documentation: Documentation) => determine(documentation, knowledge);
  return { knowledge, document, select, determine: (note) => select(document(note)) };
}
