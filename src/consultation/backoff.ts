/**
 * Pause before attempt `attempt` (1 = after the first failure), in milliseconds: doubles from `baseMs` up
 * to `maxMs`, then a jitter of up to a quarter so that many processes do not knock together.
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  random: () => number = Math.random,
): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(full * (0.75 + random() * 0.25));
}
