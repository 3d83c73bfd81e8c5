import { describe, expect, it } from 'vitest';
import { explainReason, reason, REASONS } from '../../../src/consultation/reasons.js';

describe('the table of reasons', () => {
  it.each(Object.entries(REASONS))(
    '%s says what happened and what to do, in whole sentences',
    (code, wording) => {
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(wording.operator).toMatch(/^[A-Z].*\.$/);
      expect(wording.nextStep).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('a code of an older version still has words', () => {
    expect(explainReason('gone-since').operator).toContain('gone-since');
    expect(explainReason('empty')).toBe(REASONS.empty);
  });

  it('carries detail only when there is some', () => {
    expect(reason('empty')).toEqual({ code: 'empty' });
    expect(reason('sender-not-authenticated', 'dmarc=fail')).toEqual({
      code: 'sender-not-authenticated',
      detail: 'dmarc=fail',
    });
  });
});
