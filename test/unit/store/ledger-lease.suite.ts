import { describe, expect, it } from 'vitest';
import { RevisionTakenError } from '../../../src/store/index.js';
import {
  ANSWER,
  claimed,
  determined,
  DOCUMENTATION,
  frozen,
  hash,
  LEASE_MS,
  letter,
  MAIL,
  minutes,
  NOW,
  received,
  screened,
  sent,
} from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

export function leaseTests(get: GetLedger): void {
  describe('the right to work on a case', () => {
    it('belongs to one worker at a time', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'leased', 1);
      const leases = await Promise.all(
        ['a', 'b', 'c', 'd'].map((owner) => ledger.claim(id, owner, LEASE_MS, NOW)),
      );
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    it('passes to another worker when its time has run out', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'expired', 1);
      const first = await claimed(ledger, id, 'first');
      expect(await ledger.claim(id, 'second', LEASE_MS, minutes(0.5))).toBeUndefined();
      const second = await ledger.claim(id, 'second', LEASE_MS, minutes(2));
      expect(second).toEqual({ id, owner: 'second', until: minutes(3) });
      expect(await ledger.renew(first, LEASE_MS, minutes(2))).toBe(false);
      expect(await ledger.advance(first, 'received', screened(id), minutes(2))).toBe(false);
      expect((await ledger.get(id))?.state).toBe('received');
    });

    it('can be extended by its holder and given back early', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'renewed', 1);
      const lease = await claimed(ledger, id);
      expect(await ledger.renew(lease, 10 * LEASE_MS, NOW)).toBe(true);
      expect(await ledger.claim(id, 'other', LEASE_MS, minutes(5))).toBeUndefined();
      await ledger.release(lease);
      expect(await ledger.claim(id, 'other', LEASE_MS, minutes(5))).toBeDefined();
      await ledger.release(lease);
      expect(await ledger.claim(id, 'third', LEASE_MS, minutes(5))).toBeUndefined();
    });

    it('is not given for a case that is done, nor for one that does not exist', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'done', 1);
      const lease = await claimed(ledger, id);
      await ledger.advance(
        lease,
        'received',
        { to: 'declined', reason: { code: 'automatic-mail' } },
        NOW,
      );
      expect(await ledger.claim(id, 'other', LEASE_MS, minutes(60))).toBeUndefined();
      expect(await ledger.claim('nobody', 'other', LEASE_MS, NOW)).toBeUndefined();
    });
  });

  describe('a case on its way', () => {
    it('gathers in each state what that state adds', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'whole way', 1);
      await determined(ledger, id);
      expect(await ledger.get(id)).toMatchObject({
        state: 'determined',
        mail: MAIL,
        senderHash: hash('dr.lee'),
        documentation: DOCUMENTATION,
        answer: ANSWER,
      });
      const trail = await ledger.events(id);
      expect(trail.map((line) => line.event)).toEqual([
        'received',
        'screened',
        'documented',
        'determined',
      ]);
      expect(trail.at(-1)?.detail).toBe('query-needed, lines: 0');
    });

    it('keeps a note byte for byte, with NUL, lone surrogates and the order of its fields', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'odd text', 1);
      const lease = await claimed(ledger, id);
      const mail = { ...MAIL, text: 'a\u0000b \ud800 c \u{1f9b4}' };
      await ledger.advance(lease, 'received', { ...screened(id), mail }, NOW);
      const stored = (await ledger.get(id))?.mail;
      expect(JSON.stringify(stored)).toBe(JSON.stringify(mail));
    });

    it('moves only from the state that the worker saw', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'moved', 1);
      const lease = await claimed(ledger, id);
      expect(await ledger.advance(lease, 'received', screened(id), NOW)).toBe(true);
      expect(await ledger.advance(lease, 'received', screened(id), NOW)).toBe(false);
      expect((await ledger.events(id)).map((line) => line.event)).toEqual(['received', 'screened']);
    });

    it('says why it was parked, without its content in the trail', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'parked', 1);
      const lease = await claimed(ledger, id);
      const reason = { code: 'encrypted-attachment', detail: 'application/pdf' };
      await ledger.advance(lease, 'received', { to: 'needs-attention', reason }, NOW);
      expect(await ledger.get(id)).toMatchObject({ state: 'needs-attention', reason });
      expect((await ledger.events(id)).at(-1)?.detail).toBe('encrypted-attachment');
    });

    it('counts failed attempts, waits, and forgets them once it gets on', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'failing', 1);
      expect(
        await ledger.recordFailure(await claimed(ledger, id), 'ECONNREFUSED', minutes(1), NOW),
      ).toBe(1);
      expect(
        await ledger.recordFailure(await claimed(ledger, id), 'timeout\u0000', minutes(5), NOW),
      ).toBe(2);
      expect(await ledger.due(minutes(4), 0, 10)).toEqual([]);
      expect(await ledger.due(minutes(5), 0, 10)).toEqual([{ id, stage: 'extraction' }]);
      await ledger.advance(await claimed(ledger, id), 'received', screened(id), NOW);
      expect((await ledger.get(id))?.attempts).toBe(0);
      expect((await ledger.events(id)).map((line) => line.detail)).toEqual([
        undefined,
        'ECONNREFUSED',
        'timeout',
        'revision 1',
      ]);
    });

    it('does not count a failure of a worker that had lost the case', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'lost', 1);
      const lost = await claimed(ledger, id, 'first');
      await ledger.claim(id, 'second', LEASE_MS, minutes(2));
      expect(await ledger.recordFailure(lost, 'late', minutes(9), minutes(2))).toBe(0);
    });
  });

  describe('a letter that answers our reply', () => {
    it('finds its case by our Message-ID, the nearest one first, with the latest revision', async () => {
      const { ledger } = get();
      const older = await received(ledger, 'older case', 1);
      await sent(ledger, older, NOW, { messageId: '<older@consult.example>' });
      const newer = await received(ledger, 'newer case', 2);
      await sent(ledger, newer, NOW, { messageId: '<newer@consult.example>' });
      const followUp = await received(ledger, 'follow-up', 3);
      const revision = await ledger.nextRevision(newer);
      await ledger.advance(
        await claimed(ledger, followUp),
        'received',
        { ...screened(newer), revision },
        NOW,
      );
      const found = await ledger.findCase(['<newer@consult.example>', '<older@consult.example>']);
      expect(found).toMatchObject({ caseId: newer, latest: { id: followUp, revision: 2 } });
      expect(await ledger.findCase(['<someone@else.example>'])).toBeUndefined();
      expect(await ledger.findCase([])).toBeUndefined();
    });

    it('cannot take a revision number that another one took meanwhile', async () => {
      const { ledger } = get();
      const id = await received(ledger, 'case', 1);
      await frozen(ledger, id);
      const [left, right] = [await received(ledger, 'left', 2), await received(ledger, 'right', 3)];
      const revision = await ledger.nextRevision(id);
      const outcomes = await Promise.allSettled(
        [left, right].map(async (reply) =>
          ledger.advance(
            await claimed(ledger, reply),
            'received',
            { ...screened(id), revision },
            NOW,
          ),
        ),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toBeInstanceOf(RevisionTakenError);
      expect(await ledger.nextRevision(id)).toBe(3);
    });
  });

  describe('an error of the database', () => {
    it('reaches the log without the words of the letter', async () => {
      const { ledger } = get();
      const arrival = letter('secret', 1, { size: 1e12 });
      const error = await ledger.receive(arrival).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'StoreError', code: '22003' });
      const shown = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack ?? ''}`;
      expect(shown).not.toContain('keratoses');
      expect(shown).not.toContain(arrival.logicalKey);
      expect((error as Error).cause).toBeUndefined();
    });
  });
}
