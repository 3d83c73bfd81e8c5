import { z } from 'zod';
import { define, missingElement, NOT_AN_ELEMENT, ONCE } from './define.js';
import { groupServices } from './group.js';

/**
 * Several services, one result: the one whose row stands highest in the table. With `by`, one result for
 * each combination of those elements (each knee has its own most extensive procedure).
 */
export const mostExtensive = define(
  z.strictObject({
    mode: z.literal('most-extensive'),
    by: z.array(z.string()).default([]),
  }),
  ({ by }, elements) => {
    const unknown = missingElement(by, elements);
    if (unknown !== undefined) return { fault: NOT_AN_ELEMENT(unknown), at: ['by'] };
    return {
      mode: {
        name: 'most-extensive',
        summary: `only the service whose row stands highest is reported${by.length === 0 ? '' : `, for each ${by.join(' and ')}`}`,
        supplies: [],
        reads: by,
        independent: false,
        highestOnly: true,
        gather: (services, _overrides, rows) =>
          groupServices(services, by, rows).flatMap((group, index) =>
            group.map(({ service, facts }) => ({
              services: [service],
              facts,
              times: ONCE,
              group: String(index),
            })),
          ),
      },
    };
  },
);
