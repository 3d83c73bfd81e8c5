import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { extract, reply, selectCodes } from '../../../src/consultation/index.js';
import { NOTHING_CODED, World } from '../../helpers/consultation-world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** A consultation whose answer is decided and not yet sent. */
async function decided(text?: string): Promise<string> {
  const id = await world.receive(text === undefined ? {} : { text });
  await extract(world.extraction, id);
  await selectCodes({ ...world.base, determine: () => NOTHING_CODED }, id);
  expect(await world.state(id)).toMatchObject({ state: 'determined' });
  return id;
}

describe('a consultation', () => {
  it('goes from received to answered, each stage waking the next', async () => {
    const id = await decided();
    await reply(world.replying, id);
    expect(world.progress.map(({ state }) => state)).toEqual([
      'screened',
      'documented',
      'determined',
      'answering',
      'answered',
    ]);
    expect(world.enqueued.map(({ stage }) => stage)).toEqual(['code-selection', 'reply', 'filing']);
    expect(world.sent).toHaveLength(1);
  });

  it('is not worked on twice: a second job finds nothing to do', async () => {
    const id = await decided();
    await Promise.all([reply(world.replying, id), reply(world.replying, id)]);
    await reply(world.replying, id);
    expect(world.sent).toHaveLength(1);
  });

  it('is left alone while another process holds its lease', async () => {
    const id = await decided();
    const lease = await world.ledger.claim(id, 'other', 60_000, world.now);
    expect(lease).toBeDefined();
    await reply(world.replying, id);
    expect(world.sent).toHaveLength(0);
    world.later(61_000);
    await reply(world.replying, id);
    expect(world.sent).toHaveLength(1);
  });

  it('comes back after a fault, and is parked when the fault stays', async () => {
    const id = await world.receive();
    const broken = {
      ...world.extraction,
      document: () => {
        throw new Error('boom');
      },
    };
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await extract(broken, id)).toMatchObject({ kind: 'again' });
      world.later(300_000);
    }
    await extract(broken, id);
    expect(await world.state(id)).toEqual({
      state: 'needs-attention',
      reason: 'attempts-exhausted',
    });
  });
});

describe('screening', () => {
  it('declines in silence', async () => {
    const id = await world.receive();
    world.screening = { kind: 'declined', reason: { code: 'sender-not-enrolled' } };
    await extract(world.extraction, id);
    expect(await world.state(id)).toEqual({ state: 'declined', reason: 'sender-not-enrolled' });
  });

  it('parks what a person must look at, without an answer', async () => {
    const id = await world.receive();
    world.screening = { kind: 'review', reason: { code: 'list-mail' } };
    await extract(world.extraction, id);
    await reply(world.replying, id);
    expect(await world.state(id)).toEqual({ state: 'needs-attention', reason: 'list-mail' });
    expect(world.sent).toHaveLength(0);
  });

  it('tells an enrolled sender that the letter could not be read, and parks it', async () => {
    const id = await world.receive();
    world.reading = { kind: 'unreadable', reason: { code: 'attachment-encrypted' } };
    await extract(world.extraction, id);
    await reply(world.replying, id);
    expect(await world.state(id)).toEqual({
      state: 'needs-attention',
      reason: 'attachment-encrypted',
    });
    expect(world.sent[0]?.toString()).toContain('could-not-read');
  });

  it('says nothing to a stranger whose letter could not be read', async () => {
    const id = await world.receive();
    world.reading = { kind: 'unreadable', reason: { code: 'charset' } };
    world.screening = { kind: 'declined', reason: { code: 'sender-not-enrolled' } };
    await extract(world.extraction, id);
    expect(await world.state(id)).toMatchObject({ state: 'declined' });
  });
});

