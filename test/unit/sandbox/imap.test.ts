import { connect } from 'node:net';
import { once } from 'node:events';
import { ImapFlow } from 'imapflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type MailAccount, type Sandbox } from '../../../src/sandbox/index.js';
import { waitFor } from '../../helpers/wait.js';

const letter = (id: string, text = 'Two actinic keratoses were frozen.'): string =>
  [
    `Message-ID: <${id}@practice.test>`,
    'From: Dr. Rivera <dr.rivera@practice.test>',
    'To: consult@clinic.test',
    'Subject: Case',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ].join('\r\n');

let sandbox: Sandbox;
let faults: unknown[];
const clients: ImapFlow[] = [];

async function open(account: MailAccount): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: sandbox.host,
    port: sandbox.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user: account.address, pass: account.password },
    logger: false,
  });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

async function status(client: ImapFlow): Promise<{ messages: number; uidValidity: bigint }> {
  const answer = await client.status('INBOX', { messages: true, uidValidity: true });
  if (answer === false) throw new Error('there is no INBOX');
  return { messages: answer.messages ?? -1, uidValidity: answer.uidValidity ?? 0n };
}

beforeEach(async () => {
  faults = [];
  sandbox = await startSandbox({ onFault: (fault) => faults.push(fault) });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await sandbox.stop();
  expect(faults).toEqual([]);
});

