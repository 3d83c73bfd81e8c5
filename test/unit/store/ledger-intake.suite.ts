import { describe, expect, it } from 'vitest';
import { letter, MAILBOX, received, UIDVALIDITY } from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

export function intakeTests(get: GetLedger): void {
  describe('a letter that comes in', () => {
    it('is written once, with its bytes and a line in the trail', async () => {
      const { ledger } = get();
      const arrival = letter('first', 7);
      expect(await ledger.receive(arrival)).toEqual({ kind: 'new', id: arrival.id });
      expect(await ledger.get(arrival.id)).toEqual({
        id: arrival.id,
        caseId: arrival.id,
        revision: 1,
        mailbox: MAILBOX,
        logicalKey: arrival.logicalKey,
        state: 'received',
        attempts: 0,
        receivedAt: arrival.now,
        updatedAt: arrival.now,
      });
      expect(Buffer.from((await ledger.rawMail(arrival.id)) ?? [])).toEqual(arrival.raw);
      expect((await ledger.events(arrival.id)).map((line) => line.event)).toEqual(['received']);
    });

    it('is known when the same UID is offered again', async () => {
      const { ledger } = get();
      await ledger.receive(letter('first', 7));
      expect(await ledger.receive(letter('first', 7))).toEqual({
        kind: 'known',
        id: letter('first', 7).id,
      });
      expect(await ledger.events(letter('first', 7).id)).toHaveLength(1);
    });

    it('is a duplicate when the same content lies there under a new UID', async () => {
      const { ledger } = get();
      await ledger.receive(letter('first', 7));
      expect(await ledger.receive(letter('first', 8))).toEqual({
        kind: 'duplicate',
        id: letter('first', 7).id,
      });
      expect((await ledger.counts()).received).toBe(1);
    });

    it('is a duplicate when UIDVALIDITY changed and the old letters came back', async () => {
      const { ledger } = get();
      await ledger.receive(letter('first', 7));
      const again = await ledger.receive(letter('first', 1, { uidValidity: '99' }));
      expect(again.kind).toBe('duplicate');
    });

    it('is two cases when one Message-ID came with two texts', async () => {
      const { ledger } = get();
      expect((await ledger.receive(letter('text one', 7))).kind).toBe('new');
      expect((await ledger.receive(letter('text two', 8))).kind).toBe('new');
      expect((await ledger.counts()).received).toBe(2);
    });

    it('is written once when two pollers see it in the same instant', async () => {
      const { ledger } = get();
      const receipts = await Promise.all(
        Array.from({ length: 6 }, () => ledger.receive(letter('raced', 9))),
      );
      expect(receipts.filter((receipt) => receipt.kind === 'new')).toHaveLength(1);
      expect(receipts.filter((receipt) => receipt.kind === 'known')).toHaveLength(5);
    });

    it('is one new case and otherwise duplicates when six UIDs of it are seen at once', async () => {
      const { ledger } = get();
      const receipts = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((uid) => ledger.receive(letter('copied', uid))),
      );
      expect(receipts.map((receipt) => receipt.kind).sort()).toEqual([
        ...Array<string>(5).fill('duplicate'),
        'new',
      ]);
    });

    it('has no bytes when it was over the size cap and was not fetched', async () => {
      const { ledger } = get();
      const { raw: _unfetched, ...arrival } = letter('huge', 3, { size: 30_000_000 });
      await ledger.receive(arrival);
      expect(await ledger.rawMail(arrival.id)).toBeUndefined();
      expect((await ledger.get(arrival.id))?.state).toBe('received');
    });

    it('keeps every byte, NUL and 8-bit ones too', async () => {
      const { ledger } = get();
      const raw = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
      const { id } = await ledger.receive(letter('binary', 4, { raw }));
      expect(Uint8Array.from((await ledger.rawMail(id)) ?? [])).toEqual(raw);
    });

    it('counts as sighted for its own mailbox and UIDVALIDITY only', async () => {
      const { ledger } = get();
      await received(ledger, 'one', 4_294_967_295);
      await received(ledger, 'two', 12);
      await ledger.receive(letter('three', 13, { uidValidity: '99' }));
      await ledger.receive(letter('four', 14, { mailbox: 'other/INBOX' }));
      expect(await ledger.sightedUids(MAILBOX, UIDVALIDITY)).toEqual(new Set([4_294_967_295, 12]));
      expect(await ledger.sightedUids(MAILBOX, '1')).toEqual(new Set());
    });
  });
}
