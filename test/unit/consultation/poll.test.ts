import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createPoller,
  MailboxError,
  type MailboxSession,
} from '../../../src/consultation/index.js';
import { World } from '../../helpers/consultation-world.js';
import { letter } from '../../helpers/letters.js';
import { waitFor } from '../../helpers/wait.js';

/** An INBOX in memory. Folders get what is filed; `broken` letters break the session when fetched. */
class FakeMailbox {
  readonly inbox = new Map<number, Buffer>();
  readonly folders = new Map<string, number[]>();
  readonly broken = new Set<number>();
  readonly sentFolder: string[] = [];
  uidValidity = '7';
  opened = 0;
  openFault: MailboxError | undefined;

  async open(): Promise<MailboxSession> {
    this.opened += 1;
    if (this.openFault !== undefined) throw this.openFault;
    return {
      uidValidity: this.uidValidity,
      list: async (after = 0) =>
        [...this.inbox]
          .map(([uid, raw]) => ({ uid, size: raw.length }))
          .filter(({ uid }) => uid > after),
      fetch: async (uid) => {
        if (this.broken.has(uid)) throw new MailboxError('connection', 'cut');
        return this.inbox.get(uid);
      },
      file: async (uid, folder) => {
        const there = this.inbox.delete(uid);
        this.folders.set(folder, [...(this.folders.get(folder) ?? []), uid]);
        return there ? 'moved' : 'gone';
      },
      fileAll: async (uids, folder) => {
        const there = uids.filter((uid) => this.inbox.delete(uid));
        this.folders.set(folder, [...(this.folders.get(folder) ?? []), ...there]);
        return new Set(there);
      },
      amongSent: async (messageIds) =>
        new Set(messageIds.filter((id) => this.sentFolder.some((raw) => raw.includes(id)))),
      findInSent: async (messageId) => this.sentFolder.some((raw) => raw.includes(messageId)),
      appendToSent: async (raw) => {
        this.sentFolder.push(Buffer.from(raw).toString());
      },
      waitForNews: (ms, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, ms);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
          });
        }),
      close: async () => undefined,
    };
  }
}

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('the poller', () => {
  let mailbox: FakeMailbox;
  let validity = 100;
  beforeEach(() => {
    world.reset();
    mailbox = new FakeMailbox();
    mailbox.uidValidity = String((validity += 1));
  });

  async function polling(check: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const run = createPoller(world.poller(mailbox)).run(stop.signal);
    try {
      await check();
    } finally {
      stop.abort();
      await run;
    }
  }
  const received = () => world.progress.filter(({ state }) => state === 'received').length;

  it('takes each letter in once, however often it looks', async () => {
    mailbox.inbox.set(1, letter().raw).set(2, letter().raw);
    await polling(async () => {
      await waitFor(() => received() === 2, { what: 'two letters' });
      mailbox.inbox.set(3, letter().raw);
      await waitFor(() => received() === 3, { what: 'the third letter' });
    });
    expect(world.enqueued.map(({ stage }) => stage)).toEqual([
      'extraction',
      'extraction',
      'extraction',
    ]);
  });

  it('leaves a letter in INBOX until its consultation is finished, then files it', async () => {
    mailbox.inbox.set(1, letter().raw);
    await polling(async () => {
      await waitFor(() => received() === 1, { what: 'the letter' });
      expect(mailbox.inbox.has(1)).toBe(true);
      const id = world.progress[0]?.id ?? '';
      const lease = await world.ledger.claim(id, 'test', 60_000, world.now);
      if (lease === undefined) throw new Error('no lease');
      await world.ledger.advance(
        lease,
        'received',
        { to: 'declined', reason: { code: 'automatic-mail' } },
        world.now,
      );
      await waitFor(() => mailbox.folders.get('Declined')?.length === 1, { what: 'filing' });
    });
    expect(mailbox.inbox.size).toBe(0);
  });

  it('records a letter that breaks every session unread, and reaches those behind it', async () => {
    mailbox.inbox.set(1, letter().raw).set(2, letter().raw);
    mailbox.broken.add(1);
    await polling(async () => {
      await waitFor(() => received() === 2, { what: 'both letters', timeoutMs: 15_000 });
    });
    const ids = world.progress.map(({ id }) => id);
    const raws = await Promise.all(ids.map((id) => world.ledger.rawMail(id)));
    expect(raws.filter((raw) => raw === undefined)).toHaveLength(1);
  });

  it('does not fetch a letter over the size limit', async () => {
    mailbox.inbox.set(1, Buffer.alloc(1_000_001));
    await polling(async () => {
      await waitFor(() => received() === 1, { what: 'the letter' });
    });
    expect(await world.ledger.rawMail(world.progress[0]?.id ?? '')).toBeUndefined();
  });

  it('recognises old letters when the mailbox was rebuilt under a new UIDVALIDITY', async () => {
    const { raw } = letter();
    mailbox.inbox.set(1, raw);
    await polling(async () => {
      await waitFor(() => received() === 1, { what: 'the letter' });
    });
    mailbox.uidValidity = String((validity += 1));
    mailbox.inbox.clear();
    mailbox.inbox.set(9, raw).set(10, letter().raw);
    await polling(async () => {
      await waitFor(() => received() === 2, { what: 'the new letter only' });
    });
    expect(received()).toBe(2);
  });

  it('does not knock again for minutes when its login is refused', async () => {
    mailbox.openFault = new MailboxError('authentication', 'refused');
    const stop = new AbortController();
    const poller = createPoller(world.poller(mailbox));
    const run = poller.run(stop.signal);
    await waitFor(() => poller.status().problem === 'authentication', { what: 'the refusal' });
    stop.abort();
    await run;
    expect(mailbox.opened).toBe(1);
    expect(poller.status().connected).toBe(false);
  });
});
