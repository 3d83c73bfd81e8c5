import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueue } from '../../../src/queue/index.js';
import { openLedger, openMemoryPool, type EmbeddedPool } from '../../../src/store/index.js';
import { waitFor } from '../../helpers/wait.js';
import { letter } from './ledger-fixtures.js';

describe('the one session that the ledger and the queue share', () => {
  let pool: EmbeddedPool;
  beforeAll(async () => {
    pool = await openMemoryPool();
    await pool.query('create table public.note (line int)');
  });
  afterAll(async () => pool.end());

  const lines = async (): Promise<number> => (await pool.query('select 1 from note')).rowCount;

  it('keeps other statements out of an open transaction', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('insert into note values (1)');
    const outside = pool.query('insert into note values (2)');
    await client.query('ROLLBACK');
    client.release();
    await outside;
    expect((await pool.query('select line from note')).rows).toEqual([{ line: 2 }]);
  });

  it('rolls back what a client left open when it is given back', async () => {
    const before = await lines();
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into note values ($1)', [3]);
    client.release();
    expect(await lines()).toBe(before);
  });

  it('goes on after a transaction that failed', async () => {
    const before = await lines();
    const client = await pool.connect();
    await client.query('BEGIN');
    await expect(client.query('insert into nowhere values (1)')).rejects.toMatchObject({
      code: '42P01',
    });
    await client.query('ROLLBACK');
    client.release();
    expect(await lines()).toBe(before);
  });

  it('keeps its transaction over a savepoint', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('SAVEPOINT here');
    await client.query('insert into note values (4)');
    await client.query('ROLLBACK TO SAVEPOINT here');
    const outside = pool.query('insert into note values (5)');
    await client.query('insert into note values (6)');
    await client.query('COMMIT');
    client.release();
    await outside;
    const { rows } = await pool.query('select line from note where line > 3 order by line');
    expect(rows).toEqual([{ line: 5 }, { line: 6 }]);
  });

  it('passes notifications to the clients that listen to them', async () => {
    const [ear, other] = [await pool.connect(), await pool.connect()];
    const heard: unknown[] = [];
    const overheard: unknown[] = [];
    ear.on('notification', (message) => heard.push(message));
    other.on('notification', (message) => overheard.push(message));
    await ear.query('-- jobs\nLISTEN jobs;');
    await other.query('LISTEN something_else');
    await pool.query(`select pg_notify('jobs', 'reply')`);
    await waitFor(() => heard.length > 0, { what: 'the notification' });
    expect(heard).toEqual([{ channel: 'jobs', payload: 'reply' }]);
    expect(overheard).toEqual([]);
    ear.release();
    other.release();
  });

  it('gives values as pg gives them', async () => {
    const { rows } = await pool.query(
      `select 9007199254740993::int8 as big, 1::int4 as small, '{"a":[1]}'::jsonb as doc,
              '\\x00ff'::bytea as bytes, true as flag, null as nothing`,
    );
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        small: 1,
        doc: { a: [1] },
        bytes: Buffer.from([0, 255]),
        flag: true,
        nothing: null,
      },
    ]);
  });

  it('carries letters and jobs at the same time without mixing their transactions', async () => {
    const ledger = openLedger({ kind: 'embedded', pool });
    await ledger.migrate();
    const { queue, workers } = await openQueue({ mode: 'embedded', pool });
    const done = new Set<string>();
    await workers.run('extraction', 3, async (id) => {
      const lease = await ledger.claim(id, `worker ${id}`, 60_000, new Date());
      if (lease === undefined) throw new Error('no lease');
      await ledger.advance(
        lease,
        'received',
        { to: 'declined', reason: { code: 'test' } },
        new Date(),
      );
      done.add(id);
      return { kind: 'done' };
    });
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const { id } = await ledger.receive(letter(`mixed ${n}`, n + 1));
        await queue.enqueue('extraction', id);
      }),
    );
    await waitFor(() => done.size === 60, { what: 'sixty letters', timeoutMs: 15_000 });
    expect((await ledger.counts()).declined).toBe(60);
    await workers.drain(5_000);
    await queue.close();
  });
});
