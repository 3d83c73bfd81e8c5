import { parse } from 'yaml';
import { z } from 'zod';
import { KINDS } from '../kinds.js';

/** A link pattern; case does not matter in addresses of files. */
const pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: error instanceof Error ? error.message : 'no pattern',
    });
    return z.NEVER;
  }
});

const releaseSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'lower case letters, digits and dashes'),
  kind: z.enum(KINDS),
  /** The publisher's page that lists the files. */
  page: z.url(),
  /** The address of a wanted file; named groups order the editions. */
  link: pattern,
  /** Pages between the list and the files. */
  follow: pattern.optional(),
  license: z.literal('ama').optional(),
  /** Larger answers are refused. */
  megabytes: z.number().positive().max(4096),
  /** Of the file, where its publisher names it. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** One public release and where it is found. */
export type Release = z.output<typeof releaseSchema>;

/** Thrown when the list of releases cannot be read; names the entry and what is wrong with it. */
export class ReleasesError extends Error {
  override readonly name = 'ReleasesError';
}

/** Reads `catalog/releases.yaml` or a user's own list. */
export function readReleases(file: string, text: string): readonly Release[] {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw new ReleasesError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = z.strictObject({ releases: z.array(releaseSchema).min(1) }).safeParse(data);
  if (parsed.success) return parsed.data.releases;
  throw new ReleasesError(
    parsed.error.issues
      .map(({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`)
      .join('\n'),
  );
}
