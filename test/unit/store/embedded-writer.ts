/*
 * A process to be killed: it writes letters into the data folder given as its argument, naming each on
 * stdout once it is committed, while one job of the queue stays in its hands.
 */
import { openQueue } from '../../../src/queue/index.js';
import { openEmbeddedPool, openLedger } from '../../../src/store/index.js';
import { letter } from './ledger-fixtures.js';

const [folder = ''] = process.argv.slice(2);
const pool = await openEmbeddedPool(folder);
const ledger = openLedger({ kind: 'embedded', pool });
await ledger.migrate();
const { queue, workers } = await openQueue({ mode: 'embedded', pool });
await workers.run('reply', 1, async (id) => {
  process.stdout.write(`in-hand ${id}\n`);
  return new Promise(() => undefined);
});
await queue.enqueue('reply', 'in-hand');
for (let n = 1; ; n += 1) {
  const { id } = await ledger.receive(letter(`letter ${n}`, n));
  process.stdout.write(`committed ${id}\n`);
}
