import type { SupportingDocumentation } from '../documentation/types.js';

/** An ICD-10-CM code that the note supports, before it has a place in the list. */
export interface FoundDiagnosis {
  readonly code: string;
  readonly label: string;
  readonly rationale: string;
  readonly review?: string;
  readonly support: readonly SupportingDocumentation[];
}
