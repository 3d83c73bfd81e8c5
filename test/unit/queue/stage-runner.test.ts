import { afterEach, describe, expect, it } from 'vitest';
import type { Backend, JobWorker, OwnedWorker } from '../../../src/queue/backend.js';
import { DEFAULT_RETRY, type QueueReport } from '../../../src/queue/index.js';
import { StageRunner } from '../../../src/queue/stage-runner.js';
import { waitFor } from '../../helpers/wait.js';

/** A worker that is connected and yet takes no job, as after a failover that ioredis did not notice. */
class DeafWorker implements JobWorker {
  closed = false;
  isRunning = (): boolean => true;
  waitUntilReady = (): Promise<void> => Promise.resolve();
  on = (): this => this;
  close = (): Promise<void> => {
    this.closed = true;
    return Promise.resolve();
  };
}

describe('the watch over a stage', () => {
  let runner: StageRunner | undefined;
  afterEach(async () => runner?.drain(0));

  const watch = (waiting: () => Promise<number>) => {
    const workers: DeafWorker[] = [];
    const reports: QueueReport[] = [];
    const backend: Backend = {
      openQueue: () => {
        throw new Error('no queue is needed');
      },
      openWorker: (): OwnedWorker => {
        const worker = new DeafWorker();
        workers.push(worker);
        return { worker, cut: () => undefined };
      },
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    let looks = 0;
    runner = new StageRunner({
      backend,
      namespace: 'test',
      stage: 'reply',
      concurrency: 1,
      handler: () => Promise.resolve({ kind: 'done' }),
      waiting: async () => {
        looks += 1;
        return waiting();
      },
      report: (report) => reports.push(report),
      policy: DEFAULT_RETRY,
      times: { lockMs: 1_000, watchMs: 10 },
    });
    return { workers, reports, looks: () => looks };
  };

  it('replaces a worker that takes nothing while jobs wait', async () => {
    const { workers, reports } = watch(() => Promise.resolve(3));
    await waitFor(() => workers.length > 1, { what: 'a second worker' });
    await waitFor(() => workers[0]?.closed, { what: 'the end of the first' });
    expect(reports).toContainEqual({ kind: 'worker-replaced', stage: 'reply' });
  });

  it('leaves an idle worker alone', async () => {
    const { workers, looks } = watch(() => Promise.resolve(0));
    await waitFor(() => looks() > 5, { what: 'some looks' });
    expect(workers).toHaveLength(1);
  });

  it('leaves a worker alone while the store itself is away', async () => {
    const { workers, looks } = watch(() => Promise.reject(new Error('ECONNREFUSED')));
    await waitFor(() => looks() > 5, { what: 'some looks' });
    expect(workers).toHaveLength(1);
  });
});
