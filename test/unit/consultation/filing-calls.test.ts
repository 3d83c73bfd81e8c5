import { expect, it } from 'vitest';
import { gatherFilingCalls } from '../../../src/consultation/index.js';
import type { StageQueue } from '../../../src/consultation/index.js';
import { silentLog } from '../../../src/log/index.js';
import { waitFor } from '../../helpers/wait.js';

function recorded(): { queue: StageQueue; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    queue: {
      enqueue: async (stage, id) => void calls.push(`${stage} ${id}`),
      depth: async () => ({ extraction: 0, 'code-selection': 0, reply: 0, filing: 0 }),
      ping: async () => undefined,
      close: async () => undefined,
    },
  };
}

it('calls the poller at once for the first finished letter, and once for those that follow closely', async () => {
  const { queue, calls } = recorded();
  const gathered = gatherFilingCalls(queue, silentLog, 20);
  for (const id of ['a', 'b', 'c']) await gathered.queue.enqueue('filing', id);
  expect(calls).toEqual(['filing a']);
  await waitFor(() => calls.length === 2, { what: 'the gathered call' });
  expect(calls).toEqual(['filing a', 'filing c']);
});

it('never holds back a stage that carries a letter', async () => {
  const { queue, calls } = recorded();
  const gathered = gatherFilingCalls(queue, silentLog, 60_000);
  for (const id of ['a', 'b']) await gathered.queue.enqueue('reply', id);
  expect(calls).toEqual(['reply a', 'reply b']);
});

it('gives a held call out when the process stops', async () => {
  const { queue, calls } = recorded();
  const gathered = gatherFilingCalls(queue, silentLog, 60_000);
  for (const id of ['a', 'b']) await gathered.queue.enqueue('filing', id);
  await gathered.flush();
  expect(calls).toEqual(['filing a', 'filing b']);
});
