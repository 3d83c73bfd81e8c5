import { describe, expect, it } from 'vitest';
import {
  answered,
  claimed,
  letter,
  MAILBOX,
  NOW,
  received,
  reply,
  sent,
  UIDVALIDITY,
} from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

export function filingTests(get: GetLedger): void {
  describe('letters to file', () => {
    it('are those of finished cases, duplicates too, with one copy for Sent', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'answered', 5);
      await ledger.receive(letter('answered', 9));
      await ledger.receive(letter('answered', 4, { uidValidity: '99' }));
      await received(ledger, 'still open', 6);
      await answered(ledger, id);
      expect(await ledger.filingTasks(MAILBOX, UIDVALIDITY, 10)).toEqual([
        {
          consultationId: id,
          uid: 5,
          state: 'answered',
          sentCopy: { messageId: reply(id).messageId, raw: reply(id).raw },
        },
        { consultationId: id, uid: 9, state: 'answered' },
      ]);
      expect(await ledger.filingTasks(MAILBOX, UIDVALIDITY, 1)).toHaveLength(1);
      expect(await ledger.filingTasks(MAILBOX, '99', 10)).toHaveLength(1);
    });

    it('come without a copy once it lies in Sent, and not at all once filed', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'answered', 5);
      await answered(ledger, id);
      await ledger.markSentCopied(id, NOW);
      await ledger.markSentCopied(id, NOW);
      expect(await ledger.filingTasks(MAILBOX, UIDVALIDITY, 10)).toEqual([
        { consultationId: id, uid: 5, state: 'answered' },
      ]);
      await ledger.markFiled(MAILBOX, UIDVALIDITY, 5, NOW);
      expect(await ledger.filingTasks(MAILBOX, UIDVALIDITY, 10)).toEqual([]);
      expect((await ledger.events(id)).filter(({ event }) => event === 'sent-copied')).toHaveLength(
        1,
      );
    });

    it('include declined and parked ones; a parked one that was told so has its copy', async () => {
      const { ledger } = get();
      const declined = await received(ledger, 'newsletter', 1);
      await ledger.advance(
        await claimed(ledger, declined),
        'received',
        { to: 'declined', reason: { code: 'list-mail' } },
        NOW,
      );
      const parked = await received(ledger, 'unreadable', 2);
      const lease = await sent(ledger, parked);
      await ledger.advance(
        lease,
        'answering',
        { to: 'needs-attention', reason: { code: 'encrypted-attachment' } },
        NOW,
      );
      const tasks = await ledger.filingTasks(MAILBOX, UIDVALIDITY, 10);
      expect(tasks.map(({ state, sentCopy }) => [state, sentCopy !== undefined])).toEqual([
        ['declined', false],
        ['needs-attention', true],
      ]);
    });
  });
}
