import type { Concept } from '../knowledge/lexicon.js';
import type { Assertion, DocumentedValue, SupportingDocumentation } from './types.js';

/** A diagnosis at one place of the note. */
export interface DiagnosisMention {
  readonly concept: Concept;
  readonly from: number;
  readonly to: number;
  readonly sentence: number;
  readonly segment: number;
  readonly assertion: Assertion;
  readonly title: boolean;
  readonly asked: boolean;
  readonly requested: boolean;
  readonly listed: boolean;
  readonly support: SupportingDocumentation;
}

/** One fact that may tell a diagnosis apart, at its place. */
export interface Qualifier {
  readonly element: string;
  readonly value: DocumentedValue;
  readonly from: number;
  readonly to: number;
  readonly sentence: number;
  readonly segment: number;
  readonly assertion: Assertion;
  readonly title: boolean;
  readonly asked: boolean;
  /** Holds for every diagnosis of the note that has no fact of its own. */
  readonly wide: boolean;
}
