import { describe, expect, it } from 'vitest';
import { judgeRedis } from '../../../src/queue/check-redis.js';
import { checkRedis, openQueue, QueueSetupError } from '../../../src/queue/index.js';

const info = (facts: Record<string, string>): string =>
  ['# Server', ...Object.entries(facts).map(([name, value]) => `${name}:${value}`)].join('\r\n');
const FIT = { redis_version: '7.0.15', maxmemory_policy: 'noeviction', aof_enabled: '1' };

describe('a Redis server', () => {
  it.each(['6.2.0', '6.10.1', '7.0.15', '10.0.0'])('may be version %s', (redis_version) => {
    expect(judgeRedis(info({ ...FIT, redis_version }))).toEqual({
      kind: 'fit',
      version: redis_version,
      warnings: [],
    });
  });

  it.each(['6.0.20', '5.9.9', '6.1.9', 'unstable'])('is refused at version %s', (redis_version) => {
    expect(judgeRedis(info({ ...FIT, redis_version })).kind).toBe('unfit');
  });

  it('is refused, with the setting to change, when it may throw jobs away', () => {
    const judged = judgeRedis(info({ ...FIT, maxmemory_policy: 'volatile-lru' }));
    expect(judged).toHaveProperty(
      'problem',
      expect.stringContaining('maxmemory-policy noeviction'),
    );
  });

  it('is fit, with a warning, when it keeps no append-only file', () => {
    const judged = judgeRedis(info({ ...FIT, aof_enabled: '0' }));
    expect(judged).toMatchObject({
      kind: 'fit',
      warnings: [expect.stringContaining('appendonly')],
    });
  });

  it('that does not answer is named by its setting', async () => {
    const check = await checkRedis('redis://127.0.0.1:1', 1_000);
    expect(check).toHaveProperty('problem', expect.stringContaining('check REDIS_URL'));
    await expect(openQueue({ mode: 'redis', url: 'redis://127.0.0.1:1' })).rejects.toBeInstanceOf(
      QueueSetupError,
    );
  });
});
