import { z } from 'zod';
import { countElement, define, NOT_A_COUNT, timesOf } from './define.js';

/** Every lesion on its own: no service changes the result of another. */
export const each = define(
  z.strictObject({ mode: z.literal('each'), count: z.string() }),
  ({ count }, elements) => {
    if (!countElement(count, elements)) return { fault: NOT_A_COUNT(count), at: ['count'] };
    return {
      mode: {
        name: 'each',
        summary: `every lesion on its own; a service with a \`${count}\` stands for that many alike`,
        supplies: [],
        reads: [count],
        independent: true,
        gather: (services) =>
          services.map(({ service, facts }) => ({
            services: [service],
            facts,
            times: timesOf(facts.get(count)),
          })),
      },
    };
  },
);
