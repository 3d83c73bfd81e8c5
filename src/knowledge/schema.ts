import { z } from 'zod';
import { formatIcd10cm } from '../terminology/index.js';

/**
 * The shape of the files under knowledge/. docs/knowledge.md explains every field to a coder; the
 * comments here hold only what the shape itself does not say.
 */

const id = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'ids are lower-case words, joined by hyphens or dots');
const sentence = z.string().min(3, 'write a sentence');
const code = z
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
const cites = z.array(id).min(1, 'name at least one citation');
const cellText = z.union([z.string(), z.number()]);
const cells = z.record(id, cellText);
const units = z.union([z.number().int().positive(), z.string().min(1)]);

export const systemSchema = z.enum(['CPT', 'HCPCS']);

export const citationsFileSchema = z.strictObject({
  citations: z.array(
    z.strictObject({
      id,
      title: z.string().min(3),
      publisher: z.string().min(2),
      section: z.string().optional(),
      edition: z.string().optional(),
      effective: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/, 'write the date as "YYYY-MM-DD", in quotes')
        .optional(),
      url: z.url().optional(),
      note: z.string().optional(),
    }),
  ),
});

export const editionsFileSchema = z.strictObject({
  editions: z.array(
    z.strictObject({
      system: z.string().min(2),
      edition: z.string().min(2),
      effective: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
  /** Published edit files that this knowledge does not carry; each is reported as not run. */
  notLoaded: z
    .array(
      z.strictObject({
        id,
        kind: z.enum(['ptp', 'mue', 'global', 'indicator']),
        text: sentence,
        cites: z.array(id).default([]),
      }),
    )
    .default([]),
});

export const elementsFileSchema = z.strictObject({
  elements: z.array(
    z.strictObject({
      name: id,
      label: z.string().min(2),
      kind: z.enum(['concept', 'quantity']),
      /** Lexicon kind of a concept element. */
      of: id.optional(),
      unit: z.string().default(''),
      whole: z.boolean().default(false),
      /** Number tests that bound a quantity. */
      domain: z.string().optional(),
      ask: sentence,
    }),
  ),
});

const conventionSchema = z.strictObject({ value: cellText, because: sentence, cites });

const familyElementSchema = z.strictObject({
  name: id,
  label: z.string().min(2).optional(),
  ask: sentence.optional(),
  /** Concepts that the table tells apart; everything below each is included. */
  values: z.array(id).min(1).optional(),
  convention: conventionSchema.optional(),
});

const reportSchema = z.strictObject({ code, units: units.default(1) });

const rowSchema = z.strictObject({
  id,
  when: cells,
  report: z.array(reportSchema).min(1, 'a row reports at least one code'),
  because: sentence,
  cites,
  /** Codes that are often reported here by mistake. */
  notSelected: z.array(z.strictObject({ code, because: sentence })).default([]),
});

const expectedLineSchema = z.strictObject({
  code,
  units: z.number().int().positive().default(1),
  modifiers: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  confidence: z.enum(['documented', 'assumed', 'review']).optional(),
});

export const caseKindSchema = z.enum(['plain', 'boundary', 'usual-mistake', 'must-not-code']);

const workedCaseSchema = z.strictObject({
  id,
  kind: caseKindSchema,
  subject: z.string().optional(),
  note: z.string().min(3),
  /** What the case shows, in one line. */
  shows: sentence,
  expect: z.strictObject({
    status: z
      .enum(['codes-supported', 'query-needed', 'not-separately-reportable', 'out-of-scope'])
      .default('codes-supported'),
    lines: z.array(expectedLineSchema).default([]),
    /** Elements asked about, in order. */
    queries: z.array(id).default([]),
    /** Codes that must stand among those not selected. */
    notSelected: z.array(code).default([]),
    /** ICD-10-CM codes in order; compared only where given. */
    dx: z.array(z.string()).optional(),
  }),
});

const codeSchema = z.strictObject({
  code,
  label: z.string().min(3),
  addOn: z.strictObject({ parents: z.array(code).min(1) }).optional(),
  /** Order on the claim: higher first; add-ons follow their parent. */
  weight: z.number().nonnegative(),
  payerNotes: z.array(sentence).default([]),
});

export const familyFileSchema = z.strictObject({
  id,
  title: z.string().min(3),
  system: systemSchema,
  chapter: id,
  /** What this family is for, and what it is not, in a few sentences. */
  scope: sentence,
  answers: z
    .array(
      z.strictObject({
        act: id,
        when: cells.default({}),
      }),
    )
    .min(1),
  elements: z.array(familyElementSchema).default([]),
  combine: z.looseObject({ mode: id }),
  rows: z.array(rowSchema).min(1),
  /** Facts that do not change the code but must be looked at by a person. */
  review: z.array(z.strictObject({ when: cells, because: sentence, cites })).default([]),
  /** Acts that are part of every service of this family. */
  integral: z
    .array(
      z.strictObject({
        act: id,
        because: sentence,
        cites,
        /** Acts that may own it instead; with one of them in the note it is left to a coder. */
        notWith: z.array(id).default([]),
      }),
    )
    .default([]),
  reporting: z.strictObject({
    laterality: z.enum(['not-reported']),
    /** `units`: further lesions under one code are units of one line. */
    repeats: z.enum(['units']),
    because: sentence,
  }),
  codes: z.array(codeSchema).min(1),
  payerNotes: z.array(sentence).default([]),
  cases: z.array(workedCaseSchema),
});

export const policyFileSchema = z.discriminatedUnion('kind', [
  /** One lesion, several acts: which act takes the others in. */
  z.strictObject({
    id,
    kind: z.literal('same-lesion'),
    title: sentence,
    rules: z
      .array(
        z.strictObject({
          id,
          integral: id,
          within: z.array(id).min(1),
          because: sentence,
          cites,
        }),
      )
      .min(1),
    /** Asked when the note does not say; `{integral}` and `{within}` stand for the two acts. */
    ask: sentence,
    same: sentence,
    separate: sentence,
    /** Said of the lines while the question is open. */
    review: sentence,
  }),
  /** Column one and column two codes that may stand together for distinct services only. */
  z.strictObject({
    id,
    kind: z.literal('distinct-services'),
    title: sentence,
    modifier: z.string().length(2),
    reason: sentence,
    payerNotes: z.array(sentence).default([]),
    /** Said of the lines when the note does not show that the services were distinct. */
    unclear: sentence,
    pairs: z.array(z.strictObject({ one: code, two: z.array(code).min(1) })).min(1),
    cites,
  }),
  /** Acts, or lesions and sites of an act, that belong to families not written yet. */
  z.strictObject({
    id,
    kind: z.literal('not-covered'),
    title: sentence,
    entries: z
      .array(
        z.strictObject({
          act: id,
          when: cells.default({}),
          because: sentence,
          cites: z.array(id).default([]),
        }),
      )
      .min(1),
  }),
]);

const icd = z
  .string()
  .refine(
    (text) => formatIcd10cm(text) === text,
    'write ICD-10-CM codes with their dot, e.g. D22.61',
  );

export const diagnosesFileSchema = z.strictObject({
  title: z.string().min(3),
  cites,
  diagnoses: z.array(
    z.strictObject({
      /** Lexicon concepts (lesion or condition) that this entry answers, with everything below. */
      concepts: z.array(id).min(1),
      because: sentence.optional(),
      /** First row that fits is taken: ICD-10-CM goes from the special to the unspecified. */
      rows: z
        .array(
          z.strictObject({
            when: cells.default({}),
            code: icd,
            label: z.string().min(3),
            /** Why a person must look at this code before it is used. */
            review: sentence.optional(),
          }),
        )
        .min(1),
    }),
  ),
});

export type CitationsFile = z.infer<typeof citationsFileSchema>;
export type EditionsFile = z.infer<typeof editionsFileSchema>;
export type ElementsFile = z.infer<typeof elementsFileSchema>;
export type FamilyFile = z.infer<typeof familyFileSchema>;
export type PolicyFile = z.infer<typeof policyFileSchema>;
export type WorkedCase = FamilyFile['cases'][number];
export type FamilyCode = FamilyFile['codes'][number];
