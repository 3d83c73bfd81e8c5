import { expect, it } from 'vitest';
import { extract, Places, codeSelectionStep, replyStep } from '../../../src/consultation/index.js';
import { NOTHING_CODED, World } from '../../helpers/consultation-world.js';

it('takes a letter from received to answered in one go where the process runs every stage', async () => {
  const world = await World.open();
  try {
    const places = new Places();
    places.offer(codeSelectionStep({ ...world.base, determine: () => NOTHING_CODED }), 1);
    places.offer(replyStep(world.replying), 1);
    const id = await world.receive();
    const deps = { ...world.extraction, inProcess: places.take.bind(places) };
    expect(await extract(deps, id)).toEqual({ kind: 'done' });
    expect(await world.state(id)).toMatchObject({ state: 'answered' });
    expect(world.progress.map(({ state, stage }) => `${stage}: ${state}`)).toEqual([
      'extraction: screened',
      'extraction: documented',
      'code-selection: determined',
      'reply: answering',
      'reply: answered',
    ]);
    expect((await world.ledger.events(id)).map(({ event }) => event)).toEqual([
      'received',
      'screened',
      'documented',
      'determined',
      'answering',
      'reply-sending',
      'reply-body-started',
      'reply-sent',
      'answered',
    ]);
    expect(world.enqueued).toEqual([{ stage: 'filing', id }]);
    expect(places.take('reply')).toBeDefined();
  } finally {
    await world.close();
  }
});

it('hands the letter to the queue when the next stage has no place free', async () => {
  const world = await World.open();
  try {
    const places = new Places();
    places.offer(codeSelectionStep({ ...world.base, determine: () => NOTHING_CODED }), 1);
    places.offer(replyStep(world.replying), 1);
    const busy = places.take('reply');
    const id = await world.receive();
    await extract({ ...world.extraction, inProcess: places.take.bind(places) }, id);
    expect(await world.state(id)).toMatchObject({ state: 'determined' });
    expect(world.enqueued).toEqual([{ stage: 'reply', id }]);
    busy?.leave();
  } finally {
    await world.close();
  }
});

it('keeps what was reached when a later stage fails, and goes on from there', async () => {
  const world = await World.open();
  try {
    const places = new Places();
    const broken = () => {
      throw new Error('boom');
    };
    places.offer(codeSelectionStep({ ...world.base, determine: broken }), 1);
    const id = await world.receive();
    const deps = { ...world.extraction, inProcess: places.take.bind(places) };
    expect(await extract(deps, id)).toMatchObject({ kind: 'again' });
    expect(await world.state(id)).toMatchObject({ state: 'documented' });
    expect(await world.ledger.get(id)).toMatchObject({ attempts: 1 });
    expect(places.take('code-selection')).toBeDefined();
  } finally {
    await world.close();
  }
});

it('gives a place that is left to whoever waits for it', async () => {
  const world = await World.open();
  try {
    const places = new Places();
    places.offer(replyStep(world.replying), 1);
    const first = places.take('reply');
    expect(places.take('reply')).toBeUndefined();
    const waiting = places.wait('reply');
    first?.leave();
    const second = await waiting;
    expect(places.take('reply')).toBeUndefined();
    second.leave();
    second.leave();
    expect(places.take('reply')).toBeDefined();
    expect(places.take('reply')).toBeUndefined();
  } finally {
    await world.close();
  }
});
