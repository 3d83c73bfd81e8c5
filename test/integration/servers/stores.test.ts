import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, it } from 'vitest';
import { describeWith, startPostgres, startRedis } from '../../helpers/servers/index.js';

async function select(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describeWith(['redis'], 'a Redis of the tests', () => {
  it('never evicts, keeps what was written through a restart, and leaves no folder behind', async () => {
    const redis = await startRedis();
    try {
      const client = new Redis(redis.url);
      try {
        expect(JSON.stringify(await client.config('GET', 'maxmemory-policy'))).toContain(
          'noeviction',
        );
        await client.set('case', 'waiting');
        await redis.kill();
        await redis.restart();
        expect(await client.get('case')).toBe('waiting');
        await redis.wipe();
        expect(await client.get('case')).toBeNull();
      } finally {
        client.disconnect();
      }
    } finally {
      await redis.stop();
    }
    expect(existsSync(redis.dir)).toBe(false);
  });

  it('answers nothing while it is paused and answers again afterwards', async () => {
    await using redis = await startRedis();
    const client = new Redis(redis.url);
    try {
      await client.ping();
      redis.pause();
      const silence = new Promise((resolve) => setTimeout(resolve, 150, 'silence'));
      const ping = client.ping();
      expect(await Promise.race([ping, silence])).toBe('silence');
      redis.resume();
      expect(await ping).toBe('PONG');
    } finally {
      client.disconnect();
    }
  });
});

describeWith(['postgres'], 'a PostgreSQL of the tests', () => {
  it('keeps committed rows through a SIGKILL and gives each test a database of its own', async () => {
    await using postgres = await startPostgres();
    const [first, second] = [
      await postgres.createDatabase('first'),
      await postgres.createDatabase('second'),
    ];
    await select(first, 'create table letters as select generate_series(1, 1000) as uid');
    await postgres.kill();
    await expect(select(first, 'select 1')).rejects.toThrow();
    await postgres.restart();
    expect(await select(first, 'select count(*)::int as n from letters')).toEqual([{ n: 1000 }]);
    await expect(select(second, 'select * from letters')).rejects.toThrow(/does not exist/);
  });
});

describeWith(['redis', 'postgres'], 'servers of the tests', () => {
  it('start side by side, each on a port of its own', async () => {
    const servers = await Promise.all([
      startRedis(),
      startRedis(),
      startPostgres(),
      startPostgres(),
    ]);
    try {
      expect(new Set(servers.map(({ port }) => port)).size).toBe(4);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });
});
