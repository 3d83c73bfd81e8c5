import { z } from 'zod';
import { formatIcd10cm } from '../terminology/index.js';

/** The shape of knowledge/diagnoses/*.yaml; docs/knowledge.md explains the fields to a coder. */

const id = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'ids are lower-case words, joined by hyphens or dots');
const sentence = z.string().min(3, 'write a sentence');
/** Cells of decision tables; `a & b` asks that both are said. */
const cells = z.record(id, z.union([z.string(), z.number()]));
const ids = z.array(id).min(1);

/** A code, or a code with schemes in braces for the characters that the note decides: `M17.1{side}`. */
const pattern = z
  .string()
  .refine(
    (text) => text.includes('{') || formatIcd10cm(text) === text,
    'write ICD-10-CM codes with their dot, e.g. D22.61',
  );

/** What must hold beside the cells: other conditions that the note states, or does not state. */
const company = {
  with: ids.optional(),
  /** Each of these, where one of several is not enough. */
  'with-all': ids.optional(),
  without: ids.optional(),
  /** One of these is told of the past. */
  'with-past': ids.optional(),
};

const additionSchema = z.strictObject({
  code: pattern,
  label: z.string().min(3).optional(),
  when: cells.default({}),
  ...company,
});

const rowSchema = z.strictObject({
  when: cells.default({}),
  ...company,
  /** `none`: the classification has no code here, or the fact is told by another code. */
  code: z.union([pattern, z.literal('none')]),
  label: z.string().min(3).optional(),
  /** Further codes that go with this one, in order, each where its own cells are met. */
  also: z.array(z.union([pattern, additionSchema])).default([]),
  /** Conditions whose own codes this one takes the place of. */
  'instead-of': z.array(id).default([]),
  /** Place in the list; lower first, then the order of the note. */
  rank: z.number().int().optional(),
  /** Why a person must look at this code before it is used. */
  review: sentence.optional(),
});

export const diagnosesFileSchema = z.strictObject({
  title: z.string().min(3),
  cites: z.array(id).min(1, 'name at least one citation'),
  /** Characters of codes by what the note says; the first row that fits is taken. */
  schemes: z
    .array(
      z.strictObject({
        id,
        rows: z
          .array(
            z.strictObject({
              when: cells.default({}),
              /** Several: one code for each. */
              is: z.union([z.string(), z.array(z.string()).min(2)]),
              /** Said in the label of the code. */
              label: z.string().optional(),
            }),
          )
          .min(1),
      }),
    )
    .default([]),
  /** Where codes stand that no row ranks: by the beginning of the code. */
  ranks: z
    .array(z.strictObject({ codes: z.array(z.string()).min(1), rank: z.number().int() }))
    .default([]),
  /** Use-additional-code notes: codes added to every code with one of these beginnings. */
  additions: z
    .array(
      z.strictObject({
        to: z.array(z.string()).min(1),
        /** Beginnings that are excepted. */
        except: z.array(z.string()).default([]),
        rank: z.number().int().optional(),
        ...additionSchema.shape,
      }),
    )
    .default([]),
  /** Conditions that the patient no longer has where one of `when` is stated ("no evidence of disease"). */
  past: z.array(z.strictObject({ concepts: ids, when: ids })).default([]),
  /** Requests of the sender that limit the list, by the beginnings of the codes that stay. */
  limits: z.array(z.strictObject({ request: id, keep: z.array(z.string()).min(1) })).default([]),
  diagnoses: z
    .array(
      z.strictObject({
        /** Lexicon concepts that this entry answers, with everything below. */
        concepts: ids,
        because: sentence.optional(),
        /** Elements of which each value is coded by itself: fractures by bone, secondaries by organ. */
        per: z.array(id).default([]),
        /** Symptoms that are part of this condition and are not coded beside it. */
        explains: z.array(id).default([]),
        /** Conditions whose codes follow the code of this one. */
        before: z.array(id).default([]),
        /** A sign or symptom: left out where the note states a diagnosis. */
        symptom: z.boolean().default(false),
        /** Coded only when confirmed, for inpatients too (HIV, COVID-19, influenza, Zika). */
        certain: z.boolean().default(false),
        /** Screening: what the patient and the family had is listed beside it, with a procedure too. */
        'with-history': z.boolean().default(false),
        /** Coded only where the sender asks for it (external causes): concepts of the request. */
        'on-request': ids.optional(),
        /** Signs and symptoms are coded beside it (sequelae: what is left stands before its cause). */
        'keeps-symptoms': z.boolean().default(false),
        /** Facts about the patient, listed where diagnoses are the question, not beside a procedure. */
        status: z.boolean().default(false),
        /** First row that fits is taken: ICD-10-CM goes from the special to the unspecified. */
        rows: z.array(rowSchema).min(1),
        /** Rows for a condition that the patient had and has no longer. */
        historical: z.array(rowSchema).default([]),
        /** Rows for a condition of a relative. */
        relative: z.array(rowSchema).default([]),
      }),
    )
    .default([]),
  cases: z
    .array(
      z.strictObject({
        id,
        subject: z.string().optional(),
        note: z.string().min(3),
        /** What the case shows, in one line. */
        shows: sentence.optional(),
        /** Codes in order. */
        dx: z.array(z.string()),
      }),
    )
    .default([]),
});

export type DiagnosesFile = z.infer<typeof diagnosesFileSchema>;
export type DiagnosisFileRow = DiagnosesFile['diagnoses'][number]['rows'][number];
export type DiagnosisCase = DiagnosesFile['cases'][number];
