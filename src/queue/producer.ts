import type { StageQueue } from '../consultation/ports.js';
import { STAGES, type Stage } from '../consultation/states.js';
import type { Backend, JobQueue } from './backend.js';
import { withDeadline } from './deadline.js';
import { JOB_OPTIONS, jobId, payloadFor, queueName } from './job.js';
import type { Reporter } from './report.js';

/** An add that takes longer has failed for the caller; the ledger row stays due and is added again. */
const ANSWER_MS = 8_000;

export interface Producer extends StageQueue {
  /** Jobs ready to be taken: what the watch over a worker looks at. */
  waiting(stage: Stage): Promise<number>;
}

export async function openProducer(
  backend: Backend,
  namespace: string,
  report: Reporter,
  attempts: number,
): Promise<Producer> {
  const open = (stage: Stage): JobQueue => {
    const queue = backend.openQueue(queueName(namespace, stage));
    queue.on('error', (error) => report({ kind: 'connection', stage, error }));
    return queue;
  };
  const queues: Readonly<Record<Stage, JobQueue>> = {
    extraction: open('extraction'),
    'code-selection': open('code-selection'),
    reply: open('reply'),
    filing: open('filing'),
  };
  await withDeadline(
    'The queue',
    ANSWER_MS,
    Promise.all(STAGES.map((stage) => queues[stage].waitUntilReady())),
  );

  const count = async (stage: Stage, includeHeld: boolean): Promise<number> => {
    const counts = await withDeadline(
      `The ${stage} queue`,
      ANSWER_MS,
      includeHeld
        ? queues[stage].getJobCounts('waiting', 'prioritized', 'active', 'delayed')
        : queues[stage].getJobCounts('waiting', 'prioritized'),
    );
    return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0);
  };

  return {
    enqueue: async (stage, id) => {
      await withDeadline(
        `The ${stage} queue`,
        ANSWER_MS,
        queues[stage].add(stage, payloadFor(id), {
          ...JOB_OPTIONS,
          attempts,
          jobId: jobId(stage, id),
        }),
      );
    },
    depth: async () => {
      const [extraction, codeSelection, reply, filing] = await Promise.all([
        count('extraction', true),
        count('code-selection', true),
        count('reply', true),
        count('filing', true),
      ]);
      return { extraction, 'code-selection': codeSelection, reply, filing };
    },
    waiting: (stage) => count(stage, false),
    ping: () => withDeadline('The queue', ANSWER_MS, backend.ping()),
    close: async () => {
      await Promise.allSettled(STAGES.map((stage) => queues[stage].close()));
      await backend.close();
    },
  };
}
