import { describe, expect, it } from 'vitest';
import { asMailboxError } from '../../../src/mail/imap/errors.js';

const SERVER = { host: 'imap.clinic.example', port: 993, security: 'tls' as const };
const problem = (facts: object) =>
  asMailboxError(Object.assign(new Error('Command failed'), facts), SERVER);

describe('what an IMAP failure means', () => {
  it.each<[string, object, object]>([
    [
      'a wrong password',
      { authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' },
      { kind: 'authentication' },
    ],
    [
      'a refusal without code',
      { authenticationFailed: true, responseText: 'LOGIN failed' },
      { kind: 'authentication' },
    ],
    [
      'too many sessions',
      { authenticationFailed: true, responseText: 'Too many simultaneous connections' },
      { kind: 'throttled' },
    ],
    ['a limit', { authenticationFailed: true, serverResponseCode: 'LIMIT' }, { kind: 'throttled' }],
    [
      'a server that cannot check passwords now',
      { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' },
      { kind: 'connection' },
    ],
    [
      'throttling with a time',
      { code: 'ETHROTTLE', throttleReset: 92_415 },
      { kind: 'throttled', retryAfterMs: 92_415 },
    ],
    ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, { kind: 'configuration' }],
    ['no STARTTLS', { tlsFailed: true }, { kind: 'configuration' }],
    ['a refused connection', { code: 'ECONNREFUSED' }, { kind: 'connection' }],
    ['anything else', {}, { kind: 'connection' }],
  ])('%s', (_what, facts, expected) => {
    expect(problem(facts)).toMatchObject(expected);
  });

  it('the words of the server, which may name the account, stay out', () => {
    const { message } = problem({
      authenticationFailed: true,
      responseText: 'no such user dana.field@clinic.example',
      code: 'dana@x',
    });
    expect(message).not.toContain('dana');
    expect(message).toContain('imap.clinic.example:993');
  });
});
