/**
 * What a note documents, in the engine's words.
 *
 * - supporting documentation: a verbatim stretch of the note, with UTF-16 offsets into the original text.
 * - documented value: one fact (a site, a size, a count), with the words it was read from.
 * - service: an act (procedure concept) with the arguments that the note gives for it.
 * - condition: a diagnosis that the note states, with its arguments.
 * - assertion: whether the act was done, or why it was set aside.
 *
 * These types are the narrow port between reading and coding: anything that can propose documented
 * elements with verbatim support may stand behind it. Nothing here names a code family or picks a code.
 */

/** A verbatim stretch of the note: `text.slice(start, end) === excerpt`. Offsets are UTF-16 code units. */
export interface SupportingDocumentation {
  readonly excerpt: string;
  readonly start: number;
  readonly end: number;
}

/** Only `performed` is coded; every other assertion is listed as set aside, with its cue. */
export type Assertion =
  'performed' | 'planned' | 'negated' | 'historical' | 'hypothetical' | 'someone-else' | 'aborted';

/**
 * One fact. `concept` values hold a lexicon concept id; `quantity` values are in the canonical unit of
 * their element (`cm`, `cm2`, `mg`, `min`, `each`); `text` values hold a normalised string (a date as
 * YYYY-MM-DD, a vertebral level as "L4-L5").
 */
export type DocumentedValue =
  | {
      readonly kind: 'concept';
      readonly concept: string;
      readonly support: SupportingDocumentation;
    }
  | {
      readonly kind: 'quantity';
      readonly value: number;
      readonly unit: string;
      readonly support: SupportingDocumentation;
    }
  | { readonly kind: 'text'; readonly value: string; readonly support: SupportingDocumentation };

/** Element name (as in knowledge/elements.yaml) to the values that the note gives for it, in note order. */
export type DocumentedArguments = Readonly<Record<string, readonly DocumentedValue[]>>;

/** An act with its arguments. `id` is `s1`, `s2`... in order of appearance. */
export interface DocumentedService {
  readonly id: string;
  /** Lexicon concept id of kind `procedure`. */
  readonly act: string;
  readonly assertion: Assertion;
  /** The words that set the service aside ("no", "will schedule"); absent when performed. */
  readonly assertionCue?: SupportingDocumentation;
  readonly arguments: DocumentedArguments;
  /** The clause, list item or sentence that owns the service. */
  readonly support: SupportingDocumentation;
  /** Where the note tells of it again: heading, finding, subject, addendum. Absent when nowhere. */
  readonly alsoSupportedBy?: readonly SupportingDocumentation[];
}

/** A stated diagnosis. `id` is `d1`, `d2`... in order of appearance. */
export interface DocumentedCondition {
  readonly id: string;
  /** Lexicon concept id of kind `condition` or `lesion`. */
  readonly concept: string;
  readonly assertion: Assertion;
  readonly arguments: DocumentedArguments;
  readonly support: SupportingDocumentation;
  /** Services whose clause states this condition. */
  readonly services: readonly string[];
}

/** A code that the sender named. A proposal to confirm or refuse, never documentation. */
export interface ProposedCode {
  readonly code: string;
  readonly support: SupportingDocumentation;
}

/** A fact that no service owns (an orphan size, a count without an act). */
export interface UnassignedElement {
  readonly element: string;
  readonly value: DocumentedValue;
}

/** Everything read from one note. `text` is the note exactly as it was given. */
export interface Documentation {
  readonly text: string;
  readonly services: readonly DocumentedService[];
  readonly conditions: readonly DocumentedCondition[];
  readonly proposedCodes: readonly ProposedCode[];
  /** Facts about the encounter: `payer`, `setting`, `age`, `sex`, `dateOfService`, ... */
  readonly context: DocumentedArguments;
  readonly unassigned: readonly UnassignedElement[];
}
