import { afterAll, beforeAll, expect, it } from 'vitest';
import { Clinic } from '../helpers/clinic.js';
import { encryptedPdf, zip } from '../helpers/documents.js';
import {
  attachment,
  multipart,
  plainPart,
  SENDER,
  type LetterOptions,
} from '../helpers/letters.js';
import { describeWith } from '../helpers/servers/index.js';
import { waitFor } from '../helpers/wait.js';

interface Expected {
  readonly state: 'answered' | 'declined' | 'needs-attention';
  readonly reason?: string;
  readonly folder: string;
  readonly replies: number;
}

const answered: Expected = { state: 'answered', folder: 'Answered', replies: 1 };
const declined = (reason: string): Expected => ({
  state: 'declined',
  reason,
  folder: 'Declined',
  replies: 0,
});
/** Parked, and the enrolled sender is told why nothing was coded. */
const couldNotRead = (reason: string): Expected => ({
  state: 'needs-attention',
  reason,
  folder: 'Needs attention',
  replies: 1,
});
const parkedSilently = (reason: string): Expected => ({ ...couldNotRead(reason), replies: 0 });

const CASE = 'LN2 cryotherapy to 6 actinic keratoses on the scalp.';
const withAttachment = (part: { headers: string[]; body: string }): LetterOptions => ({
  mime: multipart([plainPart('Please code the attached note.'), part]),
});

const LETTERS: [what: string, letter: LetterOptions, expected: Expected][] = [
  ['a letter without a Message-ID', { messageId: null }, answered],
  ['an empty body', { text: '' }, couldNotRead('empty')],
  ['HTML only', { mime: { type: 'text/html; charset=utf-8', body: `<p>${CASE}</p>` } }, answered],
  [
    'HTML nested 5,000 deep around a case',
    {
      mime: {
        type: 'text/html; charset=utf-8',
        body: `${'<div>\r\n'.repeat(5000)}${CASE}${'</div>\r\n'.repeat(5000)}`,
      },
    },
    couldNotRead('html-too-deep'),
  ],
  [
    'raw 8-bit bytes that are not what the header says',
    {
      mime: {
        type: 'text/plain; charset=utf-8',
        body: Buffer.concat([Buffer.from(CASE), Buffer.from([0xff, 0xfe, 0xc3, 0x28])]),
      },
    },
    couldNotRead('charset'),
  ],
  [
    'an unknown charset',
    { mime: { type: 'text/plain; charset=x-klingon', body: Buffer.from([0xd1, 0xd2, 0x41]) } },
    couldNotRead('charset'),
  ],
  [
    'a winmail.dat part',
    withAttachment(
      attachment('application/ms-tnef', 'winmail.dat', Buffer.from('789f3e22junkjunk', 'latin1')),
    ),
    couldNotRead('attachment-tnef'),
  ],
  [
    'a 30 MB attachment',
    withAttachment(attachment('application/pdf', 'scan.pdf', Buffer.alloc(22_500_000, 'x'))),
    parkedSilently('letter-not-fetched'),
  ],
  [
    'an encrypted PDF',
    withAttachment(attachment('application/pdf', 'note.pdf', encryptedPdf())),
    couldNotRead('attachment-encrypted'),
  ],
  [
    'a zip archive',
    withAttachment(attachment('application/zip', 'notes.zip', zip({ 'note.txt': CASE }))),
    couldNotRead('attachment-archive'),
  ],
  [
    '1,200 MIME parts',
    { mime: multipart(Array.from({ length: 1200 }, () => plainPart(CASE))) },
    couldNotRead('too-many-parts'),
  ],
  [
    'an automatic reply',
    { subject: 'Automatic reply: away', headers: ['Auto-Submitted: auto-replied'] },
    declined('automatic-mail'),
  ],
  [
    'a bounce',
    {
      from: 'mailer-daemon@practice.test',
      mime: {
        type: 'multipart/report; report-type=delivery-status; boundary=r',
        body: '--r\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: failed\r\n--r--\r\n',
      },
    },
    declined('delivery-report'),
  ],
  [
    'list mail of an enrolled sender',
    { headers: ['List-Id: <coders.lists.practice.test>', 'Precedence: list'] },
    parkedSilently('list-mail'),
  ],
  [
    'a sender who is not enrolled',
    { from: 'stranger@elsewhere.test' },
    declined('sender-not-enrolled'),
  ],
  [
    'an enrolled sender whose mail is not authentic',
    { authenticated: false },
    parkedSilently('sender-not-authenticated'),
  ],
  [
    'two From headers',
    { headers: ['From: other@practice.test'] },
    parkedSilently('from-ambiguous'),
  ],
];

