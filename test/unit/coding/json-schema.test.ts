import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { determinationSchemaText } from '../../../src/coding/index.js';

it('the published determination schema is current (npm run schema writes it)', () => {
  const published = readFileSync(
    fileURLToPath(new URL('../../../schema/determination.schema.json', import.meta.url)),
    'utf8',
  );
  expect(published).toBe(determinationSchemaText());
});
