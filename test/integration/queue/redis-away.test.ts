import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { checkRedis, openQueue, type OpenQueue } from '../../../src/queue/index.js';
import {
  describeWith,
  startProxy,
  startRedis,
  type RedisServer,
} from '../../helpers/servers/index.js';
import { waitFor } from '../../helpers/wait.js';
import { QUICK, total } from '../../unit/queue/queue-suite.js';

describeWith(['redis'], 'a Redis that goes away', () => {
  let redis: RedisServer;
  let opened: OpenQueue[] = [];
  let count = 0;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(opened.map(({ queue }) => queue.close()));
    opened = [];
  });
  afterAll(async () => redis.stop());

  const open = async (url = redis.url): Promise<OpenQueue & { seen: string[] }> => {
    count += 1;
    const queue = await openQueue({ mode: 'redis', url }, { ...QUICK, namespace: `away-${count}` });
    opened.push(queue);
    const seen: string[] = [];
    await queue.workers.run('reply', 1, async (id) => {
      seen.push(id);
      return { kind: 'done' };
    });
    return { ...queue, seen };
  };
  /** What the sweeper does: it adds until the add is taken. */
  const sweep = (queue: OpenQueue['queue'], id: string): Promise<true> =>
    waitFor(() => queue.enqueue('reply', id).then(() => true as const), {
      what: `the add of ${id}`,
      timeoutMs: 30_000,
    });

  it('refuses adds at once while it is dead, and goes on working when it is back', async () => {
    const { queue, seen } = await open();
    await queue.enqueue('reply', 'before');
    await waitFor(() => seen.includes('before'), { what: 'the first job' });
    await redis.kill();
    const begun = performance.now();
    await expect(queue.enqueue('reply', 'during')).rejects.toThrow();
    await expect(queue.ping()).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(10_000);
    await redis.restart();
    await sweep(queue, 'after');
    await waitFor(() => seen.includes('after'), { what: 'the job after', timeoutMs: 30_000 });
  });

  it('refuses adds in time while it is frozen, and goes on working when it thaws', async () => {
    const { queue, seen } = await open();
    redis.pause();
    const begun = performance.now();
    await expect(queue.enqueue('reply', 'during')).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(10_000);
    redis.resume();
    await sweep(queue, 'after');
    await waitFor(() => seen.includes('after'), { what: 'the job after', timeoutMs: 30_000 });
  });

  it('may die with a job in hand: the handler ends and the case comes to its end', async () => {
    const { queue, workers } = await open();
    const runs: string[] = [];
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    await workers.run('extraction', 1, async (id) => {
      runs.push(id);
      await gate;
      return { kind: 'done' };
    });
    await queue.enqueue('extraction', 'in-hand');
    await waitFor(() => runs.length === 1, { what: 'the job in hand' });
    await redis.kill();
    go();
    await redis.restart();
    await waitFor(async () => total(await queue.depth()) === 0, {
      what: 'an empty queue',
      timeoutMs: 30_000,
    });
    expect(new Set(runs)).toEqual(new Set(['in-hand']));
  });

  it('may forget everything: what the sweeper adds again is done', async () => {
    const { queue, seen } = await open();
    await queue.enqueue('reply', 'before');
    await waitFor(() => seen.includes('before'), { what: 'the first job' });
    await redis.wipe();
    await sweep(queue, 'before');
    await waitFor(() => seen.length === 2, { what: 'the second run', timeoutMs: 30_000 });
  });

  it('may vanish behind a network that swallows everything', async () => {
    await using network = await startProxy(redis.port);
    const { queue, seen } = await open(`redis://127.0.0.1:${network.port}`);
    network.blackHole();
    await expect(queue.enqueue('reply', 'during')).rejects.toThrow();
    await network.heal();
    await sweep(queue, 'after');
    await waitFor(() => seen.includes('after'), { what: 'the job after', timeoutMs: 40_000 });
    const { workers } = await open(`redis://127.0.0.1:${network.port}`);
    network.blackHole();
    const begun = performance.now();
    await workers.drain(200);
    expect(performance.now() - begun).toBeLessThan(4_000);
    await network.heal();
  });

  it('has no connection left of a process that stopped', async () => {
    await using quiet = await startRedis();
    const { queue, workers } = await open(quiet.url);
    await workers.run('filing', 2, async () => ({ kind: 'done' }));
    await workers.drain(5_000);
    await queue.close();
    const asking = new Redis(quiet.url);
    const others = async (): Promise<number> =>
      String(await asking.client('LIST'))
        .trim()
        .split('\n').length - 1;
    await waitFor(async () => (await others()) === 0, { what: 'the end of every connection' });
    asking.disconnect();
  });

  it('is named when nobody answers, and an unfit one is refused with the remedy', async () => {
    expect(await checkRedis(redis.url)).toMatchObject({ kind: 'fit', warnings: [] });
    await using evicting = await startRedis({
      settings: { 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' },
    });
    await expect(openQueue({ mode: 'redis', url: evicting.url })).rejects.toThrow(/noeviction/);
    await using forgetful = await startRedis({ settings: { appendonly: 'no' } });
    expect(await checkRedis(forgetful.url)).toMatchObject({
      kind: 'fit',
      warnings: [expect.stringContaining('appendonly yes')],
    });
    const { queue, warnings } = await openQueue({ mode: 'redis', url: forgetful.url });
    expect(warnings).toHaveLength(1);
    await queue.close();
    const stranger = redis.url.replace('redis://', 'redis://stranger:guess@');
    const refused = await checkRedis(stranger);
    expect(refused.kind).toBe('unreachable');
    expect(refused).toHaveProperty('problem', expect.stringContaining('user and password'));
    const { url } = evicting;
    await evicting.stop();
    await expect(openQueue({ mode: 'redis', url })).rejects.toThrow(/REDIS_URL/);
  });
});
