/**
 * Waits for conditions instead of fixed pauses: a test goes on as soon as what it needs is true, and
 * fails with the name of what never came.
 */

export interface WaitOptions {
  /** Milliseconds until the wait fails. Default 10,000. */
  readonly timeoutMs?: number;
  /** What is awaited, as it should read in a failure: "the reply in INBOX". */
  readonly what: string;
  /** Milliseconds between two looks. Default 20. */
  readonly everyMs?: number;
}

type Awaited<T> = Exclude<T, undefined | null | false>;

/**
 * Resolves with the first value of `condition` that is not `undefined`, `null` or `false`.
 *
 * A condition that throws counts as "not yet"; its last error is the cause of the failure.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions,
): Promise<Awaited<T>> {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const end = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) return value as Awaited<T>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= end) {
      const cause = lastError === undefined ? {} : { cause: lastError };
      throw new Error(`waited ${timeoutMs} ms in vain for ${options.what}`, cause);
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 20));
  }
}
