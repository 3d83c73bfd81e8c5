import { describe, expect, it } from 'vitest';
import type { Ledger, OutboxPhase } from '../../../src/consultation/ports.js';
import {
  answered,
  claimed,
  frozen,
  hash,
  letter,
  MAILBOX,
  minutes,
  NOW,
  received,
  reply,
  screened,
  sent,
  UIDVALIDITY,
} from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

const PARKED = { to: 'needs-attention', reason: { code: 'reply-refused' } } as const;

/** A case that was parked while its reply stood in this phase. */
async function parkedIn(
  ledger: Ledger,
  name: string,
  uid: number,
  phase: OutboxPhase,
): Promise<string> {
  const id = await received(ledger, name, uid);
  const lease = await frozen(ledger, id);
  if (phase !== 'rendered') await ledger.setPhase(lease, ['rendered'], phase, NOW);
  await ledger.advance(lease, 'answering', PARKED, NOW);
  return id;
}

export function retentionTests(get: GetLedger): void {
  describe('a parked case that is tried again', () => {
    it('starts from the letter when no reply was frozen', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'unreadable', 1);
      const lease = await claimed(ledger, id);
      await ledger.advance(lease, 'received', screened('another case', 4), NOW);
      await ledger.advance(lease, 'screened', PARKED, NOW);
      expect(await ledger.retry(id, minutes(1))).toBe(true);
      const row = await ledger.get(id);
      expect(row).toMatchObject({ state: 'received', caseId: id, revision: 1, attempts: 0 });
      expect(row).not.toHaveProperty('reason');
      expect(row).not.toHaveProperty('mail');
      expect(await ledger.due(minutes(1), 0, 10)).toEqual([{ id, stage: 'extraction' }]);
      expect((await ledger.events(id)).at(-1)?.event).toBe('retried');
    });

    it.each(['rendered', 'sending', 'refused'] as const)(
      'sends the frozen reply when it was %s',
      async (phase) => {
        const { ledger } = get();
        const id = await parkedIn(ledger, phase, 1, phase);
        expect(await ledger.retry(id, minutes(1))).toBe(true);
        expect((await ledger.get(id))?.state).toBe('answering');
        expect((await ledger.outboxEntry(id))?.phase).toBe('rendered');
      },
    );

    it.each(['body-started', 'sent', 'unknown'] as const)(
      'stays parked when its reply was %s and may be out',
      async (phase) => {
        const { ledger } = get();
        const id = await parkedIn(ledger, phase, 1, phase);
        expect(await ledger.retry(id, minutes(1))).toBe(false);
        expect((await ledger.get(id))?.state).toBe('needs-attention');
      },
    );

    it('is only one that was parked or declined', async () => {
      const { ledger } = get();
      const open = await received(ledger, 'open', 1);
      expect(await ledger.retry(open, NOW)).toBe(false);
      const done = await received(ledger, 'done', 2);
      await answered(ledger, done);
      expect(await ledger.retry(done, NOW)).toBe(false);
      expect(await ledger.retry('nobody', NOW)).toBe(false);
    });
  });

  describe('after the time of retention', () => {
    it('the content of finished cases is gone and their keys and times stay', async () => {
      const { ledger, sql } = get();
      const id = await received(ledger, 'old', 1);
      await answered(ledger, id);
      expect(await ledger.purge(minutes(1), minutes(2))).toBe(1);
      const row = await ledger.get(id);
      expect(row).toMatchObject({ state: 'answered', senderHash: hash('dr.lee') });
      for (const field of ['mail', 'documentation', 'answer'])
        expect(row).not.toHaveProperty(field);
      expect(await ledger.rawMail(id)).toBeUndefined();
      expect(await ledger.outboxEntry(id)).toBeUndefined();
      const kept = await sql('select row_to_json(o)::text as o from caseconsultant.outbox o');
      expect(JSON.stringify(kept.rows)).not.toContain('dr.lee@');
      expect(await ledger.purge(minutes(1), minutes(3))).toBe(0);
    });

    it('the same letter is still a duplicate and its reply is still recognised', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'old', 1);
      await answered(ledger, id);
      await ledger.purge(minutes(1), minutes(2));
      expect(await ledger.receive(letter('old', 77))).toEqual({ kind: 'duplicate', id });
      expect((await ledger.findCase([reply(id).messageId]))?.caseId).toBe(id);
      const tasks = await ledger.filingTasks(MAILBOX, UIDVALIDITY, 10);
      expect(tasks.every((task) => task.sentCopy === undefined)).toBe(true);
    });

    it('open and recent cases keep everything', async () => {
      const { ledger } = get();
      const open = await received(ledger, 'open', 1);
      await sent(ledger, open);
      const recent = await received(ledger, 'recent', 2);
      await answered(ledger, recent);
      expect(await ledger.purge(NOW, minutes(2))).toBe(0);
      expect(await ledger.rawMail(open)).toBeDefined();
      expect(await ledger.rawMail(recent)).toBeDefined();
    });

    it('a parked case without content cannot be tried again', async () => {
      const { ledger } = get();
      const id = await parkedIn(ledger, 'parked', 1, 'rendered');
      await ledger.purge(minutes(1), minutes(2));
      expect(await ledger.retry(id, minutes(3))).toBe(false);
    });

    it('goes through any number of cases', async () => {
      const { ledger, sql } = get();
      await sql(`insert into caseconsultant.consultations
        (id, case_id, revision, mailbox, logical_key, size, state, received_at, updated_at)
        select 'x' || n, 'x' || n, 1, 'm', 'k' || n, 1, 'declined', '2026-01-01Z', '2026-01-01Z'
        from generate_series(1, 450) n`);
      expect(await ledger.purge(NOW, NOW)).toBe(450);
    });
  });
}
