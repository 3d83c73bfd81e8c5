import { defineConfig } from 'vitest/config';

/**
 * Three tiers. `unit` and `cases` need nothing but Node; `integration` and `e2e` start real servers
 * from test/helpers; `faults` breaks them on purpose.
 */
const tier = (name: string, timeout: number, parallel: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeout,
    hookTimeout: Math.max(timeout, 60_000),
    fileParallelism: parallel,
  },
});

export default defineConfig({
  test: {
    // Without it a machine of two cores runs one file at a time.
    maxWorkers: '100%',
    projects: [
      tier('unit', 20_000, true),
      tier('cases', 30_000, true),
      tier('integration', 90_000, false),
      tier('e2e', 120_000, false),
      tier('faults', 180_000, false),
    ],
  },
});
