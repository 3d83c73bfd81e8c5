import { processEnvironment, readStoreConfig } from '../../config/index.js';
import { openLedgerFor } from '../../service/index.js';
import { EXIT, wrongUsage } from '../exit.js';

const DAY_MS = 86_400_000;

export async function purge(options: { days?: string }): Promise<number> {
  const { store, retentionDays } = readStoreConfig(processEnvironment());
  const days = options.days === undefined ? retentionDays : Number(options.days);
  if (!Number.isInteger(days) || days < 0)
    throw wrongUsage('--days must be a whole number from 0.');
  const { ledger, close } = await openLedgerFor(store);
  try {
    const now = new Date();
    const purged = await ledger.purge(new Date(now.getTime() - days * DAY_MS), now);
    process.stdout.write(`Content of ${purged} finished consultation(s) deleted.\n`);
  } finally {
    await close();
  }
  return EXIT.done;
}
