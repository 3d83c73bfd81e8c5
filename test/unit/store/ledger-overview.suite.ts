import { getTableConfig } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { consultations, events, outbox, rawMails, sightings } from '../../../src/store/schema.js';
import {
  answered,
  claimed,
  determined,
  letter,
  minutes,
  NOW,
  received,
} from './ledger-fixtures.js';
import type { GetLedger } from './ledger-suite.js';

export function overviewTests(get: GetLedger): void {
  describe('the sweeper', () => {
    it('is told of every open case that nobody works on, oldest first, with its stage', async () => {
      const { ledger } = get();
      await ledger.receive(letter('late', 1, { now: minutes(-1) }));
      await ledger.receive(letter('early', 2, { now: minutes(-9) }));
      const coded = await received(ledger, 'coded', 3);
      await ledger.release(await determined(ledger, coded));
      await answered(ledger, await received(ledger, 'answered', 4));
      const leased = await received(ledger, 'leased', 5);
      await claimed(ledger, leased);
      expect(await ledger.due(NOW, 0, 10)).toEqual([
        { id: letter('early', 2).id, stage: 'extraction' },
        { id: letter('late', 1).id, stage: 'extraction' },
        { id: coded, stage: 'reply' },
      ]);
      expect(await ledger.due(NOW, 5 * 60_000, 10)).toEqual([
        { id: letter('early', 2).id, stage: 'extraction' },
      ]);
      expect(await ledger.due(NOW, 0, 1)).toHaveLength(1);
      expect((await ledger.due(minutes(5), 0, 10)).map(({ id }) => id)).toContain(leased);
    });
  });

  describe('the operator', () => {
    it('sees how many cases are in each state and since when the oldest waits', async () => {
      const { ledger } = get();
      expect(await ledger.oldestUnanswered()).toBeUndefined();
      await ledger.receive(letter('old', 1, { now: minutes(-30) }));
      await received(ledger, 'new', 2);
      await answered(ledger, (await ledger.receive(letter('older', 3, { now: minutes(-60) }))).id);
      expect(await ledger.counts()).toEqual({
        received: 2,
        screened: 0,
        documented: 0,
        determined: 0,
        answering: 0,
        answered: 1,
        declined: 0,
        'needs-attention': 0,
      });
      expect(await ledger.oldestUnanswered()).toEqual(minutes(-30));
    });

    it('lists cases newest first, by state, with the reason and without content', async () => {
      const { ledger } = get();
      await ledger.receive(letter('old', 1, { now: minutes(-30) }));
      const id = await received(ledger, 'parked', 2);
      await ledger.advance(
        await claimed(ledger, id),
        'received',
        { to: 'needs-attention', reason: { code: 'too-large' } },
        minutes(1),
      );
      expect((await ledger.list({ limit: 10 })).map((row) => row.state)).toEqual([
        'needs-attention',
        'received',
      ]);
      expect(await ledger.list({ states: ['needs-attention'], limit: 10 })).toEqual([
        {
          id,
          caseId: id,
          revision: 1,
          state: 'needs-attention',
          reason: { code: 'too-large' },
          receivedAt: NOW,
          updatedAt: minutes(1),
          attempts: 0,
        },
      ]);
      expect(await ledger.list({ states: [], limit: 10 })).toEqual([]);
    });

    it('can trust the trail: the database refuses to change or delete a line of it', async () => {
      const { ledger, sql } = get();
      await received(ledger, 'trail', 1);
      await expect(sql(`update caseconsultant.events set event = 'x'`)).rejects.toThrow(
        /append-only/,
      );
      await expect(sql('delete from caseconsultant.events')).rejects.toThrow(/append-only/);
    });

    it('is told that the store answers', async () => {
      await expect(get().ledger.ping()).resolves.toBeUndefined();
    });
  });

  describe('the tables', () => {
    it('have after the migrations the columns that the program believes in', async () => {
      const { rows } = await get().sql(
        `select table_name || '.' || column_name || ' ' || is_nullable as column
         from information_schema.columns where table_schema = 'caseconsultant'`,
      );
      const found = rows.map((row) => z.object({ column: z.string() }).parse(row).column);
      const believed = [consultations, sightings, rawMails, outbox, events].flatMap((table) => {
        const { name, columns } = getTableConfig(table);
        return columns.map((column) => `${name}.${column.name} ${column.notNull ? 'NO' : 'YES'}`);
      });
      expect(found.sort()).toEqual(believed.sort());
    });

    it('are made once by processes that start at the same time, and again without harm', async () => {
      const { ledger, sql } = get();
      await sql('drop schema caseconsultant cascade');
      await sql('drop schema caseconsultant_migrations cascade');
      await Promise.all([ledger.migrate(), ledger.migrate(), ledger.migrate()]);
      await ledger.migrate();
      expect((await ledger.counts()).received).toBe(0);
    });
  });
}
