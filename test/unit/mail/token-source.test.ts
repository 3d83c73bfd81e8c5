import { describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer, HttpPost } from '../../../src/mail/http-post.js';
import { createTokenSource, type TokenOptions } from '../../../src/mail/token-source.js';

const BASE: TokenOptions = {
  provider: 'custom',
  tokenUrl: 'https://login.example/token',
  clientId: 'client',
  clientSecret: 'secret',
  refreshToken: 'refresh-1',
};

/** A token server of answers given beforehand, with what it was asked. */
function tokenServer(...answers: (HttpAnswer | Error)[]) {
  const asked: { url: string; form: URLSearchParams }[] = [];
  const post: HttpPost = async (url, form) => {
    asked.push({ url: url.href, form: new URLSearchParams(form) });
    await new Promise((resolve) => setImmediate(resolve));
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error)
      throw answer ?? new Error('no more answers');
    return answer;
  };
  return { post, asked };
}
const json = (body: object, status = 200, retryAfter?: string): HttpAnswer => ({
  status,
  retryAfter,
  body: JSON.stringify(body),
});
const token = (name: string, more: object = {}) =>
  json({ access_token: name, expires_in: 3600, ...more });
const failure = (status: number, error: string, retryAfter?: string) =>
  json({ error }, status, retryAfter);

describe('an access token', () => {
  it('is asked for once, however many need it, and kept until it is nearly over', async () => {
    const server = tokenServer(token('a'), token('b'));
    let now = 0;
    const source = createTokenSource({ ...BASE, post: server.post, now: () => now });
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
    const source = createTokenSource({ ...BASE, post: server.post });
    await source.get();
    expect(await source.get(true)).toBe('b');
    expect(server.asked[1]?.form.get('refresh_token')).toBe('refresh-2');
  });

  it.each([
    ['google', 'https://oauth2.googleapis.com/token', null],
    ['microsoft', 'https://login.microsoftonline.com/clinic/oauth2/v2.0/token', 'offline_access'],
  ] as const)('of %s comes from its own address', async (provider, url, scope) => {
    const server = tokenServer(token('a'));
    await createTokenSource({ ...BASE, provider, tenant: 'clinic', post: server.post }).get();
    expect(server.asked[0]?.url).toBe(url);
    if (scope !== null) expect(server.asked[0]?.form.get('scope')).toContain(scope);
  });

  it.each<[string, HttpAnswer | Error, object]>([
    ['a revoked grant', failure(400, 'invalid_grant'), { kind: 'authentication' }],
    ['a wrong secret', failure(401, 'invalid_client'), { kind: 'authentication' }],
    [
      'too many requests',
      failure(429, 'slow_down', '7'),
      { kind: 'throttled', retryAfterMs: 7000 },
    ],
    ['a broken server', failure(500, 'server_error'), { kind: 'connection' }],
    ['no network', new Error('ECONNREFUSED'), { kind: 'connection' }],
    ['an answer without token', json({}), { kind: 'connection' }],
  ])('%s is told apart', async (_what, answer, expected) => {
    const server = tokenServer(answer, token('later'));
    const source = createTokenSource({ ...BASE, post: server.post });
    await expect(source.get()).rejects.toMatchObject(expected);
    expect(await source.get()).toBe('later');
  });

  it('comes over HTTP from a server on this machine', async () => {
    const server = createServer((request, response) => {
      let form = '';
      request.on('data', (piece: Buffer) => (form += piece.toString()));
      request.on('end', () => {
        const ok = request.method === 'POST' && form.includes('refresh_token=refresh-1');
        response
          .writeHead(ok ? 200 : 400, { 'content-type': 'application/json' })
          .end('{"access_token":"real","expires_in":60}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const source = createTokenSource({ ...BASE, tokenUrl: `http://127.0.0.1:${port}/token` });
    expect(await source.get()).toBe('real');
    server.close();
    server.closeAllConnections();
    await expect(source.get(true)).rejects.toMatchObject({ kind: 'connection' });
  });

  it('is never asked for in clear text', () => {
    expect(() => createTokenSource({ ...BASE, tokenUrl: 'http://login.example/token' })).toThrow(
      /https/,
    );
    expect(() => createTokenSource({ ...BASE, tokenUrl: 'nonsense' })).toThrow(/token URL/);
  });
});
