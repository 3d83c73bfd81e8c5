import { z } from 'zod';

/**
 * The published answer of the engine: DESIGN's `determination` contract, versioned.
 * `schema/determination.schema.json` is generated from here (`npm run schema`).
 */
export const DETERMINATION_VERSION = '1';

/** A verbatim stretch of the note. Offsets are UTF-16 code units into the text that was coded. */
export const supportSchema = z.object({
  excerpt: z.string(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});

export const codeSystemSchema = z.enum(['CPT', 'HCPCS', 'ICD-10-CM']);

/**
 * `documented`: every element that the row relies on is in the note. `assumed`: coding convention
 * supplied a default, named in the rationale. `review`: a person must look before this is billed.
 */
export const confidenceSchema = z.enum(['documented', 'assumed', 'review']);

export const citationSchema = z.object({
  id: z.string(),
  title: z.string(),
  section: z.string().optional(),
  edition: z.string().optional(),
  effective: z.string().optional(),
  url: z.string().optional(),
});

/** Why a line stands: table rows by their stable ids, the elements relied on, and the sources. */
export const rationaleSchema = z.object({
  family: z.string(),
  rows: z.array(z.string()),
  /** What the row says, in plain words. */
  text: z.string(),
  elements: z.array(
    z.object({
      element: z.string(),
      label: z.string(),
      value: z.string(),
      assumed: z.boolean(),
    }),
  ),
  citations: z.array(citationSchema),
});

export const modifierSchema = z.object({
  modifier: z.string(),
  reason: z.string(),
});

export const lineSchema = z.object({
  sequence: z.number().int().positive(),
  system: codeSystemSchema,
  code: z.string(),
  units: z.number().int().positive(),
  modifiers: z.array(z.string()),
  /** One reason per modifier, in the same order. */
  modifierReasons: z.array(modifierSchema),
  label: z.string(),
  confidence: confidenceSchema,
  /** Why the tier is not `documented`; empty when it is. */
  confidenceReasons: z.array(z.string()),
  addOn: z.boolean(),
  rationale: rationaleSchema,
  support: z.array(supportSchema),
  /** ICD-10-CM codes that point to this line, in order. */
  dx: z.array(z.string()),
  /** Where Medicare and CPT convention, or payers, differ. */
  payerNotes: z.array(z.string()),
});

export const diagnosisSchema = z.object({
  sequence: z.number().int().positive(),
  code: z.string(),
  label: z.string(),
  confidence: confidenceSchema,
  rationale: z.string(),
  support: z.array(supportSchema),
});

export const notSelectedSchema = z.object({
  code: z.string(),
  label: z.string(),
  reason: z.string(),
  /** Row, policy or edit id that rejected the code. */
  rule: z.string(),
  /** True when the sender had named the code. */
  proposed: z.boolean(),
});

export const editSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'add-on',
    'ptp',
    'mue',
    'global',
    'indicator',
    'demographic',
    'policy',
    'code-set',
    'diagnosis',
    'coverage',
  ]),
  codes: z.array(z.string()),
  result: z.enum(['passed', 'applied', 'not-run']),
  text: z.string(),
  citations: z.array(citationSchema),
});

/** A compliant provider query: quotes the note, never leads, never speaks of payment. */
export const querySchema = z.object({
  id: z.string(),
  element: z.string(),
  /** What the question is about ("shave removal, back"). */
  about: z.string(),
  question: z.string(),
  indicators: z.array(supportSchema),
  outcomes: z.array(z.object({ answer: z.string(), result: z.string() })),
});

export const setAsideSchema = z.object({
  what: z.string(),
  assertion: z.enum([
    'planned',
    'negated',
    'historical',
    'hypothetical',
    'someone-else',
    'aborted',
    'not-recognised',
  ]),
  reason: z.string(),
  support: z.array(supportSchema),
});

export const editionSchema = z.object({
  system: z.string(),
  edition: z.string(),
  effective: z.string().optional(),
  note: z.string().optional(),
});

/**
 * `codes-supported`: at least one line, or the diagnoses where only they are asked for. `query-needed`: nothing can be coded until a question is
 * answered. `not-separately-reportable`: services were read, and the rules say none is reported on its
 * own. `out-of-scope`: no code family answers what the note describes.
 */
export const determinationStatusSchema = z.enum([
  'codes-supported',
  'query-needed',
  'not-separately-reportable',
  'out-of-scope',
]);

export const determinationSchema = z.object({
  version: z.literal(DETERMINATION_VERSION),
  status: determinationStatusSchema,
  lines: z.array(lineSchema),
  diagnoses: z.array(diagnosisSchema),
  notSelected: z.array(notSelectedSchema),
  edits: z.array(editSchema),
  queries: z.array(querySchema),
  setAside: z.array(setAsideSchema),
  editions: z.array(editionSchema),
});

export type Support = z.infer<typeof supportSchema>;
export type Confidence = z.infer<typeof confidenceSchema>;
export type Citation = z.infer<typeof citationSchema>;
export type DeterminationLine = z.infer<typeof lineSchema>;
export type DeterminationDiagnosis = z.infer<typeof diagnosisSchema>;
export type NotSelected = z.infer<typeof notSelectedSchema>;
export type Edit = z.infer<typeof editSchema>;
export type Query = z.infer<typeof querySchema>;
export type SetAside = z.infer<typeof setAsideSchema>;
export type Determination = z.infer<typeof determinationSchema>;
