import type { StageDeps } from './deps.js';

/** Rows younger than this are in the hands of their jobs. */
const IDLE_MS = 20_000;
const BATCH = 500;

/**
 * Wakes every consultation that is due and that no job may be carrying: after a lost queue, a crash, or a
 * failed add. Adding a job that still exists changes nothing.
 */
export async function sweepLedger(
  deps: Pick<StageDeps, 'ledger' | 'queue' | 'clock' | 'log'>,
  idleMs = IDLE_MS,
): Promise<number> {
  const due = await deps.ledger.due(deps.clock(), idleMs, BATCH);
  for (const { stage, id } of due) await deps.queue.enqueue(stage, id);
  if (due.length > 0) deps.log.info('woke what was due', { count: due.length });
  return due.length;
}
