import { z } from 'zod';
import { cells, cellText, cites, code, id, sentence } from './schema-parts.js';

/**
 * The shape of the files under knowledge/. docs/knowledge.md explains every field to a coder; the
 * comments here hold only what the shape itself does not say.
 */

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
        kind: z.enum(['add-on', 'ptp', 'mue', 'indicator', 'diagnosis', 'coverage']),
        /** The table of the catalog that answers it when imported. */
        table: z.enum([
          'ptp',
          'mue',
          'aoc',
          'pfs',
          'hcpcs',
          'icd10cm-order',
          'icd10cm-tabular',
          'mcd',
        ]),
        text: sentence,
        cites: z.array(id).default([]),
      }),
    )
    .default([]),
});

/** Assertions that an element takes as facts beside `performed`: a previous cesarean is historical by nature. */
const alsoSchema = z
  .array(z.enum(['planned', 'historical', 'hypothetical', 'negated', 'someone-else', 'aborted']))
  .default([]);

/** Where a quantity of a whole note is read from. */
const measureSchema = z.union([
  /**
   * Measurements in the unit of the element, in the same sentence as one of `beside` where given, and not right
   * before or behind one of `apart-from`.
   */
  z.strictObject({
    unit: z.string().min(1),
    beside: z.array(id).min(1).optional(),
    'apart-from': z.array(id).min(1).optional(),
    /** Which of several stands; without it several that differ are asked about. */
    pick: z.enum(['largest', 'smallest']).optional(),
  }),
  /** Numbers that stand before a term of the concept ("3 views"); else how many different ones, of it or of another, are named. */
  z.strictObject({ counts: id, 'or-distinct': z.union([z.boolean(), id]).default(false) }),
  /** How many different values of a concept (or kind) the note names. */
  z.strictObject({ distinct: id }),
  /** A number that the lexicon gives with the concept found. */
  z.strictObject({ trait: z.string().min(1), of: id }),
]);

export const elementsFileSchema = z.strictObject({
  elements: z.array(
    z.strictObject({
      name: id,
      label: z.string().min(2),
      /** `flag`: yes or no, by whether the note tells one of the concepts. */
      kind: z.enum(['concept', 'quantity', 'flag']),
      /** Lexicon kind of a concept element; the concepts of a flag. */
      of: z.union([id, z.array(id).min(1)]).optional(),
      unit: z.string().default(''),
      whole: z.boolean().default(false),
      /** Number tests that bound a quantity. */
      domain: z.string().optional(),
      /** What the silence of the note means for a flag: `no` (not documented, not done) or a question. */
      silent: z.enum(['no', 'ask']).default('no'),
      also: alsoSchema,
      read: measureSchema.optional(),
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
  /** The ordinary value, which nobody asks for: the line stays documented. */
  default: z.strictObject({ value: cellText }).optional(),
  /** Of several stated values the first of these stands. */
  prefer: z.array(id).default([]),
  /** Every value of the note counts, not the nearest alone. */
  all: z.boolean().default(false),
  silent: z.enum(['no', 'ask']).optional(),
});

const reportSchema = z.strictObject({ code, units: units.default(1) });

const rowSchema = z.strictObject({
  id,
  when: cells,
  report: z.array(reportSchema).min(1, 'a row reports at least one code'),
  /** Where the labels of the codes say it already, left out. */
  because: sentence.optional(),
  /** The citations of the family where left out. */
  cites: cites.optional(),
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
  /**
   * Whatever the family reports. `either`: the code is for one side or both, once and without a side. `each`: two sides are two
   * lines with their sides, never one with modifier 50.
   */
  sides: z.enum(['either', 'each']).optional(),
  /** Order on the claim: higher first; add-ons follow their parent. */
  weight: z.number().nonnegative().default(1),
  payerNotes: z.array(sentence).default([]),
});

export const familyFileSchema = z.strictObject({
  id,
  title: z.string().min(3),
  system: systemSchema,
  chapter: id,
  /** What this family is for, and what it is not, in a few sentences. */
  scope: sentence,
  /** Citations of rows that name none of their own. */
  cites: cites.optional(),
  /** `lesions`: services as the lesion reader builds them. `note`: services gathered from the whole note. */
  reads: z.enum(['lesions', 'note']).default('lesions'),
  /** False: combinations without a row are outside the table, and gaps are not looked for. */
  complete: z.boolean().default(true),
  answers: z
    .array(
      z.strictObject({
        act: id,
        /** Further findings that make the act; `within` says how near. */
        with: z.array(id).default([]),
        without: z.array(id).default([]),
        within: z.enum(['sentence', 'near', 'note']).default('near'),
        when: cells.default({}),
      }),
    )
    .min(1),
  /** One service for each distinct combination of these elements (`act`: of each act named). */
  services: z.strictObject({ 'one-per': z.array(id).default([]) }).default({ 'one-per': [] }),
  elements: z.array(familyElementSchema).default([]),
  /** Elements that the note does not state but that follow from what it states; first row that is met. */
  derive: z
    .array(
      z.strictObject({
        element: id,
        rows: z.array(z.strictObject({ when: cells, is: cellText })).min(1),
      }),
    )
    .default([]),
  combine: z.looseObject({ mode: id }).default({ mode: 'each' }),
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
  reporting: z
    .strictObject({
      laterality: z
        .enum(['not-reported', 'sides', 'bilateral-50', 'digits', 'eyelids', 'coronary'])
        .default('not-reported'),
      /** `units`: further lesions under one code are units of one line. */
      repeats: z.enum(['units']).default('units'),
      because: sentence.optional(),
    })
    .default({ laterality: 'not-reported', repeats: 'units' }),
  codes: z.array(codeSchema).min(1),
  payerNotes: z.array(sentence).default([]),
  cases: z.array(workedCaseSchema),
});

export type CitationsFile = z.infer<typeof citationsFileSchema>;
export type EditionsFile = z.infer<typeof editionsFileSchema>;
export type ElementsFile = z.infer<typeof elementsFileSchema>;
export type FamilyFile = z.infer<typeof familyFileSchema>;
export type WorkedCase = FamilyFile['cases'][number];
export type FamilyCode = FamilyFile['codes'][number];
