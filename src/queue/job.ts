import { createHash } from 'node:crypto';
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import type { Stage } from '../consultation/states.js';

/** Redis and PostgreSQL hold jobs in clear text: the consultation's id and the schema's version, nothing else. */
export const payloadSchema = z.strictObject({
  v: z.literal(1),
  id: z.string().min(1).max(200),
});
export type Payload = z.infer<typeof payloadSchema>;

export function payloadFor(id: string): Payload {
  return { v: 1, id };
}

/** `namespace` keeps installations (and tests) that share a server apart. */
export function queueName(namespace: string, stage: Stage): string {
  return `${namespace}-${stage}`;
}

/**
 * One job per consultation and stage. A letter first, because BullMQ refuses all-digit ids, and hex, because
 * it refuses some ids with a colon.
 */
export function jobId(stage: Stage, id: string): string {
  return `j${createHash('sha256').update(`${stage}\n${id}`).digest('hex').slice(0, 40)}`;
}

/** The type of back-off that workers resolve with the retry policy. */
export const BACKOFF = 'retry-policy';

/**
 * A finished or given-up job leaves nothing behind: an id that is still there, even a failed one, silently
 * swallows the sweeper's next attempt to add it.
 */
export const JOB_OPTIONS = {
  backoff: { type: BACKOFF },
  removeOnComplete: true,
  removeOnFail: true,
  // Stack traces would be stored beside the job, and messages of libraries may quote their input.
  stackTraceLimit: 0,
} as const satisfies JobsOptions;