describe('the sandbox mailboxes', () => {
  it('belong to one account each', async () => {
    await sandbox.send(letter('a'));
    const consult = await open(sandbox.consult);
    const sender = await open(sandbox.sender);
    expect((await status(consult)).messages).toBe(1);
    expect((await status(sender)).messages).toBe(0);
  });

  it('hold the folders that a consult mailbox uses, Sent marked as such', async () => {
    const consult = await open(sandbox.consult);
    const folders = await consult.list();
    expect(folders.map(({ path }) => path).sort()).toEqual([
      'Answered',
      'Declined',
      'INBOX',
      'Needs attention',
      'Sent',
    ]);
    expect(folders.find(({ specialUse }) => specialUse === '\\Sent')?.path).toBe('Sent');
  });

  it('open for the right password only', async () => {
    await expect(open({ ...sandbox.consult, password: 'guess' })).rejects.toMatchObject({
      authenticationFailed: true,
    });
  });

  it('tell an idling client of new mail, more than once', async () => {
    const consult = await open(sandbox.consult);
    await consult.mailboxOpen('INBOX');
    let count = 0;
    consult.on('exists', (event) => (count = event.count));
    for (const id of ['a', 'b']) {
      const before = count;
      const idling = consult.idle();
      await sandbox.send(letter(id));
      await waitFor(() => count === before + 1, { what: 'EXISTS' });
      await consult.noop();
      await idling;
    }
    expect(count).toBe(2);
  });

  it('give a letter back byte for byte, eight-bit text included', async () => {
    await sandbox.send(letter('a', 'Größe 1,2 cm – «naevus»\r\n.\r\n..end'));
    const consult = await open(sandbox.consult);
    await consult.mailboxOpen('INBOX');
    const fetched = await consult.fetchOne('1', {
      source: true,
      size: true,
      envelope: true,
      bodyStructure: true,
    });
    if (fetched === false) throw new Error('nothing was fetched');
    const stored = sandbox.messages(sandbox.consult.address)[0]?.raw;
    expect(fetched.source).toEqual(stored);
    expect(fetched.size).toBe(stored?.length);
    expect(fetched.envelope?.messageId).toBe('<a@practice.test>');
    expect(fetched.source?.toString('utf8')).toMatch(
      /Größe 1,2 cm – «naevus»\r\n\.\r\n\.\.end\r\n$/,
    );
    const download = await consult.download('1');
    const chunks: Buffer[] = [];
    for await (const chunk of download.content ?? []) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(stored);
  });

  it('keep flags and keywords, move a letter and say its new UID', async () => {
    await sandbox.send(letter('a'));
    await sandbox.send(letter('b'));
    const consult = await open(sandbox.consult);
    await consult.mailboxOpen('INBOX');
    const [uid] = (await consult.search({ all: true }, { uid: true })) || [];
    await consult.messageFlagsAdd(String(uid), ['\\Answered', '$Coded'], { uid: true });
    const moved = await consult.messageMove(String(uid), 'Needs attention', { uid: true });
    expect(moved).toMatchObject({ destination: 'Needs attention' });
    expect(moved && moved.uidMap?.get(uid ?? 0)).toBe(1);
    expect(
      sandbox.messages(sandbox.consult.address).map(({ folder, flags }) => ({ folder, flags })),
    ).toEqual(
      expect.arrayContaining([
        { folder: 'INBOX', flags: [] },
        { folder: 'Needs attention', flags: ['\\Answered', '$Coded'] },
      ]),
    );
  });

  it('take a copy into Sent and find it again by its Message-ID, and find nothing for another', async () => {
    const consult = await open(sandbox.consult);
    const appended = await consult.append('Sent', letter('reply'), ['\\Seen']);
    expect(appended).toMatchObject({ uid: 1 });
    await consult.mailboxOpen('Sent', { readOnly: true });
    expect(
      await consult.search({ header: { 'Message-ID': '<reply@practice.test>' } }, { uid: true }),
    ).toEqual([1]);
    expect(
      await consult.search({ header: { 'Message-ID': '<other@practice.test>' } }, { uid: true }),
    ).toEqual([]);
  });

  it('make a folder on request', async () => {
    const consult = await open(sandbox.consult);
    await consult.mailboxCreate('Archive');
    expect((await consult.list()).map(({ path }) => path)).toContain('Archive');
  });

  it('count under a new UIDVALIDITY in each run, so that no ledger takes a letter for an old one', async () => {
    const first = await status(await open(sandbox.consult));
    await sandbox.stop();
    sandbox = await startSandbox({ now: () => new Date(Date.now() + 5_000) });
    const second = await status(await open(sandbox.consult));
    expect(second.uidValidity).toBeGreaterThan(first.uidValidity);
  });

  it('hold letters that no mail program would write', async () => {
    const deep = Array.from(
      { length: 200 },
      (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n`,
    );
    const odd = [
      '\r\n',
      'no header at all',
      'Subject: only a head\r\n',
      `Content-Type: multipart/mixed; boundary=b0\r\n\r\n${deep.join('\r\n')}`,
      'Content-Type: multipart/mixed\r\n\r\n--\r\n',
      'Content-Type: message/rfc822\r\n\r\n',
      'From: @@<<>>\r\nTo: (((\r\nSubject: =?x?q?=\r\n\r\n\0\x01\x02',
    ];
    for (const raw of odd) await sandbox.send(raw);
    const consult = await open(sandbox.consult);
    await consult.mailboxOpen('INBOX');
    const stored = sandbox.messages(sandbox.consult.address);
    for (const [index, { uid, raw }] of stored.entries()) {
      const fetched = await consult.fetchOne(
        String(uid),
        { source: true, headers: true, envelope: true, bodyStructure: true },
        { uid: true },
      );
      expect(fetched && fetched.source, `letter ${index}`).toEqual(raw);
    }
    expect(stored).toHaveLength(odd.length);
  });

  it('survive nonsense on the wire and go on serving others', async () => {
    const consult = await open(sandbox.consult);
    const socket = connect({ port: sandbox.imapPort, host: sandbox.host });
    await once(socket, 'connect');
    socket.write(
      'a LOGIN\r\nb ../../server x\r\n\0\0(((\r\nc AUTHENTICATE PLAIN\r\n%%%\r\nd FETCH 1 (BODY[\r\ne LOGIN {3}\r\nabc',
    );
    let answers = '';
    socket.on('data', (chunk) => (answers += chunk.toString('latin1')));
    await waitFor(() => /^d BAD/m.test(answers), { what: 'the answers' });
    socket.destroy();
    await sandbox.send(letter('a'));
    expect((await status(consult)).messages).toBe(1);
  });
});
