import { Redis } from 'ioredis';
import { firstAnswer } from './ports.js';
import { temporaryFolder } from './program.js';
import { locate } from './programs.js';
import { startServer, type RunningServer } from './server.js';

export interface RedisServer extends RunningServer {
  readonly url: string;
  readonly port: number;
  /** Everything gone, as after a restore from nothing: what the product must survive. */
  wipe(): Promise<void>;
}

/**
 * A real Redis set up as production must be: append-only file, no eviction.
 *
 * `settings` are further redis.conf pairs, such as `{ maxmemory: '2mb' }`.
 */
export async function startRedis(
  options: { readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<RedisServer> {
  const { server: command } = locate('redis');
  const dir = temporaryFolder('redis', undefined);
  const settings = {
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    'protected-mode': 'yes',
    ...options.settings,
  };
  const { ports, server } = await startServer<{ main: number }>({
    dir,
    portNames: ['main'],
    plan: ({ main }) => ({
      name: 'redis-server',
      command,
      args: Object.entries({ port: String(main), ...settings }).flatMap(([key, value]) => [
        `--${key}`,
        value,
      ]),
      dir,
      runAs: undefined,
      ready: async () => (await firstAnswer(main, 'PING\r\n')).startsWith('+PONG'),
      stopSignal: 'SIGTERM',
    }),
  });
  const url = `redis://127.0.0.1:${ports.main}`;
  return Object.assign(server, {
    url,
    port: ports.main,
    wipe: async () => {
      const client = new Redis(url, { maxRetriesPerRequest: 1 });
      try {
        await client.flushall();
      } finally {
        client.disconnect();
      }
    },
  });
}
