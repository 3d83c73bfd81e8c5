import pg from 'pg';
import { expect, it } from 'vitest';
import { openQueue } from '../../../src/queue/index.js';
import { openLedger, StoreError } from '../../../src/store/index.js';
import {
  describeWith,
  makeCertificate,
  startPostgres,
  startProxy,
} from '../../helpers/servers/index.js';
import { waitFor } from '../../helpers/wait.js';
import { QUICK } from '../../unit/queue/queue-suite.js';
import { letter, MAILBOX, UIDVALIDITY } from '../../unit/store/ledger-fixtures.js';

describeWith(['postgres'], 'a PostgreSQL that goes away', () => {
  it('loses no letter that the ledger had taken, and the ledger goes on when it is back', async () => {
    await using server = await startPostgres();
    const ledger = openLedger({ kind: 'postgres', url: server.url });
    await ledger.migrate();
    const taken = new Set<number>();
    let refused = 0;
    let stopped = false;
    // Several writers, so that the kill finds transactions half done.
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let n = 1; !stopped; n += 1) {
        const uid = writer * 1_000_000 + n;
        try {
          await ledger.receive(letter(`${writer}/${n}`, uid));
          taken.add(uid);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError);
          refused += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    });
    await waitFor(() => taken.size >= 100, { what: 'a hundred letters' });
    await server.kill();
    await waitFor(() => refused >= 8, { what: 'refusals' });
    await expect(ledger.ping()).rejects.toThrow(/DATABASE_URL|reach its database/);
    await server.restart();
    const before = taken.size;
    await waitFor(() => taken.size >= before + 20, { what: 'letters after', timeoutMs: 30_000 });
    stopped = true;
    await Promise.all(writers);
    const sighted = await ledger.sightedUids(MAILBOX, UIDVALIDITY);
    expect([...taken].filter((uid) => !sighted.has(uid))).toEqual([]);
    await ledger.close();
  });

  it('stops neither the process nor, once it is back, the queue that stands on it', async () => {
    await using server = await startPostgres();
    const { queue, workers } = await openQueue({ mode: 'postgres', url: server.url }, QUICK);
    const seen: string[] = [];
    await workers.run('reply', 1, async (id) => {
      seen.push(id);
      return { kind: 'done' };
    });
    await queue.enqueue('reply', 'before');
    await waitFor(() => seen.includes('before'), { what: 'the first job' });
    await server.kill();
    await expect(queue.enqueue('reply', 'during')).rejects.toThrow();
    await server.restart();
    await waitFor(() => queue.enqueue('reply', 'after').then(() => true), { what: 'the add' });
    await waitFor(() => seen.includes('after'), { what: 'the job after', timeoutMs: 30_000 });
    await workers.drain(5_000);
    await queue.close();
    // Nothing of a process that stopped stays connected.
    const asking = new pg.Client({ connectionString: server.url });
    await asking.connect();
    await waitFor(
      async () => {
        const { rowCount } = await asking.query(
          `select 1 from pg_stat_activity where application_name like 'caseconsultant%'`,
        );
        return rowCount === 0;
      },
      { what: 'the end of every connection' },
    );
    await asking.end();
  });

  it('behind a silent network is given up within the time that a statement may take', async () => {
    await using server = await startPostgres();
    await using network = await startProxy(server.port);
    const url = server.url.replace(String(server.port), String(network.port));
    const ledger = openLedger({ kind: 'postgres', url, statementMs: 1_000 });
    await ledger.migrate();
    network.blackHole();
    const begun = performance.now();
    await expect(ledger.ping()).rejects.toBeInstanceOf(StoreError);
    expect(performance.now() - begun).toBeLessThan(8_000);
    await network.heal();
    await waitFor(() => ledger.ping().then(() => true), { what: 'an answer', timeoutMs: 30_000 });
    await ledger.close();
  });

  it('that offers no TLS is refused when TLS is asked for', async () => {
    await using server = await startPostgres();
    const ledger = openLedger({
      kind: 'postgres',
      url: server.url,
      tls: { ca: makeCertificate().cert },
    });
    await expect(ledger.ping()).rejects.toBeInstanceOf(StoreError);
    await ledger.close();
  });
});
