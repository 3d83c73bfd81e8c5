import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/*
 * The mark that our replies carry, so that we know them when a forwarding rule brings them back. Some
 * providers replace the Message-ID, so the mark proves itself.
 */

export const LOOP_MARK_HEADER = 'X-CaseConsultant-Loop';

const FORM = /^v1\.([0-9a-f]{16})\.([0-9a-f]{32})$/;

export function loopMark(secret: string, messageId: string): string {
  const seed = createHash('sha256').update(messageId).digest('hex').slice(0, 16);
  return `v1.${seed}.${proof(secret, seed)}`;
}

export function isOwnLoopMark(secret: string, value: string): boolean {
  const [, seed, given] = FORM.exec(value.trim()) ?? [];
  if (seed === undefined || given === undefined) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(proof(secret, seed)));
}

function proof(secret: string, seed: string): string {
  return createHmac('sha256', secret).update(`loop:${seed}`).digest('hex').slice(0, 32);
}
