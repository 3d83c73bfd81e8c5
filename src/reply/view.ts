import type { Confidence, Edit, SetAside } from '../coding/determination.js';
import type { SourceView } from './sources.js';

/*
 * What the templates see: every field is always there, nothing is a word for the customer. Codes of
 * ours (`assumed`, `not-run`, `planned`) stay codes here and become words in the templates.
 */

export type ReplyKind =
  'recommendation' | 'query' | 'not-separately-reportable' | 'out-of-scope' | 'could-not-read';

/** A reported code in the short form of the first line and of cross references. */
export interface CodeView {
  /** The code with its modifiers behind hyphens. */
  readonly written: string;
  readonly units: number;
}

export interface ElementView {
  readonly label: string;
  readonly value: string;
}

export interface LineView extends CodeView {
  readonly number: number;
  readonly system: string;
  readonly code: string;
  readonly modifiers: readonly { readonly modifier: string; readonly reason: string }[];
  readonly label: string;
  readonly confidence: Confidence;
  readonly confidenceReasons: readonly string[];
  readonly addOn: boolean;
  readonly says: string;
  readonly rows: readonly string[];
  readonly quotes: readonly string[];
  readonly documented: readonly ElementView[];
  readonly assumed: readonly ElementView[];
  readonly payerNotes: readonly string[];
  readonly diagnoses: readonly string[];
  readonly sources: readonly SourceView[];
}

export interface EditView {
  readonly id: string;
  readonly kind: Edit['kind'];
  readonly result: Edit['result'];
  readonly codes: readonly string[];
  readonly text: string;
  readonly sources: readonly SourceView[];
}

export interface NotSelectedView {
  readonly code: string;
  readonly label: string;
  readonly reason: string;
  readonly rule: string;
}

export interface QuestionView {
  readonly number: number;
  readonly about: string;
  readonly question: string;
  readonly quotes: readonly string[];
  readonly outcomes: readonly { readonly answer: string; readonly result: string }[];
}

export interface SetAsideView {
  readonly what: string;
  readonly assertion: SetAside['assertion'];
  readonly reason: string;
  readonly quotes: readonly string[];
}

export interface DiagnosisView {
  readonly code: string;
  readonly label: string;
  readonly confidence: Confidence;
  readonly rationale: string;
  readonly quotes: readonly string[];
  /** The procedure codes that point to it, as written. */
  readonly pointers: readonly string[];
}

export interface EditionView {
  readonly system: string;
  readonly edition: string;
  readonly effective: string;
  readonly note: string;
}

export interface ReplyView {
  readonly kind: ReplyKind;
  readonly reference: string;
  readonly revision: number;
  /** What the service calls its consult address; empty when it is not named. */
  readonly consultAddress: string;
  readonly lines: readonly LineView[];
  readonly tally: {
    readonly lines: number;
    readonly assumed: number;
    readonly review: number;
    readonly questions: number;
    /** No line is assumed or for review. */
    readonly sure: boolean;
  };
  readonly edits: {
    readonly any: boolean;
    readonly applied: readonly EditView[];
    readonly notRun: readonly EditView[];
    readonly passed: readonly EditView[];
  };
  readonly notSelected: {
    readonly any: boolean;
    readonly named: readonly NotSelectedView[];
    readonly others: readonly NotSelectedView[];
  };
  readonly questions: readonly QuestionView[];
  readonly setAside: readonly SetAsideView[];
  readonly diagnoses: readonly DiagnosisView[];
  readonly sources: readonly SourceView[];
  readonly editions: readonly EditionView[];
  readonly remarks: readonly string[];
  /** Code of the reason why the mail could not be read; empty for the other kinds. */
  readonly unreadReason: string;
}