describeWith(['dovecot'], 'bad input', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await Clinic.open();
  });
  afterAll(() => clinic.close());

  it.each(LETTERS)(
    '%s ends in a state with a reason, and nothing is lost',
    async (_what, options, expected) => {
      const before = new Set((await clinic.cases()).map(({ id }) => id));
      const replies = clinic.sink.accepted.length;
      const filedBefore = (await clinic.filed(expected.folder)).length;
      await clinic.receive(options);

      const row = await waitFor(
        async () =>
          (await clinic.cases()).find(
            ({ id, state }) =>
              !before.has(id) && ['answered', 'declined', 'needs-attention'].includes(state),
          ),
        { what: 'the letter to reach a terminal state', timeoutMs: 30_000 },
      );
      expect({ state: row.state, reason: row.reason?.code }).toEqual({
        state: expected.state,
        reason: expected.reason,
      });
      await waitFor(async () => (await clinic.filed(expected.folder)).length === filedBefore + 1, {
        what: `the letter in ${expected.folder}`,
      });
      expect((await clinic.dovecot.folders())['INBOX']).toBe(0);
      expect(clinic.sink.accepted.length - replies).toBe(expected.replies);
      for (const reply of clinic.sink.accepted.slice(replies)) expect(reply.to).toEqual([SENDER]);
    },
  );

  it('answers the next good letter after all of that', async () => {
    const { messageId } = await clinic.receive();
    const [reply] = await waitFor(
      () => (clinic.repliesTo(messageId).length > 0 ? clinic.repliesTo(messageId) : undefined),
      { what: 'the reply' },
    );
    expect(reply?.raw.toString()).toContain('17000');
  });

  it('answers two letters that share a Message-ID but not their text', async () => {
    const messageId = '<reused@practice.test>';
    await clinic.receive({ messageId, text: CASE });
    await clinic.receive({ messageId, text: 'Paring of 3 corns on the right foot.' });
    await waitFor(() => clinic.repliesTo(messageId).length === 2, { what: 'two replies' });
    const texts = clinic.repliesTo(messageId).map(({ raw }) => raw.toString());
    expect(texts.some((text) => text.includes('17003'))).toBe(true);
    expect(texts.some((text) => text.includes('11056'))).toBe(true);
  });

  it('answers the same letter only once when it comes again under a new UID', async () => {
    const first = await clinic.receive();
    await waitFor(() => clinic.repliesTo(first.messageId).length === 1, { what: 'the reply' });
    const answeredBefore = (await clinic.filed('Answered')).length;
    await clinic.dovecot.deliver(first.raw);
    await waitFor(async () => (await clinic.filed('Answered')).length > answeredBefore, {
      what: 'the duplicate in Answered',
    });
    expect(clinic.repliesTo(first.messageId)).toHaveLength(1);
  });

  it('takes a reply to our reply as a new revision of that case, in the thread', async () => {
    const first = await clinic.receive({
      subject: 'mole',
      text: 'Shave removal of a raised nevus on the upper back today.',
    });
    const [answer] = await waitFor(
      () =>
        clinic.repliesTo(first.messageId).length > 0
          ? clinic.repliesTo(first.messageId)
          : undefined,
      { what: 'the first reply' },
    );
    const ours = answer?.messageId ?? '';
    const second = await clinic.receive({
      subject: 'Re: mole',
      text: 'It was 0.8 cm.',
      headers: [`In-Reply-To: ${ours}`, `References: ${first.messageId} ${ours}`],
    });
    const [revised] = await waitFor(
      () =>
        clinic.repliesTo(second.messageId).length > 0
          ? clinic.repliesTo(second.messageId)
          : undefined,
      { what: 'the revised reply' },
    );
    const raw = revised?.raw.toString() ?? '';
    expect(raw).toContain('11301');
    expect(raw.replace(/\r\n\s+/g, ' ')).toContain(
      `References: ${first.messageId} ${ours} ${second.messageId}`,
    );
    const rows = await clinic.cases();
    const newest = rows.find((row) => row.revision === 2);
    expect(
      rows
        .filter((row) => row.caseId === newest?.caseId)
        .map((row) => row.revision)
        .toSorted(),
    ).toEqual([1, 2]);
  });
});
