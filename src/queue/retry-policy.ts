/** How long to wait before the next attempt at a job whose handler failed. Times in milliseconds. */
export interface RetryPolicy {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** Share of the delay that is left to chance, 0 to 1, so that failures together do not retry together. */
  readonly jitter: number;
  /** Attempts before the job is dropped; the ledger row stays due and the sweeper starts over. */
  readonly attempts: number;
}

/** About 1 s, 3 s, 9 s, 27 s, 81 s: through a restart of any store, and then the sweeper's pace. */
export const DEFAULT_RETRY: RetryPolicy = {
  firstMs: 1_000,
  factor: 3,
  maxMs: 300_000,
  jitter: 0.3,
  attempts: 6,
};

/** Delay after the `attempt`-th failure, counted from 1. `random` is in [0, 1). */
export function retryDelay(
  attempt: number,
  random: number,
  policy: RetryPolicy = DEFAULT_RETRY,
): number {
  const exponent = Math.max(0, attempt - 1);
  const full = Math.min(policy.maxMs, policy.firstMs * policy.factor ** exponent);
  return Math.round(full * (1 - policy.jitter * random));
}

/** SQLSTATE classes that no second attempt cures: bad data, broken constraint, wrong statement. */
const PERMANENT_SQL_CLASSES = new Set(['22', '23', '42']);

/** Of those, the ones that a second attempt does cure: two workers met on one key. */
const TRANSIENT_SQL_STATES = new Set(['23505']);

/**
 * Whether trying again can help. An error that says `permanent: true` (nodemailer's convention) is believed;
 * an SQLSTATE is judged by its class; anything unknown is transient, because a needless attempt costs
 * seconds and a needless stop costs a case.
 */
export function isPermanent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('permanent' in error && typeof error.permanent === 'boolean') return error.permanent;
  if (!('code' in error) || typeof error.code !== 'string') return false;
  if (!/^[0-9A-Z]{5}$/.test(error.code) || TRANSIENT_SQL_STATES.has(error.code)) return false;
  return PERMANENT_SQL_CLASSES.has(error.code.slice(0, 2));
}
