import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { determinationSchemaText } from '../src/coding/index.js';

/** Writes schema/determination.schema.json from the zod schema; a test fails while it is stale. */
const folder = fileURLToPath(new URL('../schema', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'determination.schema.json'), determinationSchemaText());
