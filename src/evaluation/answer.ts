import type { Determination } from '../coding/determination.js';

/** What is compared with the key of a case: an answer of the engine, or of a baseline. */
export interface Answer {
  readonly lines: readonly {
    readonly code: string;
    readonly units: number;
    readonly modifiers: readonly string[];
  }[];
  /** ICD-10-CM codes in order, with their dot. */
  readonly diagnoses: readonly string[];
  /** True when there are lines and each is of the tier `documented`. */
  readonly documented: boolean;
  /** Elements that the answer asks about, with the service concerned. */
  readonly queries: readonly string[];
}

export function answerOf({ lines, diagnoses, queries }: Determination): Answer {
  return {
    lines: lines.map(({ code, units, modifiers }) => ({ code, units, modifiers })),
    diagnoses: diagnoses.map(({ code }) => code),
    documented: lines.length > 0 && lines.every(({ confidence }) => confidence === 'documented'),
    queries: queries.map(({ element, about }) => `${element} (${about})`),
  };
}
