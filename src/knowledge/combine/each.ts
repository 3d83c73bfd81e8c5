import { z } from 'zod';
import { countElement, define, NOT_A_COUNT, ONCE, timesOf } from './define.js';

/** Every service on its own: no service changes the result of another. */
export const each = define(
  z.strictObject({ mode: z.literal('each'), count: z.string().optional() }),
  ({ count }, elements) => {
    if (count !== undefined && !countElement(count, elements)) {
      return { fault: NOT_A_COUNT(count), at: ['count'] };
    }
    return {
      mode: {
        name: 'each',
        summary:
          count === undefined
            ? 'every service on its own, once'
            : `every lesion on its own; a service with a \`${count}\` stands for that many alike`,
        supplies: [],
        reads: count === undefined ? [] : [count],
        independent: true,
        gather: (services) =>
          services.map(({ service, facts }) => ({
            services: [service],
            facts,
            times: count === undefined ? ONCE : timesOf(facts.get(count)),
          })),
      },
    };
  },
);
