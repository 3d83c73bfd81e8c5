import { z } from 'zod';
import type { ElementSpec } from '../cells.js';
import { singleNumber } from '../intervals.js';
import { define } from './define.js';
import type { Fact, ServiceFacts, TableCase, Times } from './facts.js';

const exactly = (units: number): Times => ({
  value: [{ low: units, lowClosed: true, high: units, highClosed: true }],
  text: String(units),
});

/** Units of a service while the minutes of the day are not all known. */
const open = (minutes: Fact | undefined): Times => ({
  value: [{ low: 0, lowClosed: true, high: Infinity, highClosed: false }],
  text: 'units by the minutes of the day',
  ...(minutes === undefined ? {} : { fact: minutes }),
});

function minutesOf({ facts }: ServiceFacts, of: string): number | undefined {
  const fact = facts.get(of);
  return fact?.value.kind === 'numbers' ? singleNumber(fact.value.set) : undefined;
}

/** Whole units of each service, then the units that the rest of all minutes makes, to the largest rests first. */
function shareOut(minutes: readonly number[], unit: number, least: number): number[] {
  const total = Math.floor((minutes.reduce((sum, one) => sum + one, 0) + unit - least) / unit);
  const units = minutes.map((one) => Math.floor(one / unit));
  const rests = minutes
    .map((one, index) => ({ rest: one % unit, index }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  let left = total - units.reduce((sum, one) => sum + one, 0);
  for (const { index } of rests) {
    if (left <= 0) break;
    units[index] = (units[index] ?? 0) + 1;
    left -= 1;
  }
  return units;
}

/**
 * Timed services of one day: all minutes together give the number of units, each service takes its whole units, and
 * what is left goes where most minutes are over. Rows report one unit; the mode multiplies.
 */
export const timedUnits = define(
  z.strictObject({
    mode: z.literal('timed-units'),
    of: z.string(),
    unit: z.number().positive(),
    least: z.number().positive(),
  }),
  ({ of, unit, least }, elements: ReadonlyMap<string, ElementSpec>) => {
    if (elements.get(of)?.kind !== 'quantity')
      return { fault: `"${of}" must be a quantity of the family`, at: ['of'] };
    return {
      mode: {
        name: 'timed-units',
        summary: `all \`${of}\` together in units of ${unit}, the last from ${least} on; what is left goes to the service with most over`,
        supplies: [],
        reads: [of],
        independent: false,
        gather: (services): TableCase[] => {
          const minutes = services.map((service) => minutesOf(service, of));
          const known = minutes.every((one) => one !== undefined);
          const units = known ? shareOut(minutes, unit, least) : [];
          return services.map(({ service, facts }, index) => ({
            services: [service],
            facts,
            times: known ? exactly(units[index] ?? 0) : open(facts.get(of)),
          }));
        },
      },
    };
  },
);
