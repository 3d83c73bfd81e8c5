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

/** Where a statement stands in the note. Clauses and sentences are counted through the whole note. */
export interface Placed {
  readonly support: SupportingDocumentation;
  readonly sentence: number;
  readonly clause: number;
  /** Index of the first token; the distance between two places is counted in tokens. */
  readonly token: number;
  /** `title`: the subject of the mail. */
  readonly place: 'title' | 'body';
  /** Stands inside the sender's question. */
  readonly asked: boolean;
  /** Stands among the procedures that an operative report names at its head. */
  readonly listed: boolean;
}

/** A term of the lexicon in the note, whatever it says of the case. `id` is `f1`, `f2`... in note order. */
export interface Finding extends Placed {
  readonly id: string;
  readonly concept: string;
  readonly kind: string;
  /** The value of a concept that takes one ("L4-L5" of a lumbar interspace). */
  readonly text?: string;
  readonly assertion: Assertion;
  readonly cue?: SupportingDocumentation;
  /** A reason for the visit or a consent: set aside only when the note tells the act as done elsewhere. */
  readonly weak: boolean;
}

/**
 * A number with its unit, or a count of what `of` names. Units are `cm`, `cm2`, `mg`, `kg`, `mL`, `min`, `days`,
 * `weeks`, `months`, `years`, `units`, `mEq`, `percent` and `each`.
 */
export interface Measurement extends Placed {
  readonly value: number;
  readonly unit: string;
  /** Concepts counted; empty for measurements with a unit. */
  readonly of: readonly string[];
  readonly assertion: Assertion;
}

/** A diagnosis, symptom or status as the note words it, with everything that tells it apart. */
export interface DocumentedDiagnosis {
  /** `x1`, `x2`... in note order. */
  readonly id: string;
  /** Lexicon concept id of kind `diagnosis`, or of a `dx-` kind that is a diagnosis by itself (a drug). */
  readonly concept: string;
  readonly assertion: Assertion;
  /** `title`: the subject of the mail names it, and nothing else. */
  readonly place: 'title' | 'body';
  /** Stands in the sender's question only. */
  readonly asked: boolean;
  /** Stands under a heading for diagnoses ("Postoperative diagnosis", "Assessment"). */
  readonly listed: boolean;
  /** The sender asks for the code of exactly this ("the ICD-10 code for ..."). */
  readonly requested: boolean;
  /** Site, side, acuity, organism...: by the name of the `dx-` kind without its prefix. */
  readonly arguments: DocumentedArguments;
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
  /** What the diagnosis tables read; apart from `conditions`, which carry the lesions of skin services. */
  readonly diagnoses: readonly DocumentedDiagnosis[];
  readonly proposedCodes: readonly ProposedCode[];
  /** Facts about the encounter: `payer`, `setting`, `age`, `sex`, `dateOfService`, ... */
  readonly context: DocumentedArguments;
  readonly unassigned: readonly UnassignedElement[];
  /** Every term of the note, for families that read the note as a whole. */
  readonly findings: readonly Finding[];
  readonly measurements: readonly Measurement[];
}
