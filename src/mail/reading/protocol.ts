import { z } from 'zod';
import type { ReadingLimits } from './limits.js';

/* What goes between the program and its reading processes. The answer is checked: the process that wrote it
 * has just eaten a stranger's bytes. */

export interface ReadRequest {
  readonly id: number;
  readonly raw: Uint8Array;
  readonly limits: ReadingLimits;
}

const mail = z.object({
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  from: z.array(z.string()),
  replyTo: z.array(z.string()),
  subject: z.string(),
  messageId: z.string().optional(),
  inReplyTo: z.array(z.string()),
  references: z.array(z.string()),
  contentType: z.string(),
  reportType: z.string().optional(),
  text: z.string(),
  remarks: z.array(z.string()),
});

export const childMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('read'), id: z.number(), mail }),
  z.object({
    kind: z.literal('unreadable'),
    id: z.number(),
    code: z.string(),
    detail: z.string().max(80).optional(),
  }),
]);

export type ChildMessage = z.infer<typeof childMessage>;