describe('a letter that answers our reply', () => {
  const answerTo = (ourId: string, change: object = {}) =>
    world.incoming({
      messageId: '<two@practice.test>',
      inReplyTo: [world.base.identity.replyMessageId(ourId)],
      text: 'It was 0.8 cm.',
      ...change,
    });

  it('is the next revision: its words are added to the note', async () => {
    const first = await decided();
    await reply(world.replying, first);
    const second = await world.receive({ text: 'It was 0.8 cm.' });
    world.reading = { kind: 'read', mail: answerTo(first) };
    await extract(world.extraction, second);
    const row = await world.ledger.get(second);
    expect(row).toMatchObject({ caseId: first, revision: 2 });
    expect(row?.mail?.text).toBe('Froze 3 warts.\n\nIt was 0.8 cm.');
  });

  it('starts a case of its own when somebody else wrote it', async () => {
    const first = await decided();
    await reply(world.replying, first);
    const second = await world.receive({ text: 'forwarded to me' });
    world.reading = { kind: 'read', mail: answerTo(first) };
    world.screening = { kind: 'accepted', replyTo: 'other@practice.test' };
    await extract(world.extraction, second);
    const row = await world.ledger.get(second);
    expect(row).toMatchObject({ caseId: second, revision: 1 });
    expect(row?.mail?.text).toBe('It was 0.8 cm.');
  });
});

describe('sending', () => {
  it('offers the same bytes again after a refusal for now', async () => {
    const id = await decided();
    world.deliveries.push({ kind: 'retry', response: '451' }, { kind: 'retry', response: '421' });
    expect(await reply(world.replying, id)).toMatchObject({ kind: 'again' });
    world.later(600_000);
    await reply(world.replying, id);
    const frozen = await world.ledger.outboxEntry(id);
    world.later(600_000);
    await reply(world.replying, id);
    expect(await world.state(id)).toMatchObject({ state: 'answered' });
    expect(world.sent).toEqual([Buffer.from(frozen?.raw ?? [])]);
  });

  it('gives up after the configured time and parks the reply', async () => {
    const id = await decided();
    world.later(3_600_001);
    world.deliveries.push({ kind: 'retry', response: '451' });
    await reply(world.replying, id);
    expect(await world.state(id)).toMatchObject({ reason: 'mail-server-unreachable' });
  });

  it('parks a reply that is refused for good', async () => {
    const id = await decided();
    world.deliveries.push({ kind: 'refused', response: '550 5.1.1' });
    await reply(world.replying, id);
    expect(await world.state(id)).toEqual({ state: 'needs-attention', reason: 'reply-refused' });
  });

  it('holds a reply that may be out, and never sends it again', async () => {
    const id = await decided();
    world.deliveries.push({ kind: 'unknown', response: '' });
    await reply(world.replying, id);
    expect(await world.state(id)).toMatchObject({ reason: 'reply-outcome-unknown' });
    expect(await world.ledger.retry(id, world.now)).toBe(false);
    expect(world.sent).toHaveLength(1);
  });

  it('counts it as sent when Sent holds it', async () => {
    const id = await decided();
    world.deliveries.push({ kind: 'unknown', response: '' });
    world.inSent.add(world.base.identity.replyMessageId(id));
    await reply(world.replying, id);
    expect(await world.state(id)).toMatchObject({ state: 'answered' });
  });

  it('treats a body that was begun before a crash as possibly out', async () => {
    const id = await decided();
    const crashing = {
      ...world.replying,
      sender: {
        send: async (_mail: unknown, onBodyStarted: () => Promise<void>) => {
          await onBodyStarted();
          return await new Promise<never>(() => undefined);
        },
        verify: async () => undefined,
      },
    };
    void reply(crashing, id);
    while ((await world.ledger.outboxEntry(id))?.phase !== 'body-started')
      await world.ledger.ping();
    world.later(120_000);
    await reply(world.replying, id);
    expect(world.sent).toHaveLength(0);
    expect(await world.state(id)).toMatchObject({ reason: 'reply-outcome-unknown' });
  });

  it('parks a reply that its template cannot render', async () => {
    const id = await decided();
    world.renderFault = new TypeError('no value');
    await reply(world.replying, id);
    expect(await world.state(id)).toMatchObject({ reason: 'reply-not-rendered' });
  });
});

describe('the breakers', () => {
  it('pause a sender who would get more replies an hour than allowed, and lose nothing', async () => {
    const ids = [];
    for (let n = 0; n < 6; n += 1) {
      world.reading = {
        kind: 'read',
        mail: world.incoming({ messageId: `<m${n}@practice.test>` }),
      };
      ids.push(await decided(`case ${n}`));
    }
    for (const id of ids) await reply(world.replying, id);
    expect(world.sent).toHaveLength(5);
    const last = ids.at(-1) ?? '';
    expect(await world.state(last)).toMatchObject({ state: 'determined' });
    world.later(3_700_000);
    await reply(world.replying, last);
    expect(await world.state(last)).toMatchObject({ state: 'answered' });
  });
});
