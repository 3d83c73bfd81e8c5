import { z } from 'zod';
import { DETERMINATION_VERSION, determinationSchema } from './determination.js';

/** The determination contract as JSON Schema (draft 2020-12), as the package publishes it. */
function determinationJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(determinationSchema, { io: 'output' }),
    title: 'CaseConsultant determination',
    description: `The published answer for one case, version ${DETERMINATION_VERSION}.`,
  };
}

/** The text of schema/determination.schema.json. */
export function determinationSchemaText(): string {
  return `${JSON.stringify(determinationJsonSchema(), null, 2)}\n`;
}
