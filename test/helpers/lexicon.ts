import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { buildLexicon, lexiconFileSchema, type Lexicon } from '../../src/knowledge/lexicon.js';

const folder = fileURLToPath(new URL('../../knowledge/lexicon/', import.meta.url));

/** The lexicon of the knowledge folder, read without the loader, so that reading can be tested alone. */
export function readLexicon(): Lexicon {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({
      path: `knowledge/lexicon/${name}`,
      data: lexiconFileSchema.parse(parse(readFileSync(join(folder, name), 'utf8'))),
    }));
  return buildLexicon(files);
}
