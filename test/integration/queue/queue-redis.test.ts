import { afterAll } from 'vitest';
import { describeWith, startRedis, type RedisServer } from '../../helpers/servers/index.js';
import { queueSuite } from '../../unit/queue/queue-suite.js';

describeWith(['redis'], 'the queue on Redis', () => {
  let server: RedisServer | undefined;
  afterAll(async () => server?.stop());
  queueSuite(async () => {
    server = await startRedis();
    return { mode: 'redis', url: server.url };
  });
});
