import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../src/consultation/states.js';
import { jobId, payloadFor, payloadSchema, queueName } from '../../../src/queue/job.js';

describe('a job', () => {
  it('carries the id of its consultation and nothing else', () => {
    expect(payloadFor('c1')).toEqual({ v: 1, id: 'c1' });
    expect(payloadSchema.safeParse({ v: 1, id: 'c1' }).success).toBe(true);
    expect(payloadSchema.safeParse({ v: 1, id: 'c1', subject: 'Case' }).success).toBe(false);
    expect(payloadSchema.safeParse({ v: 2, id: 'c1' }).success).toBe(false);
    expect(payloadSchema.safeParse({ id: 'c1' }).success).toBe(false);
  });

  it('has an id that BullMQ takes, one per stage and consultation', () => {
    const ids = STAGES.flatMap((stage) => ['c1', 'c2', '1:2:3'].map((id) => jobId(stage, id)));
    for (const id of ids) expect(id).toMatch(/^j[0-9a-f]{40}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(jobId('reply', 'c1')).toBe(jobId('reply', 'c1'));
  });

  it('lies in a queue whose name BullMQ takes', () => {
    for (const stage of STAGES) expect(queueName('caseconsultant', stage)).not.toContain(':');
  });
});
