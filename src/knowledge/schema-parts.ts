import { z } from 'zod';

/** Pieces that the shapes of several kinds of knowledge files share. */

export const id = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'ids are lower-case words, joined by hyphens or dots');

export const sentence = z.string().min(3, 'write a sentence');

export const code = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(
    z
      .string()
      .regex(
        /^(?:\d{4}[0-9A-Z]|[A-Z]\d{4})$/,
        'a CPT or HCPCS code has five characters, e.g. 11102',
      ),
  );

export const cites = z.array(id).min(1, 'name at least one citation');

export const cellText = z.union([z.string(), z.number()]);

export const cells = z.record(id, cellText);
