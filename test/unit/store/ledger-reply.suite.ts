import { describe, expect, it } from 'vitest';
import {
  claimed,
  determined,
  frozen,
  hash,
  LEASE_MS,
  minutes,
  NOW,
  received,
  reply,
  sent,
} from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

export function replyTests(get: GetLedger): void {
  describe('a reply', () => {
    it('is frozen once, byte for byte, and moves its case to answering', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'frozen', 1);
      const lease = await determined(ledger, id);
      const entry = await ledger.freezeReply(lease, reply(id), NOW);
      expect(entry).toMatchObject({ ...reply(id), phase: 'rendered', attempts: 0 });
      expect((await ledger.get(id))?.state).toBe('answering');

      const other = { ...reply(id), raw: Buffer.from('other words') };
      const again = await ledger.freezeReply(lease, other, NOW);
      expect(again?.raw).toEqual(reply(id).raw);
      expect(await ledger.outboxEntry(id)).toEqual(entry);
      expect((await ledger.events(id)).filter(({ event }) => event === 'answering')).toHaveLength(
        1,
      );
    });

    it('is not frozen by a worker that lost the case, nor before there is an answer', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'not yet', 1);
      expect(await ledger.freezeReply(await claimed(ledger, id), reply(id), NOW)).toBeUndefined();
      const other = await received(ledger, 'lost', 2);
      const lost = await determined(ledger, other);
      await ledger.claim(other, 'second', LEASE_MS, minutes(2));
      expect(await ledger.freezeReply(lost, reply(other), minutes(2))).toBeUndefined();
      expect(await ledger.outboxEntry(other)).toBeUndefined();
    });

    it('goes through its phases, counts attempts and keeps the last answer of the server', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'phases', 1);
      const lease = await frozen(ledger, id);
      expect(await ledger.setPhase(lease, ['rendered'], 'sending', NOW)).toBe(true);
      expect(await ledger.setPhase(lease, ['sending'], 'rendered', NOW, '421 4.3.2')).toBe(true);
      expect(await ledger.setPhase(lease, ['rendered', 'sending'], 'sending', NOW)).toBe(true);
      expect(await ledger.setPhase(lease, ['sending'], 'body-started', NOW)).toBe(true);
      expect(await ledger.setPhase(lease, ['sending'], 'body-started', NOW)).toBe(false);
      expect(await ledger.setPhase(lease, ['body-started'], 'sent', minutes(1), '250 2.0.0')).toBe(
        true,
      );
      expect(await ledger.outboxEntry(id)).toMatchObject({
        phase: 'sent',
        attempts: 2,
        response: '250 2.0.0',
        sentAt: minutes(1),
      });
      expect((await ledger.events(id)).slice(-5).map(({ event }) => event)).toEqual([
        'reply-sending',
        'reply-rendered',
        'reply-sending',
        'reply-body-started',
        'reply-sent',
      ]);
    });

    it('cannot begin its body once another worker has the case', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'overtaken', 1);
      const lost = await frozen(ledger, id);
      await ledger.setPhase(lost, ['rendered'], 'sending', NOW);
      const taken = await ledger.claim(id, 'second', LEASE_MS, minutes(2));
      expect(await ledger.setPhase(lost, ['sending'], 'body-started', minutes(2))).toBe(false);
      expect((await ledger.outboxEntry(id))?.phase).toBe('sending');
      // The second worker may send it: the first never got to the body.
      expect(taken).toBeDefined();
      expect(await ledger.setPhase(taken ?? lost, ['sending'], 'body-started', minutes(2))).toBe(
        true,
      );
    });

    it('begins its body for one of two workers that both believe in their lease', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'raced', 1);
      const first = await frozen(ledger, id);
      await ledger.setPhase(first, ['rendered'], 'sending', NOW);
      const [, second] = await Promise.all([
        ledger.setPhase(first, ['sending'], 'body-started', minutes(2)),
        ledger.claim(id, 'second', LEASE_MS, minutes(2)),
      ]);
      if (second !== undefined) {
        await ledger.setPhase(second, ['sending'], 'body-started', minutes(2));
      }
      const begun = (await ledger.events(id)).filter(({ event }) => event === 'reply-body-started');
      expect(begun).toHaveLength(1);
    });
  });

  describe('the breakers', () => {
    it('count replies whose body went out or may have, by sender, case and in all', async () => {
      const { ledger } = get();
      const [a, b, c, d, e] = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((name, uid) => received(ledger, name, uid + 1)),
      );
      if (!a || !b || !c || !d || !e) throw new Error('five letters');
      await sent(ledger, a, minutes(-10));
      await sent(ledger, b, minutes(-90));
      await sent(ledger, c, minutes(-10), { recipientHash: hash('someone else'), caseId: a });
      const unknown = await frozen(ledger, d);
      await ledger.setPhase(unknown, ['rendered'], 'sending', minutes(-5));
      await ledger.setPhase(unknown, ['sending'], 'body-started', minutes(-5));
      await ledger.setPhase(unknown, ['body-started'], 'unknown', minutes(-4));
      await frozen(ledger, e);
      const query = { recipientHash: hash('dr.lee'), caseId: a, since: minutes(-60) };
      expect(await ledger.countReplies(query)).toEqual({ sender: 2, thread: 2, global: 3 });
      expect(await ledger.countReplies({ ...query, since: minutes(1) })).toEqual({
        sender: 0,
        thread: 0,
        global: 0,
      });
    });

    it('do not count a reply that the server refused', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'refused', 1);
      const lease = await frozen(ledger, id);
      await ledger.setPhase(lease, ['rendered'], 'sending', NOW);
      await ledger.setPhase(lease, ['sending'], 'refused', NOW, '550 5.7.1');
      const counts = await ledger.countReplies({
        recipientHash: hash('dr.lee'),
        caseId: id,
        since: minutes(-60),
      });
      expect(counts.global).toBe(0);
    });
  });
}
