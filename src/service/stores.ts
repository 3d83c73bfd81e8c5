import { join } from 'node:path';
import type { Config, StoreSettings } from '../config/index.js';
import type { Ledger, StageQueue, StageWorkers } from '../consultation/index.js';
import type { Log } from '../log/index.js';
import { openQueue, type Reporter } from '../queue/index.js';
import { openEmbeddedPool, openLedger, type EmbeddedPool } from '../store/index.js';
import { connectControl, type OperatorLedger } from './control.js';

export interface Stores {
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  readonly workers: StageWorkers;
  readonly close: () => Promise<void>;
}

/** The local socket of a service on the embedded store. */
export function controlSocket(dataDir: string): string {
  return join(dataDir, 'control.sock');
}

/** Opens ledger and queue; tables are created or upgraded. Throws a message that names what to fix. */
export async function openStores(
  config: Pick<Config, 'store' | 'queue'>,
  log: Log,
): Promise<Stores> {
  const settings = { report: reporter(log) };
  if (config.store.kind === 'embedded') {
    const { ledger, pool, close } = await openEmbeddedLedger(config.store.dir);
    const { queue, workers } = await openQueue({ mode: 'embedded', pool }, settings);
    return {
      ledger,
      queue,
      workers,
      close: async () => {
        await queue.close();
        await close();
      },
    };
  }
  const ledger = openLedger({ kind: 'postgres', url: config.store.url });
  await ledger.migrate();
  const { queue, workers, warnings } = await openQueue(
    config.queue.kind === 'redis'
      ? { mode: 'redis', url: config.queue.url }
      : { mode: 'postgres', url: config.store.url },
    settings,
  );
  for (const warning of warnings) log.warn(warning);
  return {
    ledger,
    queue,
    workers,
    close: async () => {
      await queue.close();
      await ledger.close();
    },
  };
}

/** The ledger for operator commands: of the running service on the embedded store, else opened here. */
export async function openLedgerFor(
  store: StoreSettings,
): Promise<{ ledger: OperatorLedger; close: () => Promise<void> }> {
  if (store.kind === 'postgres') {
    const ledger = openLedger({ kind: 'postgres', url: store.url });
    await ledger.migrate();
    return { ledger, close: () => ledger.close() };
  }
  const running = await connectControl(controlSocket(store.dir));
  if (running !== undefined) return { ledger: running, close: async () => undefined };
  return await openEmbeddedLedger(store.dir);
}

async function openEmbeddedLedger(
  dir: string,
): Promise<{ ledger: Ledger; pool: EmbeddedPool; close: () => Promise<void> }> {
  const pool = await openEmbeddedPool(join(dir, 'ledger'));
  const ledger = openLedger({ kind: 'embedded', pool });
  await ledger.migrate();
  return {
    ledger,
    pool,
    close: async () => {
      await ledger.close();
      await pool.end();
    },
  };
}

function reporter(log: Log): Reporter {
  return (report) => {
    switch (report.kind) {
      case 'connection':
        log.warn('queue connection failed; it is tried again', {
          ...(report.stage === undefined ? {} : { stage: report.stage }),
          error: report.error,
        });
        return;
      case 'handler-fault':
        log.error('a stage threw', {
          consultation: report.id,
          stage: report.stage,
          attempt: report.attempt,
          error: report.error,
        });
        return;
      case 'foreign-job':
        log.error('a job that is not ours was dropped', { stage: report.stage });
        return;
      case 'stalled':
        log.warn('a job lost its worker and runs again', { stage: report.stage });
        return;
      case 'worker-replaced':
        log.warn('a worker was stuck and was replaced', { stage: report.stage });
        return;
    }
  };
}
