import type { z } from 'zod';
import type { ElementSpec } from '../cells.js';
import type { Lexicon } from '../lexicon.js';
import type { CombineMode, Fact, Times } from './facts.js';

export type Built =
  { readonly mode: CombineMode } | { readonly fault: string; readonly at: readonly string[] };

/** A way to combine, before it knows the family. */
export interface ModeDefinition {
  readonly build: (
    options: unknown,
    elements: ReadonlyMap<string, ElementSpec>,
    lexicon: Lexicon,
  ) => Built;
}

export const ONCE: Times = {
  value: [{ low: 1, lowClosed: true, high: 1, highClosed: true }],
  text: '1',
};

/** A mode whose options are checked against a schema first. */
export function define<T>(
  schema: z.ZodType<T>,
  build: (options: T, elements: ReadonlyMap<string, ElementSpec>, lexicon: Lexicon) => Built,
): ModeDefinition {
  return {
    build: (options, elements, lexicon) => {
      const parsed = schema.safeParse(options);
      if (parsed.success) return build(parsed.data, elements, lexicon);
      const [issue] = parsed.error.issues;
      return { fault: issue?.message ?? 'not readable', at: issue?.path.map(String) ?? [] };
    },
  };
}

/** The element by that name when it counts lesions or the like. */
export function countElement(
  name: string,
  elements: ReadonlyMap<string, ElementSpec>,
): ElementSpec | undefined {
  const element = elements.get(name);
  return element?.kind === 'quantity' && element.whole ? element : undefined;
}

export const NOT_A_COUNT = (name: string) =>
  `"${name}" must be an element of the family that counts (a quantity with \`whole: true\`)`;

/** The first name that is no element of the family. */
export function missingElement(
  names: readonly string[],
  elements: ReadonlyMap<string, ElementSpec>,
): string | undefined {
  return names.find((name) => !elements.has(name));
}

export const NOT_AN_ELEMENT = (name: string) =>
  `"${name}" is not an element of the family; add it under \`elements\``;

/** A count as the number of times that codes are reported. */
export function timesOf(fact: Fact | undefined, shift = 0): Times {
  if (fact === undefined || fact.value.kind !== 'numbers') return ONCE;
  const value = fact.value.set.map((interval) => ({
    ...interval,
    low: interval.low + shift,
    high: interval.high + shift,
  }));
  const text = shift === 0 ? fact.element.label : `(${fact.element.label} - ${-shift})`;
  return { value, text, fact };
}
