import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY, isPermanent, retryDelay } from '../../../src/queue/index.js';

describe('the pause before the next attempt', () => {
  it('grows with every failure up to its limit', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => retryDelay(attempt, 0));
    expect(pauses).toEqual([1_000, 3_000, 9_000, 27_000, 81_000, 243_000, 300_000, 300_000]);
  });

  it('is shortened by chance, by no more than the jitter', () => {
    expect(retryDelay(2, 0.999)).toBeGreaterThanOrEqual(3_000 * (1 - DEFAULT_RETRY.jitter));
    expect(retryDelay(2, 0.5)).toBe(2_550);
  });
});

describe('a failure', () => {
  const sqlState = (code: string) => Object.assign(new Error('from the database'), { code });

  it.each([
    ['a lost connection', sqlState('08006')],
    ['a server that shuts down', sqlState('57P01')],
    ['a serialization conflict', sqlState('40001')],
    ['two workers on one key', sqlState('23505')],
    ['a refused connect', sqlState('ECONNREFUSED')],
    ['an SMTP 4xx', Object.assign(new Error('busy'), { permanent: false })],
    ['an unknown one', new Error('?')],
    ['something that is no error', 'text'],
  ])('is worth another attempt: %s', (_name, error) => {
    expect(isPermanent(error)).toBe(false);
  });

  it.each([
    ['an SMTP 5xx', Object.assign(new Error('no such user'), { permanent: true })],
    ['a value that does not fit', sqlState('22003')],
    ['a broken reference', sqlState('23503')],
    ['a missing table', sqlState('42P01')],
  ])('is for good: %s', (_name, error) => {
    expect(isPermanent(error)).toBe(true);
  });
});
