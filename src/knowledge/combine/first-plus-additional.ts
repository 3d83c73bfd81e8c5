import { z } from 'zod';
import { below, PLAIN_READING, within, type ElementSpec, type ValueSet } from '../cells.js';
import { countElement, define, NOT_A_COUNT, ONCE, timesOf } from './define.js';
import type { Fact, TableCase, Times } from './facts.js';

const POSITIONS = ['first', 'additional'] as const;

/**
 * One primary code for the session, taken from the technique that stands highest; every further
 * lesion takes the add-on of its own technique.
 */
export const firstPlusAdditional = define(
  z.strictObject({
    mode: z.literal('first-plus-additional'),
    by: z.string(),
    order: z.array(z.string()).min(1),
    count: z.string(),
  }),
  ({ by, order, count }, elements, lexicon) => {
    if (!countElement(count, elements)) return { fault: NOT_A_COUNT(count), at: ['count'] };
    if (elements.get(by)?.kind !== 'concept') {
      return { fault: `"${by}" must be a concept element of the family`, at: ['by'] };
    }
    const unknown = order.find((id) => !lexicon.concept(id));
    if (unknown !== undefined) {
      return { fault: `no lexicon file defines the concept "${unknown}"`, at: ['order'] };
    }
    const ranks: ValueSet[] = order.map((id) => ({ kind: 'concepts', set: below(lexicon, [id]) }));
    const position: ElementSpec = {
      name: 'position',
      label: 'place in the session',
      kind: 'choice',
      of: [],
      unit: '',
      whole: false,
      domain: { kind: 'concepts', set: new Set(POSITIONS) },
      note: PLAIN_READING,
    };
    const placed = (fact: Fact | undefined, places: readonly string[]): Fact => ({
      element: position,
      slot: fact?.slot ?? 'all:position',
      value: { kind: 'concepts', set: new Set(places) },
      open: fact?.open ?? position.domain,
      state: places.length === 1 ? 'documented' : 'absent',
      support: [],
    });
    return {
      mode: {
        name: 'first-plus-additional',
        summary: `one first lesion by the highest of ${order.join(' > ')}; every further lesion is additional`,
        supplies: [position],
        reads: [by, count],
        independent: false,
        gather: (services) => {
          const ranked = services.map(({ service, facts }) => {
            const technique = facts.get(by);
            const rank =
              technique === undefined ? -1 : ranks.findIndex((set) => within(technique.value, set));
            return { service, facts, technique, rank };
          });
          const known = ranked.filter(({ rank }) => rank >= 0);
          const best = Math.min(...known.map(({ rank }) => rank));
          const open = ranked.find(({ rank }) => rank < 0);
          const decided = ranked.length === 1 || open === undefined || best === 0;
          if (!decided) {
            return ranked.map(({ service, facts }) => ({
              services: [service],
              facts: new Map([...facts, ['position', placed(open.technique, POSITIONS)]]),
              times: timesOf(facts.get(count)),
            }));
          }
          const lead = ranked.find(({ rank }) => rank === best) ?? ranked[0];
          const makeCase = (
            item: (typeof ranked)[number],
            place: string,
            times: Times,
          ): TableCase => ({
            services: [item.service],
            facts: new Map([...item.facts, ['position', placed(undefined, [place])]]),
            times,
          });
          return ranked.flatMap((item) => {
            if (item !== lead)
              return [makeCase(item, 'additional', timesOf(item.facts.get(count)))];
            const further = timesOf(item.facts.get(count), -1);
            const none = further.value.every(({ high }) => high <= 0);
            return [
              makeCase(item, 'first', ONCE),
              ...(none ? [] : [makeCase(item, 'additional', further)]),
            ];
          });
        },
      },
    };
  },
);
