import type { Cell } from './cells.js';
import type { DiagnosisCase } from './diagnosis-schema.js';

/** Compiled tables of diagnoses. */

/** Element and test; an element may be tested more than once. */
export type DiagnosisCells = readonly (readonly [element: string, cell: Cell])[];

/** Characters of a code by what the note says. */
export interface DigitScheme {
  readonly id: string;
  readonly rows: readonly {
    readonly cells: DiagnosisCells;
    readonly is: readonly string[];
    readonly label?: string;
  }[];
}

/** A code in pieces: fixed text, and schemes for the characters that the note decides. */
export type CodePattern = readonly (string | DigitScheme)[];

/** What must hold before a code is used. */
export interface DiagnosisTest {
  readonly cells: DiagnosisCells;
  /** One of these conditions is stated. */
  readonly with: readonly string[];
  /** Each of these is stated. */
  readonly withAll: readonly string[];
  /** None of these is stated. */
  readonly without: readonly string[];
  /** One of these is told of the past. */
  readonly withPast: readonly string[];
}

export interface DiagnosisAddition extends DiagnosisTest {
  readonly pattern: CodePattern;
  readonly label: string;
}

export interface DiagnosisRow extends DiagnosisTest {
  /** Absent where no code is used. */
  readonly pattern: CodePattern | undefined;
  readonly label: string;
  readonly also: readonly DiagnosisAddition[];
  readonly insteadOf: readonly string[];
  readonly rank?: number;
  readonly review?: string;
}

export interface DiagnosisEntry {
  readonly concepts: readonly string[];
  readonly per: readonly string[];
  readonly explains: readonly string[];
  readonly before: readonly string[];
  readonly withHistory: boolean;
  readonly symptom: boolean;
  readonly certain: boolean;
  readonly status: boolean;
  /** Concepts of the request without which it is left out; empty: always coded. */
  readonly onRequest: readonly string[];
  readonly keepsSymptoms: boolean;
  readonly rows: readonly DiagnosisRow[];
  readonly historical: readonly DiagnosisRow[];
  readonly relative: readonly DiagnosisRow[];
  readonly cites: readonly string[];
}

/** A use-additional-code note. */
export interface UseAdditional extends DiagnosisAddition {
  readonly to: readonly string[];
  readonly except: readonly string[];
  readonly rank?: number;
}

export interface DiagnosisTables {
  readonly entries: readonly DiagnosisEntry[];
  /** The entry that answers each concept named in one. */
  readonly byConcept: ReadonlyMap<string, DiagnosisEntry>;
  readonly ranks: readonly { readonly codes: readonly string[]; readonly rank: number }[];
  readonly additions: readonly UseAdditional[];
  /** Conditions that are over where one of `when` is stated. */
  readonly past: readonly {
    readonly concepts: readonly string[];
    readonly when: readonly string[];
  }[];
  readonly limits: readonly { readonly request: string; readonly keep: readonly string[] }[];
  readonly cases: readonly (DiagnosisCase & { readonly path: string })[];
}
