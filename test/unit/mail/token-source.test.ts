import { describe, expect, it } from 'vitest';
import { createTokenSource, type TokenOptions } from '../../../src/mail/token-source.js';

const BASE: TokenOptions = {
  provider: 'custom',
  tokenUrl: 'https://login.example/token',
  clientId: 'client',
  clientSecret: 'secret',
  refreshToken: 'refresh-1',
};

/** A token server of answers given beforehand, with what it was asked. */
function tokenServer(...answers: (Response | Error)[]) {
  const asked: { url: string; form: URLSearchParams }[] = [];
  const fetch: NonNullable<TokenOptions['fetch']> = async (url, init) => {
    asked.push({
      url: url instanceof URL ? url.href : 'not a URL',
      form: new URLSearchParams(init?.body as string),
    });
    await new Promise((resolve) => setImmediate(resolve));
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error)
      throw answer ?? new Error('no more answers');
    return answer;
  };
  return { fetch, asked };
}
const token = (name: string, more: object = {}) =>
  Response.json({ access_token: name, expires_in: 3600, ...more });
const failure = (status: number, error: string, headers: Record<string, string> = {}) =>
  Response.json({ error }, { status, headers });

describe('an access token', () => {
  it('is asked for once, however many need it, and kept until it is nearly over', async () => {
    const server = tokenServer(token('a'), token('b'));
    let now = 0;
    const source = createTokenSource({ ...BASE, fetch: server.fetch, now: () => now });
    expect(await Promise.all([source.get(), source.get(), source.get()])).toEqual(['a', 'a', 'a']);
    now = 54 * 60_000;
    expect(await source.get()).toBe('a');
    now = 56 * 60_000;
    expect(await source.get()).toBe('b');
    expect(server.asked).toHaveLength(2);
    expect(Object.fromEntries(server.asked[0]?.form ?? [])).toEqual({
      grant_type: 'refresh_token',
      client_id: 'client',
      client_secret: 'secret',
      refresh_token: 'refresh-1',
    });
  });

  it('is renewed on demand, with the newest refresh token', async () => {
    const server = tokenServer(token('a', { refresh_token: 'refresh-2' }), token('b'));
    const source = createTokenSource({ ...BASE, fetch: server.fetch });
    await source.get();
    expect(await source.get(true)).toBe('b');
    expect(server.asked[1]?.form.get('refresh_token')).toBe('refresh-2');
  });

  it.each([
    ['google', 'https://oauth2.googleapis.com/token', null],
    ['microsoft', 'https://login.microsoftonline.com/clinic/oauth2/v2.0/token', 'offline_access'],
  ] as const)('of %s comes from its own address', async (provider, url, scope) => {
    const server = tokenServer(token('a'));
    await createTokenSource({ ...BASE, provider, tenant: 'clinic', fetch: server.fetch }).get();
    expect(server.asked[0]?.url).toBe(url);
    if (scope !== null) expect(server.asked[0]?.form.get('scope')).toContain(scope);
  });

  it.each<[string, Response | Error, object]>([
    ['a revoked grant', failure(400, 'invalid_grant'), { kind: 'authentication' }],
    ['a wrong secret', failure(401, 'invalid_client'), { kind: 'authentication' }],
    [
      'too many requests',
      failure(429, 'slow_down', { 'retry-after': '7' }),
      { kind: 'throttled', retryAfterMs: 7000 },
    ],
    ['a broken server', failure(500, 'server_error'), { kind: 'connection' }],
    ['no network', new Error('ECONNREFUSED'), { kind: 'connection' }],
    ['an answer without token', Response.json({}), { kind: 'connection' }],
  ])('%s is told apart', async (_what, answer, expected) => {
    const server = tokenServer(answer, token('later'));
    const source = createTokenSource({ ...BASE, fetch: server.fetch });
    await expect(source.get()).rejects.toMatchObject(expected);
    expect(await source.get()).toBe('later');
  });

  it('is never asked for in clear text', () => {
    expect(() => createTokenSource({ ...BASE, tokenUrl: 'http://login.example/token' })).toThrow(
      /https/,
    );
    expect(() => createTokenSource({ ...BASE, tokenUrl: 'nonsense' })).toThrow(/token URL/);
  });
});
