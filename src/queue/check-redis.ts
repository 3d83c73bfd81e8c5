import { Redis } from 'ioredis';

/** BullMQ needs commands of Redis 6.2 (it only warns about older ones and then fails at odd places). */
const OLDEST = { major: 6, minor: 2 };

export type RedisCheck =
  | { readonly kind: 'fit'; readonly version: string; readonly warnings: readonly string[] }
  | { readonly kind: 'unfit'; readonly problem: string }
  | { readonly kind: 'unreachable'; readonly problem: string };

/** Connects once, reads INFO and judges it. `url` is redis:// or rediss:// (TLS). */
export async function checkRedis(url: string, timeoutMs = 5_000): Promise<RedisCheck> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // ioredis raises the cause of a failed connect only here; the promise says "Connection is closed".
  let cause: Error | undefined;
  client.on('error', (error: Error) => {
    cause ??= error;
  });
  try {
    await client.connect();
    return judgeRedis(await client.info());
  } catch (error) {
    const reason = cause ?? error;
    return { kind: 'unreachable', problem: explain(reason) };
  } finally {
    client.disconnect();
  }
}

/** Pure part: what the text of INFO says. */
export function judgeRedis(info: string): RedisCheck {
  const facts = new Map(
    info
      .split(/\r?\n/)
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  // Valkey reports the Redis version that it is compatible with under the same name.
  const version = facts.get('redis_version') ?? 'unknown';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (!(major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor))) {
    return {
      kind: 'unfit',
      problem: `Redis is version ${version}; 6.2 or newer is needed. Upgrade the server that REDIS_URL names.`,
    };
  }
  const policy = facts.get('maxmemory_policy');
  if (policy !== 'noeviction') {
    return {
      kind: 'unfit',
      problem:
        `Redis may throw jobs away: its maxmemory-policy is "${policy ?? 'unknown'}". Set it to "noeviction" ` +
        `(redis.conf: maxmemory-policy noeviction) and start again.`,
    };
  }
  const warnings =
    facts.get('aof_enabled') === '1'
      ? []
      : [
          'Redis keeps no append-only file: after a crash its jobs are gone and the sweeper must add them ' +
            'again from the ledger, which takes up to a minute. Set "appendonly yes" in redis.conf.',
        ];
  return { kind: 'fit', version, warnings };
}

function explain(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : 'unknown reason';
  if (/NOAUTH|WRONGPASS|invalid username-password/i.test(message)) {
    return 'Redis refused the account: check the user and password in REDIS_URL.';
  }
  return `Redis does not answer (${message}): check REDIS_URL and that the server runs.`;
}
