import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobResult } from '../../../src/consultation/ports.js';
import { STAGES, type Stage } from '../../../src/consultation/states.js';
import {
  openQueue,
  type OpenQueue,
  type QueueMode,
  type QueueReport,
  type QueueSettings,
} from '../../../src/queue/index.js';
import { waitFor } from '../../helpers/wait.js';

/** Retries in milliseconds instead of seconds: the tests wait for the outcome, not for the clock. */
export const QUICK: Pick<QueueSettings, 'retry' | 'times'> = {
  retry: { firstMs: 20, factor: 2, maxMs: 200, jitter: 0.3, attempts: 4 },
  times: { lockMs: 2_000, watchMs: 500 },
};

const DONE: JobResult = { kind: 'done' };
let openings = 0;

/** Everything that the queue promises, on whatever store `mode` names. Call inside `describe`. */
export function queueSuite(prepare: () => Promise<QueueMode>): void {
  let mode: QueueMode;
  let open: OpenQueue[] = [];
  const reports: QueueReport[] = [];

  beforeAll(async () => {
    mode = await prepare();
  });
  afterEach(async () => {
    await Promise.all(open.map(({ queue }) => queue.close()));
    open = [];
    reports.length = 0;
  });

  /** A queue whose jobs no other test sees. */
  const fresh = async (settings: QueueSettings = {}): Promise<OpenQueue> => {
    openings += 1;
    const namespace = `test-${process.pid}-${openings}`;
    return again({ namespace, ...settings });
  };
  const again = async (settings: QueueSettings): Promise<OpenQueue> => {
    const opened = await openQueue(mode, {
      ...QUICK,
      report: (report) => reports.push(report),
      ...settings,
    });
    open.push(opened);
    return opened;
  };

  describe('a case in the queue', () => {
    it('passes through three stages, one after the other', async () => {
      const { queue, workers } = await fresh();
      const path: string[] = [];
      const step = (stage: Stage, next?: Stage) =>
        workers.run(stage, 1, async (id) => {
          path.push(`${stage} ${id}`);
          if (next !== undefined) await queue.enqueue(next, id);
          return DONE;
        });
      await step('extraction', 'code-selection');
      await step('code-selection', 'reply');
      await step('reply');
      await queue.enqueue('extraction', 'c1');
      await waitFor(() => path.length === 3, { what: 'the third stage' });
      expect(path).toEqual(['extraction c1', 'code-selection c1', 'reply c1']);
      await waitFor(async () => total(await queue.depth()) === 0, { what: 'an empty queue' });
    });

    it('is held by a worker that was started before and by one that is started after', async () => {
      const { queue, workers } = await fresh();
      const seen: string[] = [];
      await queue.enqueue('reply', 'before');
      await workers.run('reply', 1, async (id) => {
        seen.push(id);
        return DONE;
      });
      await waitFor(() => seen.includes('before'), { what: 'the job that waited' });
      await queue.enqueue('reply', 'after');
      await waitFor(() => seen.includes('after'), { what: 'the job that came later' });
    });

    it('is there once, however often it is added while it waits', async () => {
      const { queue, workers } = await fresh();
      for (let times = 0; times < 5; times += 1) await queue.enqueue('extraction', 'c1');
      expect((await queue.depth()).extraction).toBe(1);
      const seen: string[] = [];
      await workers.run('extraction', 4, async (id) => {
        seen.push(id);
        return DONE;
      });
      await waitFor(async () => total(await queue.depth()) === 0, { what: 'an empty queue' });
      expect(seen).toEqual(['c1']);
    });

    it('can be added again as soon as it is done', async () => {
      const { queue, workers } = await fresh();
      let runs = 0;
      await workers.run('filing', 1, async () => {
        runs += 1;
        return DONE;
      });
      for (let round = 1; round <= 3; round += 1) {
        await waitFor(async () => total(await queue.depth()) === 0, { what: 'an empty queue' });
        await queue.enqueue('filing', 'c1');
        await waitFor(() => runs === round, { what: `run ${round}` });
      }
    });

    it('comes again after the pause that its handler asks for, and is never lost meanwhile', async () => {
      const { queue, workers } = await fresh();
      const times: number[] = [];
      await workers.run('reply', 1, async () => {
        times.push(performance.now());
        return times.length < 3 ? { kind: 'again', delayMs: 150 } : DONE;
      });
      await queue.enqueue('reply', 'c1');
      await waitFor(() => times.length === 1, { what: 'the first run' });
      await queue.enqueue('reply', 'c1');
      await waitFor(() => times.length === 3, { what: 'the third run' });
      const [first = 0, second = 0, third = 0] = times;
      expect(second - first).toBeGreaterThan(120);
      expect(third - second).toBeGreaterThan(120);
      await waitFor(async () => total(await queue.depth()) === 0, { what: 'an empty queue' });
      expect(times).toHaveLength(3);
    });

    it('comes back with growing pauses when its handler throws', async () => {
      const { queue, workers } = await fresh();
      let runs = 0;
      await workers.run('reply', 1, async () => {
        runs += 1;
        if (runs < 3) throw new Error('dr.lee@clinic.example was not reachable');
        return DONE;
      });
      await queue.enqueue('reply', 'c1');
      await waitFor(() => runs === 3, { what: 'the third attempt' });
      const faults = reports.filter((report) => report.kind === 'handler-fault');
      expect(faults.map((fault) => fault.attempt)).toEqual([1, 2]);
      expect(faults.every((fault) => fault.id === 'c1' && fault.retryInMs !== undefined)).toBe(
        true,
      );
    });

    it('is let go when no attempt helps, so that the sweeper can add it again', async () => {
      const { queue, workers } = await fresh();
      let runs = 0;
      let cured = false;
      await workers.run('reply', 1, async () => {
        runs += 1;
        if (!cured) throw new Error('still down');
        return DONE;
      });
      await queue.enqueue('reply', 'c1');
      await waitFor(async () => runs === 4 && total(await queue.depth()) === 0, {
        what: 'the fourth attempt and an empty queue',
      });
      cured = true;
      await queue.enqueue('reply', 'c1');
      await waitFor(() => runs === 5, { what: 'the sweeper’s attempt' });
    });

    it('is let go at once when its handler says that the fault is permanent', async () => {
      const { queue, workers } = await fresh();
      let runs = 0;
      await workers.run('reply', 1, async () => {
        runs += 1;
        throw Object.assign(new Error('refused'), { permanent: true });
      });
      await queue.enqueue('reply', 'c1');
      await waitFor(async () => runs === 1 && total(await queue.depth()) === 0, {
        what: 'one attempt and an empty queue',
      });
      expect(reports.find((report) => report.kind === 'handler-fault')?.retryInMs).toBeUndefined();
    });

    it('runs beside others, as many as the stage allows', async () => {
      const { queue, workers } = await fresh();
      let running = 0;
      let most = 0;
      let ended = 0;
      await workers.run('extraction', 3, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 40));
        running -= 1;
        ended += 1;
        return DONE;
      });
      await Promise.all(Array.from({ length: 9 }, (_, n) => queue.enqueue('extraction', `c${n}`)));
      await waitFor(() => ended === 9, { what: 'nine jobs' });
      expect(most).toBe(3);
    });

    it('is counted while it waits, runs and pauses', async () => {
      const { queue, workers } = await fresh();
      let finish: (() => void) | undefined;
      await workers.run('extraction', 1, async (id) => {
        if (id === 'paused') return { kind: 'again', delayMs: 60_000 };
        await new Promise<void>((resolve) => (finish = resolve));
        return DONE;
      });
      await queue.enqueue('extraction', 'paused');
      await queue.enqueue('extraction', 'running');
      await queue.enqueue('extraction', 'waiting');
      await queue.enqueue('reply', 'waiting');
      await waitFor(async () => (await queue.depth()).extraction === 3, { what: 'three jobs' });
      expect((await queue.depth()).reply).toBe(1);
      await waitFor(() => finish !== undefined, { what: 'the running job' });
      await workers.drain(0);
      finish?.();
    });
  });

  describe('a process that stops', () => {
    it('finishes the job in hand and takes no other', async () => {
      const { queue, workers } = await fresh();
      const ended: string[] = [];
      let started = false;
      await workers.run('reply', 1, async (id) => {
        started = true;
        await new Promise((resolve) => setTimeout(resolve, 300));
        ended.push(id);
        return DONE;
      });
      await queue.enqueue('reply', 'in-hand');
      await waitFor(() => started, { what: 'the job in hand' });
      await queue.enqueue('reply', 'next');
      await workers.drain(10_000);
      expect(ended).toEqual(['in-hand']);
      expect((await queue.depth()).reply).toBe(1);
    });

    it('tells a job that takes too long to stop, and leaves in time', async () => {
      const { queue, workers } = await fresh();
      let aborted = false;
      let started = false;
      await workers.run('reply', 1, async (_id, signal) => {
        started = true;
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve();
          });
        });
        return { kind: 'again', delayMs: 0 };
      });
      await queue.enqueue('reply', 'slow');
      await waitFor(() => started, { what: 'the job in hand' });
      const begun = performance.now();
      await workers.drain(200);
      expect(performance.now() - begun).toBeLessThan(3_000);
      expect(aborted).toBe(true);
      expect((await queue.depth()).reply).toBe(1);
    });

    it('leaves in time even when a job does not listen, and another process gets that job', async () => {
      const namespace = `test-${process.pid}-deaf`;
      const first = await again({ namespace });
      let started = false;
      let release: () => void = () => undefined;
      await first.workers.run('reply', 1, async () => {
        started = true;
        await new Promise<void>((resolve) => (release = resolve));
        return DONE;
      });
      await first.queue.enqueue('reply', 'deaf');
      await waitFor(() => started, { what: 'the job in hand' });
      const begun = performance.now();
      await first.workers.drain(100);
      expect(performance.now() - begun).toBeLessThan(3_000);

      const second = await again({ namespace });
      const seen: string[] = [];
      await second.workers.run('reply', 1, async (id) => {
        seen.push(id);
        return DONE;
      });
      await waitFor(() => seen.includes('deaf'), {
        what: 'the job of the other',
        timeoutMs: 15_000,
      });
      release();
    });
  });

  describe('the operator', () => {
    it('is told that the store answers', async () => {
      const { queue } = await fresh();
      await expect(queue.ping()).resolves.toBeUndefined();
    });

    it('may write a broken reporter without harm', async () => {
      const { queue, workers } = await fresh({
        report: () => {
          throw new Error('the log is full');
        },
      });
      let runs = 0;
      await workers.run('reply', 1, async () => {
        runs += 1;
        if (runs === 1) throw new Error('first');
        return DONE;
      });
      await queue.enqueue('reply', 'c1');
      await waitFor(() => runs === 2, { what: 'the second attempt' });
    });
  });
}

export function total(depth: Record<Stage, number>): number {
  return STAGES.reduce((sum, stage) => sum + depth[stage], 0);
}
