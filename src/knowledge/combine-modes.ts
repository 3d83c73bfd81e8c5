import type { ElementSpec } from './cells.js';
import type { Built, ModeDefinition } from './combine/define.js';
import { each } from './combine/each.js';
import { firstPlusAdditional } from './combine/first-plus-additional.js';
import { mostExtensive } from './combine/most-extensive.js';
import { sum } from './combine/sum.js';
import { timedUnits } from './combine/timed-units.js';
import type { Lexicon } from './lexicon.js';

/**
 * How the services of one family come together before its rows are read. A mode turns services into
 * table cases; the table then answers each case on its own. New modes are added to `MODES` here and
 * nowhere else.
 */
const MODES: Readonly<Record<string, ModeDefinition>> = {
  each,
  sum,
  'first-plus-additional': firstPlusAdditional,
  'most-extensive': mostExtensive,
  'timed-units': timedUnits,
};

/** Builds the mode that a family names, or says what is wrong with its options. */
export function buildMode(
  combine: { readonly mode: string },
  elements: ReadonlyMap<string, ElementSpec>,
  lexicon: Lexicon,
): Built {
  const definition = Object.hasOwn(MODES, combine.mode) ? MODES[combine.mode] : undefined;
  if (!definition) {
    return {
      fault: `there is no way to combine services called "${combine.mode}"; use ${Object.keys(MODES).join(', ')}`,
      at: ['mode'],
    };
  }
  return definition.build(combine, elements, lexicon);
}
