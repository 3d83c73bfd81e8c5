import { describe, expect, it } from 'vitest';
import {
  ANSWER,
  determined,
  DOCUMENTATION,
  frozen,
  LEASE_MS,
  letter,
  MAILBOX,
  minutes,
  NOW,
  received,
  reply,
  screened,
  UIDVALIDITY,
} from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

/** Steps that the ledger takes in one statement, so that a worker need not ask twice. */
export function togetherTests(get: GetLedger): void {
  describe('several steps as one', () => {
    it('hand over the row and the letter with the lease, while the letter is unread', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'taken', 1);
      const claim = await ledger.take(id, 'worker', LEASE_MS, NOW);
      expect(claim?.lease).toEqual({ id, owner: 'worker', until: minutes(1) });
      expect(claim?.consultation).toEqual(await ledger.get(id));
      expect(Buffer.from(claim?.raw ?? [])).toEqual(letter('taken', 1).raw);
      expect(await ledger.take(id, 'other', LEASE_MS, NOW)).toBeUndefined();
    });

    it('leave what a later state does not need where it is', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'decided', 1);
      await ledger.release(await determined(ledger, id));
      const claim = await ledger.take(id, 'worker', LEASE_MS, NOW);
      expect(claim?.raw).toBeUndefined();
      expect(claim?.consultation.documentation).toBeUndefined();
      expect(claim?.consultation.answer).toEqual(ANSWER);
    });

    it('write moves with their own times, in order, or none of them', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'moved', 1);
      const claim = await ledger.take(id, 'worker', LEASE_MS, NOW);
      if (claim === undefined) throw new Error('no lease');
      const moves = [
        { next: screened(id), at: minutes(1) },
        { next: { to: 'documented', documentation: DOCUMENTATION }, at: minutes(2) },
        { next: { to: 'determined', answer: ANSWER }, at: minutes(3) },
      ] as const;
      expect(await ledger.advanceThrough(claim.lease, 'screened', moves)).toBe(false);
      const stranger = { ...claim.lease, owner: 'stranger' };
      expect(await ledger.advanceThrough(stranger, 'received', moves)).toBe(false);
      expect(await ledger.events(id)).toHaveLength(1);
      expect(await ledger.advanceThrough(claim.lease, 'received', moves)).toBe(true);
      expect((await ledger.events(id)).slice(1).map(({ event, at }) => [event, at])).toEqual([
        ['screened', minutes(1)],
        ['documented', minutes(2)],
        ['determined', minutes(3)],
      ]);
      expect(await ledger.get(id)).toMatchObject({
        state: 'determined',
        documentation: DOCUMENTATION,
        answer: ANSWER,
        updatedAt: minutes(3),
      });
    });

    it('freeze a reply as begun, its attempt counted', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'begun', 1);
      const lease = await determined(ledger, id);
      const entry = await ledger.freezeReply(lease, reply(id), NOW, true);
      expect(entry).toMatchObject({ phase: 'sending', attempts: 1 });
      expect(await ledger.outboxEntry(id)).toEqual(entry);
      expect((await ledger.events(id)).slice(-2).map(({ event }) => event)).toEqual([
        'answering',
        'reply-sending',
      ]);
    });

    it('conclude a reply and its case, only for whoever holds it and after its body began', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'concluded', 1);
      const lease = await frozen(ledger, id);
      const next = { to: 'answered' } as const;
      expect(await ledger.conclude(lease, next, NOW, '250')).toBe(false);
      await ledger.setPhase(lease, ['rendered'], 'sending', NOW);
      await ledger.setPhase(lease, ['sending'], 'body-started', NOW);
      const stranger = { ...lease, owner: 'stranger' };
      expect(await ledger.conclude(stranger, next, NOW, '250')).toBe(false);
      expect((await ledger.get(id))?.state).toBe('answering');
      expect(await ledger.conclude(lease, next, minutes(1), '250 2.0.0')).toBe(true);
      expect(await ledger.get(id)).toMatchObject({ state: 'answered', updatedAt: minutes(1) });
      expect(await ledger.outboxEntry(id)).toMatchObject({
        phase: 'sent',
        response: '250 2.0.0',
        sentAt: minutes(1),
      });
      expect((await ledger.events(id)).slice(-2).map(({ event }) => event)).toEqual([
        'reply-sent',
        'answered',
      ]);
      expect(await ledger.conclude(lease, next, NOW, '250')).toBe(false);
    });

    it('answer for the letters that are asked about', async () => {
      const { ledger } = get();
      await received(ledger, 'one', 5);
      await received(ledger, 'two', 6);
      expect(await ledger.sightedUids(MAILBOX, UIDVALIDITY, [6, 7])).toEqual(new Set([6]));
      expect(await ledger.sightedUids(MAILBOX, UIDVALIDITY, [])).toEqual(new Set());
    });
  });
}
