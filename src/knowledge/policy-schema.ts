import { z } from 'zod';
import { cells, cites, code, id, sentence } from './schema-parts.js';

/** The shape of the files under knowledge/policies/; docs/knowledge.md explains every kind to a coder. */

/** `70010-79999`, or one code. Both ends are codes of the same form. */
const codeRange = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => {
    const [first = '', last = first, ...rest] = text.split('-');
    const form = /^(?:\d{5}|[A-Z]\d{4}|\d{4}[A-Z])$/;
    return rest.length === 0 && form.test(first) && form.test(last) && first <= last;
  }, 'write one code, or two with a hyphen between them, e.g. 70010-79999');

/** Lines of the claim, by any of these. */
const scopeSchema = z.strictObject({
  codes: z.array(codeRange).default([]),
  except: z.array(codeRange).default([]),
  groups: z.array(id).default([]),
  families: z.array(id).default([]),
  chapters: z.array(id).default([]),
});

/**
 * What the note must say: by element (cells as in a table), or by kind of word in the lexicon (concepts, with
 * everything below each). All entries of a block hold together.
 */
const whenSchema = cells;

/** One lesion, several acts: which act takes the others in. */
const sameLesionSchema = z.strictObject({
  id,
  kind: z.literal('same-lesion'),
  title: sentence,
  rules: z
    .array(
      z.strictObject({ id, integral: id, within: z.array(id).min(1), because: sentence, cites }),
    )
    .min(1),
  /** Asked when the note does not say; `{integral}` and `{within}` stand for the two acts. */
  ask: sentence,
  same: sentence,
  separate: sentence,
  /** Said of the lines while the question is open. */
  review: sentence,
});

/** Column one and column two codes that may stand together for distinct services only. */
const distinctServicesSchema = z.strictObject({
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
});

/** Acts, or lesions and sites of an act, that belong to families not written yet. */
const notCoveredSchema = z.strictObject({
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
});

/** Codes that are part of other codes of the claim. */
const bundlesSchema = z.strictObject({
  id,
  kind: z.literal('bundles'),
  title: sentence.optional(),
  rules: z
    .array(
      z
        .strictObject({
          id,
          codes: z.array(codeRange).min(1),
          into: z.array(codeRange).default([]),
          /** Groups of codes that they are part of as well. */
          'into-groups': z.array(id).default([]),
          /** Findings that show a service of its own: with one of them both lines stand. */
          unless: z.array(id).default([]),
          /** Stands on the kept line then. */
          modifier: z.string().length(2).optional(),
          /** The rule holds only where the letter tells one of these (a payer, a setting). */
          where: z.array(id).default([]),
          because: sentence,
          cites,
        })
        .refine(
          (rule) => rule.into.length + rule['into-groups'].length > 0,
          'name the codes or the groups that it is part of (`into`, `into-groups`)',
        ),
    )
    .min(1),
});

/** Tests that are reported together as one code when all of them stand. */
const panelsSchema = z.strictObject({
  id,
  kind: z.literal('panels'),
  title: sentence.optional(),
  panels: z
    .array(
      z.strictObject({
        code,
        /** Each a code, or several of which one is enough. */
        components: z.array(z.union([code, z.array(code).min(2)])).min(2),
        because: sentence,
        cites,
      }),
    )
    .min(1),
});

/** Codes that rules speak of by one name. */
const codeGroupsSchema = z.strictObject({
  id,
  kind: z.literal('code-groups'),
  title: sentence.optional(),
  groups: z
    .array(
      z.strictObject({
        id,
        title: sentence,
        codes: z.array(codeRange).default([]),
        except: z.array(codeRange).default([]),
        families: z.array(id).default([]),
        chapters: z.array(id).default([]),
      }),
    )
    .min(1),
});

