import type { StageWorkers } from '../consultation/ports.js';
import type { Stage } from '../consultation/states.js';
import type { Backend } from './backend.js';
import { settlesWithin } from './deadline.js';
import type { Producer } from './producer.js';
import type { Reporter } from './report.js';
import type { RetryPolicy } from './retry-policy.js';
import { StageRunner, type WorkerTimes } from './stage-runner.js';

/** Waiting longer for a first connection helps nobody: the worker goes on connecting by itself. */
const FIRST_CONNECTION_MS = 10_000;

interface WorkersOptions {
  readonly backend: Backend;
  readonly namespace: string;
  readonly producer: Producer;
  readonly report: Reporter;
  readonly times: WorkerTimes | undefined;
  readonly policy: RetryPolicy;
}

export function createWorkers(options: WorkersOptions): StageWorkers {
  const runners = new Map<Stage, StageRunner>();
  let drained: Promise<void> | undefined;
  return {
    run: async (stage, concurrency, handler) => {
      if (drained !== undefined) throw new Error('The workers were drained: open the queue anew.');
      if (runners.has(stage)) throw new Error(`Stage ${stage} already runs in this process.`);
      const { producer, ...rest } = options;
      const runner = new StageRunner({
        ...rest,
        stage,
        concurrency,
        handler,
        waiting: () => producer.waiting(stage),
      });
      runners.set(stage, runner);
      await settlesWithin(FIRST_CONNECTION_MS, runner.ready());
    },
    drain: (graceMs) =>
      (drained ??= Promise.all([...runners.values()].map((runner) => runner.drain(graceMs))).then(
        () => undefined,
      )),
  };
}