const modifiersSchema = z.strictObject({
  id,
  kind: z.literal('modifiers'),
  title: sentence.optional(),
  rules: z
    .array(
      z.strictObject({
        id,
        modifier: z
          .string()
          .regex(/^[A-Z0-9]{2}$/, 'a modifier has two characters; put digits in quotes'),
        on: scopeSchema,
        /**
         * `nearest`: the line whose words stand nearest to the finding. `further-units`: the units after the
         * first, on a line of their own.
         */
        lines: z.enum(['all', 'first', 'not-first', 'nearest', 'further-units']).default('all'),
        when: whenSchema.default({}),
        unless: whenSchema.default({}),
        /** Another line that must stand on the claim. */
        beside: scopeSchema.optional(),
        /** The line must have a diagnosis that no line of `beside` has; instead of `when`. */
        'or-own-diagnosis': z.boolean().default(false),
        /** Modifiers that exclude this one on a line. */
        'not-with': z.array(z.string()).default([]),
        /** Where `on` and `beside` fit and the note lacks what `when` asks for. */
        otherwise: z
          .strictObject({
            review: sentence,
            element: id,
            ask: sentence,
            /** Answers with their results; `{code}` stands for the line. */
            outcomes: z.array(z.strictObject({ answer: sentence, result: sentence })).min(1),
            /** True: the modifier is set all the same, for a person to confirm. */
            set: z.boolean().default(false),
          })
          .optional(),
        review: sentence.optional(),
        because: sentence,
        payerNotes: z.array(sentence).default([]),
        cites,
      }),
    )
    .min(1),
});

/** What the sender limits the question to. */
const limitsSchema = z.strictObject({
  id,
  kind: z.literal('limits'),
  title: sentence.optional(),
  rules: z
    .array(
      z
        .strictObject({
          id,
          /** Concept of kind `request`. */
          request: id,
          /** Concept of kind `topic` that says the same inside "only ... codes". */
          topic: id.optional(),
          /** Concepts beside which the limit does not hold. */
          unless: z.array(id).default([]),
          /** Lines that remain; an empty scope leaves none. */
          only: scopeSchema.optional(),
          /** Lines that go. */
          drop: scopeSchema.optional(),
          because: sentence,
        })
        .refine(
          ({ only, drop }) => (only === undefined) !== (drop === undefined),
          'give either `only` or `drop`',
        ),
    )
    .min(1),
});

/** How the official procedure-to-procedure edits, once imported, are answered with modifiers. */
const pairEditsSchema = z.strictObject({
  id,
  kind: z.literal('pair-edits'),
  title: sentence,
  /** Modifiers that tell by themselves that an edit with indicator 1 does not hold. */
  lifts: z.array(z.string().length(2)).min(1),
  /** Modifiers of places, which do so where the two lines have different ones. */
  places: z.array(z.string().length(2)).min(1),
  /** Set on the column two line where the note documents distinct services. */
  modifier: z.string().length(2),
  payerNotes: z.array(sentence).default([]),
  /** Asked where it does not; `{one}` and `{two}` stand for the two services. */
  ask: sentence,
  distinct: sentence,
  same: sentence,
  /** Said of the column two line while the question is open. */
  review: sentence,
  cites,
});

/** What the indicators of the fee schedule mean, in our words, and what they mean for modifiers. */
const feeIndicatorsSchema = z.strictObject({
  id,
  kind: z.literal('fee-indicators'),
  title: sentence,
  /** By field, then by value. */
  meanings: z.record(z.string(), z.record(z.string(), sentence)),
  /** Status codes under which Medicare pays the line otherwise than by the fee schedule, or not at all. */
  remarked: z.array(z.string().length(1)).min(1),
  /** Modifiers that stand only with certain values of a field. */
  modifiers: z
    .array(
      z.strictObject({
        modifiers: z.array(z.string().length(2)).min(1),
        field: z.enum(['pctc', 'bilateral', 'assistant', 'coSurgeon', 'team']),
        /** Values with which it may stand; others put the line to review. */
        with: z.array(z.string()).min(1),
      }),
    )
    .min(1),
  cites,
});

/** What of our tables may differ from the official files, and why. */
const officialDifferencesSchema = z.strictObject({
  id,
  kind: z.literal('official-differences'),
  title: sentence,
  explained: z
    .array(
      z.strictObject({
        check: z.enum([
          'not-in-file',
          'deleted',
          'add-on-without-parent',
          'add-on-not-listed',
          'parent-not-listed',
          'bilateral',
          'not-reportable',
        ]),
        /** Codes and ranges of one form. */
        codes: z.array(z.string().regex(/^[0-9A-Z.]{3,8}(?:-[0-9A-Z.]{3,8})?$/)).min(1),
        because: sentence,
      }),
    )
    .min(1),
});

export const policyFileSchema = z.discriminatedUnion('kind', [
  sameLesionSchema,
  distinctServicesSchema,
  pairEditsSchema,
  feeIndicatorsSchema,
  officialDifferencesSchema,
  notCoveredSchema,
  bundlesSchema,
  panelsSchema,
  codeGroupsSchema,
  modifiersSchema,
  limitsSchema,
]);

export type PolicyFile = z.infer<typeof policyFileSchema>;
export type FileScope = z.infer<typeof scopeSchema>;
