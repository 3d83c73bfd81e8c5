import { afterAll, describe, expect, it } from 'vitest';
import { createMailReader } from '../../../src/mail/reader.js';
import { docx, encryptedPdf, pdf, zip } from '../../helpers/documents.js';
import {
  attachment,
  COVER,
  head,
  htmlLetter,
  letter,
  mixedLetter,
  multipart,
  NOTE,
  textLetter,
} from './support/letters.js';

const reader = createMailReader({ processes: 2 });
afterAll(() => reader.close());

/** A cover note with a letter attached; the boundary differs from the one inside. */
function letterAround(inner: Buffer): Buffer {
  const { type, body } = multipart(
    'mixed',
    [COVER, { type: 'message/rfc822', body: inner }],
    'outer',
  );
  return letter({ headers: [`Content-Type: ${type}`] }, body);
}

async function mailOf(raw: Buffer) {
  const result = await reader.read(raw);
  if (result.kind !== 'read')
    throw new Error(`unreadable: ${result.reason.code} ${result.reason.detail ?? ''}`);
  return result.mail;
}

async function reasonOf(raw: Buffer): Promise<string> {
  const result = await reader.read(raw);
  return result.kind === 'unreadable' ? result.reason.code : `read: ${result.mail.text}`;
}

describe('an ordinary letter', () => {
  it('is read with its author, subject, identity and text', async () => {
    const mail = await mailOf(
      textLetter(NOTE, {
        subject: '=?utf-8?Q?Case_=C3=A0_coder?=',
        headers: [
          'In-Reply-To: <case.1@codes.example>',
          'References: <a@b.example> junk <case.1@codes.example>',
        ],
      }),
    );
    expect(mail).toMatchObject({
      from: ['dana.field@clinic.example'],
      subject: 'Case à coder',
      messageId: '<one@clinic.example>',
      inReplyTo: ['<case.1@codes.example>'],
      references: ['<a@b.example>', '<case.1@codes.example>'],
      contentType: 'text/plain',
      text: NOTE,
      remarks: [],
    });
  });

  it('without Message-ID is read all the same', async () => {
    const mail = await mailOf(textLetter(NOTE, { messageId: false }));
    expect(mail.messageId).toBeUndefined();
    expect(mail.text).toBe(NOTE);
  });

  it('of HTML only becomes the text that a reader sees, table cells apart', async () => {
    const mail = await mailOf(
      htmlLetter(
        '<p>Two lesions:</p><table><tr><td>left cheek</td><td>0.8 cm</td></tr><tr><td>nose</td><td>0.4 cm</td></tr></table>',
      ),
    );
    expect(mail.text).toBe('Two lesions:\n\nleft cheek | 0.8 cm\nnose | 0.4 cm');
  });

  it('with both forms is read from its plain form once', async () => {
    const mail = await mailOf(
      mixedLetter(
        [
          { type: 'text/plain; charset=utf-8', body: NOTE },
          { type: 'text/html; charset=utf-8', body: `<b>${NOTE}</b>` },
        ],
        {},
        'alternative',
      ),
    );
    expect(mail.text).toBe(NOTE);
  });

  it('whose plain form is only a stub is read from its HTML', async () => {
    const mail = await mailOf(
      mixedLetter(
        [
          { type: 'text/plain; charset=utf-8', body: 'Your program shows no HTML.' },
          { type: 'text/html; charset=utf-8', body: `<p>${NOTE}</p><p>Second: 1.2 cm, nose.</p>` },
        ],
        {},
        'alternative',
      ),
    );
    expect(mail.text).toContain('Second: 1.2 cm, nose.');
  });
});

describe('figures survive reading', () => {
  it('keeps fractions, powers and the dash of Windows letters', async () => {
    const mail = await mailOf(
      letter(
        {
          headers: [
            'Content-Type: text/plain; charset=iso-8859-1',
            'Content-Transfer-Encoding: 8bit',
          ],
        },
        Buffer.from('Size 1\xbd cm, range 1.2\x961.5 cm, 4 cm\xb2.', 'latin1'),
      ),
    );
    expect(mail.text).toBe('Size 1 1/2 cm, range 1.2–1.5 cm, 4 cm2.');
  });
});

describe('words that the sender cannot see', () => {
  it.each([
    ['display:none', '<span style="display:none">17000 x 99</span>'],
    ['visibility', '<span style="visibility: hidden">17000 x 99</span>'],
    ['no font size', '<span style="font-size:0">17000 x 99</span>'],
    ['the colour of the ground', '<span style="color:#FFF">17000 x 99</span>'],
    ['a hiding class', '<style>.pre{display:none}</style><span class="pre">17000 x 99</span>'],
    ['hidden attribute', '<p hidden>17000 x 99</p>'],
  ])('by %s are left out and remarked', async (_how, html) => {
    const mail = await mailOf(htmlLetter(`<p>${NOTE}</p>${html}`));
    expect(mail.text).toBe(NOTE);
    expect(mail.remarks).toContain('hidden-text-ignored');
  });

  it('white words on a dark ground stay: they are seen', async () => {
    const mail = await mailOf(
      htmlLetter(`<div style="background:#003366"><p style="color:white">${NOTE}</p></div>`),
    );
    expect(mail.text).toBe(NOTE);
    expect(mail.remarks).toEqual([]);
  });

  it('zero-width and direction marks are gone', async () => {
    const mail = await mailOf(textLetter('0.\u200b8 cm \u202elesion\u202c'));
    expect(mail.text).toBe('0.8 cm lesion');
    expect(mail.remarks).toContain('hidden-text-ignored');
  });
});

describe('quoted history and signature', () => {
  it('are set aside and remarked', async () => {
    const mail = await mailOf(
      textLetter(
        `The lesion was 1.2 cm.\n\n-- \nDana Field, MD\nExample Dermatology\n\nOn Mon, 2 Nov 2026 at 10:00, Codes <consult@codes.example> wrote:\n> What was the size?\n> Which site?\n`,
        { headers: ['In-Reply-To: <case.1@codes.example>'] },
      ),
    );
    expect(mail.text).toBe('The lesion was 1.2 cm.');
    expect(mail.remarks).toEqual(
      expect.arrayContaining(['quoted-history-set-aside', 'signature-set-aside']),
    );
  });

  it('a ruler inside a note is no signature', async () => {
    const note = 'Lesion one: 0.8 cm shave, left cheek.\n----\nLesion two: 1.4 cm shave, nose.';
    expect((await mailOf(textLetter(note))).text).toBe(note);
  });

  it('a size written with a greater-than sign is no quote', async () => {
    const note = 'Excision of nevus\n> 3 cm margin diameter\nlayered closure';
    expect((await mailOf(textLetter(note))).text).toBe(note);
  });

  it('answers written between the quoted questions are kept', async () => {
    const mail = await mailOf(
      textLetter('> What was the size?\n1.2 cm\n> Which site?\nleft cheek\n', {
        headers: ['In-Reply-To: <case.1@codes.example>'],
      }),
    );
    expect(mail.text).toContain('1.2 cm');
    expect(mail.text).toContain('left cheek');
    expect(mail.text).not.toContain('Which site');
  });

  it.each([
    [
      'a header block',
      '________________________________\nFrom: Codes\nSent: Monday, November 2, 2026 9:00 AM\nTo: Dana Field\nSubject: RE: Case\n\n11301 x 1\n',
    ],
    [
      'a German header block',
      'Von: Codes\nGesendet: Montag, 2. November 2026 09:00\nAn: Dana Field\nBetreff: AW: Case\n\n11301 x 1\n',
    ],
    [
      'an Original Message line',
      '-----Original Message-----\nFrom: Codes\nSubject: Case\n\n11301 x 1\n',
    ],
  ])('below %s of Outlook is history in an answer', async (_form, history) => {
    const mail = await mailOf(
      textLetter(`The lesion was 1.2 cm.\n\n${history}`, {
        subject: 'RE: Case',
        headers: ['In-Reply-To: <case.1@codes.example>'],
      }),
    );
    expect(mail.text).toBe('The lesion was 1.2 cm.');
    expect(mail.remarks).toContain('quoted-history-set-aside');
  });

  it('of an HTML answer is set aside as well', async () => {
    const mail = await mailOf(
      htmlLetter(
        `<div>The lesion was 1.2 cm.</div><div><p><b>From:</b> Codes<br><b>Sent:</b> Monday<br><b>To:</b> Dana<br><b>Subject:</b> RE: Case</p><p>11301 x 1</p></div>`,
        { subject: 'RE: Case', headers: ['In-Reply-To: <case.1@codes.example>'] },
      ),
    );
    expect(mail.text).toBe('The lesion was 1.2 cm.');
    const gmail = await mailOf(
      htmlLetter(
        `<div>The lesion was 1.2 cm.</div><br><div class="gmail_quote"><div>On Mon, Nov 2, 2026 at 9:00 AM Codes &lt;consult@codes.example&gt; wrote:<br></div><blockquote>11301 x 1</blockquote></div>`,
        { headers: ['In-Reply-To: <case.1@codes.example>'] },
      ),
    );
    expect(gmail.text).toBe('The lesion was 1.2 cm.');
  });

  it('a letter that only quotes adds nothing and is not coded', async () => {
    const raw = textLetter(
      'On Mon, 2 Nov 2026 at 10:00, Codes <consult@codes.example> wrote:\n> 11301 x 1\n',
      {
        headers: ['In-Reply-To: <case.1@codes.example>'],
      },
    );
    expect(await reasonOf(raw)).toBe('only-quoted-text');
  });

  it('a quoted note that answers nobody is the letter', async () => {
    expect((await mailOf(textLetter(`> ${NOTE}\n`))).text).toBe(NOTE);
  });
});

describe('a forwarded case', () => {
  it.each([
    [
      'Gmail',
      `fyi\n\n---------- Forwarded message ---------\nFrom: Kit Moor <kit@clinic.example>\nDate: Mon, 2 Nov 2026\nSubject: note\nTo: Dana <dana.field@clinic.example>\n\n${NOTE}\n`,
    ],
    [
      'Apple Mail',
      `Begin forwarded message:\n\n> From: Kit Moor <kit@clinic.example>\n> Subject: note\n> Date: 2 November 2026\n> To: dana.field@clinic.example\n>\n> ${NOTE}\n`,
    ],
    [
      'Outlook',
      `Please code.\n\n________________________________\nFrom: Kit Moor <kit@clinic.example>\nSent: Monday, November 2, 2026 9:00 AM\nTo: Dana Field <dana.field@clinic.example>\nSubject: note\n\n${NOTE}\n`,
    ],
  ])('of %s keeps the forwarded note without its header lines', async (_program, text) => {
    const mail = await mailOf(textLetter(text, { subject: 'Fwd: note' }));
    expect(mail.text).toContain(NOTE);
    expect(mail.text).not.toContain('kit@clinic.example');
    expect(mail.remarks).toContain('forwarded-text-used');
  });

  it('as an attached letter is read, with its own attachments', async () => {
    const inner = mixedLetter(
      [
        { type: 'text/plain; charset=utf-8', body: NOTE },
        attachment('application/pdf', pdf(['Second note, 1.1 cm.']), 'x.pdf'),
      ],
      {
        subject: 'note',
      },
    );
    const mail = await mailOf(letterAround(inner));
    expect(mail.text).toContain(`[Attachment 1: forwarded letter]\n${NOTE}`);
    expect(mail.text).toContain('[Attachment 2: in forwarded letter]\nSecond note, 1.1 cm.');
  });

  it('within letters within letters without end is not read', async () => {
    let inner = textLetter(NOTE);
    for (let level = 0; level < 6; level += 1) {
      inner = Buffer.concat([
        Buffer.from(
          `${head({ headers: [`Content-Type: multipart/mixed; boundary=l${level}`] }).join('\r\n')}\r\n\r\n--l${level}\r\nContent-Type: message/rfc822\r\n\r\n`,
        ),
        inner,
        Buffer.from(`\r\n--l${level}--\r\n`),
      ]);
    }
    expect(await reasonOf(inner)).toBe('too-deeply-nested');
  });
});

describe('attachments that are read', () => {
  it('.txt, PDF and Word follow the letter, each under a heading without its file name', async () => {
    const mail = await mailOf(
      mixedLetter([
        COVER,
        attachment('text/plain; charset=utf-8', 'Text note, 0.5 cm.', 'Jane-Roe.txt'),
        attachment(
          'application/pdf',
          pdf(['PDF note line one\nline two, 0.6 cm.']),
          'Jane-Roe.pdf',
        ),
        attachment('application/octet-stream', docx(['Word note, 0.7 cm.']), 'Jane-Roe.docx'),
      ]),
    );
    expect(mail.text).toBe(
      [
        'Please code the attached note.',
        '[Attachment 1: text]\nText note, 0.5 cm.',
        '[Attachment 2: PDF]\nPDF note line one\nline two, 0.6 cm.',
        '[Attachment 3: Word]\nWord note, 0.7 cm.',
      ].join('\n\n'),
    );
  });

  it('of Apple Mail, hung into the HTML form, are read beside the plain form', async () => {
    const html = multipart(
      'mixed',
      [
        { type: 'text/html; charset=utf-8', body: '<p>Please code the attached note.</p>' },
        attachment('application/pdf', pdf(['PDF note, 0.6 cm.']), 'n.pdf'),
        { type: 'text/html; charset=utf-8', body: '<br>' },
      ],
      'inner',
    );
    const mail = await mailOf(mixedLetter([COVER, html], {}, 'alternative'));
    expect(mail.text).toBe(
      'Please code the attached note.\n\n[Attachment 1: PDF]\nPDF note, 0.6 cm.',
    );
  });

  it('flowed and base64 text in other character sets is decoded', async () => {
    const flowed = letter(
      { headers: ['Content-Type: text/plain; charset=utf-8; format=flowed'] },
      'Shave removal of \r\na 0.8 cm lesion.\r\n',
    );
    expect((await mailOf(flowed)).text).toBe('Shave removal of a 0.8 cm lesion.');
    const greek = mixedLetter([
      {
        type: 'text/plain; charset=iso-8859-7',
        body: Buffer.from([0xe1, 0xe2, 0x20, 0x31, 0x6d, 0x6d]),
        base64: true,
      },
    ]);
    expect((await mailOf(greek)).text).toBe('αβ 1mm');
  });

  it('alone make a letter', async () => {
    const mail = await mailOf(
      mixedLetter([attachment('application/pdf', pdf(['Only a PDF, 0.6 cm.']), 'n.pdf')]),
    );
    expect(mail.text).toBe('[Attachment 1: PDF]\nOnly a PDF, 0.6 cm.');
  });

  it('logos, calendars, cards and detached signatures are passed over with a remark', async () => {
    const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(200)]);
    const mail = await mailOf(
      mixedLetter([
        { type: 'text/plain; charset=utf-8', body: NOTE },
        {
          type: 'image/png',
          body: png,
          base64: true,
          headers: ['Content-ID: <logo@x>', 'Content-Disposition: inline'],
        },
        attachment('text/calendar', 'BEGIN:VCALENDAR', 'invite.ics'),
        attachment('text/vcard', 'BEGIN:VCARD', 'card.vcf'),
        attachment('application/pkcs7-signature', 'abc', 'smime.p7s'),
      ]),
    );
    expect(mail.text).toBe(NOTE);
    expect(mail.remarks).toEqual(expect.arrayContaining(['image-ignored', 'part-ignored']));
  });
});

describe('what cannot be read whole', () => {
  const withAttachment = (type: string, body: string | Buffer, name: string) =>
    mixedLetter([COVER, attachment(type, body, name)]);
  const deep = `${'<div>'.repeat(5000)}${NOTE}${'</div>'.repeat(5000)}`;
  const parts = (count: number) => mixedLetter(Array.from({ length: count }, () => COVER));

  it.each<[string, string, () => Buffer]>([
    ['an empty body', 'empty', () => textLetter('  \n\n')],
    ['HTML nested 5,000 deep', 'html-too-deep', () => htmlLetter(deep)],
    [
      'HTML nested 5,000 deep beside a plain form',
      'html-too-deep',
      () =>
        mixedLetter([COVER, { type: 'text/html; charset=utf-8', body: deep }], {}, 'alternative'),
    ],
    [
      'hidden HTML nested 5,000 deep',
      'html-too-deep',
      () => htmlLetter(`<p>x</p><div hidden>${deep}</div>`),
    ],
    [
      '8-bit bytes without a charset',
      'charset',
      () => letter({}, Buffer.from('L\xe9sion 0.8 cm', 'latin1')),
    ],
    [
      'bytes that are not their charset',
      'charset',
      () =>
        letter(
          { headers: ['Content-Type: text/plain; charset=utf-8'] },
          Buffer.from('L\xe9sion', 'latin1'),
        ),
    ],
    [
      'an unknown charset',
      'charset',
      () => letter({ headers: ['Content-Type: text/plain; charset=x-klingon'] }, NOTE),
    ],
    [
      'UTF-7',
      'charset',
      () => letter({ headers: ['Content-Type: text/plain; charset=utf-7'] }, '+ADw-b+AD4-'),
    ],
    [
      'an unknown transfer encoding',
      'malformed-part',
      () => letter({ headers: ['Content-Transfer-Encoding: x-gzip64'] }, NOTE),
    ],
    [
      'a multipart without boundary',
      'malformed-part',
      () => letter({ headers: ['Content-Type: multipart/mixed'] }, NOTE),
    ],
    [
      'an encrypted PDF',
      'attachment-encrypted',
      () => withAttachment('application/pdf', encryptedPdf(), 'n.pdf'),
    ],
    [
      'a scanned PDF',
      'attachment-no-text',
      () => withAttachment('application/pdf', pdf(['picture']), 'n.pdf'),
    ],
    [
      'a PDF with one scanned page',
      'attachment-no-text',
      () => withAttachment('application/pdf', pdf(['Page one.', 'picture']), 'n.pdf'),
    ],
    [
      'a broken PDF',
      'attachment-unreadable',
      () => withAttachment('application/pdf', '%PDF-1.4 nothing else', 'n.pdf'),
    ],
    [
      'a zip',
      'attachment-archive',
      () => withAttachment('application/zip', zip({ 'note.txt': NOTE }), 'n.zip'),
    ],
    [
      'a zip that calls itself PDF',
      'attachment-archive',
      () => withAttachment('application/pdf', zip({ 'note.txt': NOTE }), 'n.pdf'),
    ],
    [
      'a Word bomb',
      'attachment-too-large',
      () =>
        withAttachment(
          'application/octet-stream',
          zip({ 'word/document.xml': Buffer.alloc(30_000_000) }),
          'n.docx',
        ),
    ],
    [
      'winmail.dat',
      'attachment-tnef',
      () =>
        withAttachment(
          'application/ms-tnef',
          Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 2, 3]),
          'winmail.dat',
        ),
    ],
    [
      'winmail-like junk under another name',
      'attachment-tnef',
      () =>
        withAttachment(
          'application/octet-stream',
          Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 2, 3]),
          'part.bin',
        ),
    ],
    [
      'uuencode in the text',
      'attachment-unsupported',
      () => textLetter(`${NOTE}\n\nbegin 644 winmail.dat\nM${'!'.repeat(60)}\n#86)C\n\`\nend\n`),
    ],
    [
      'a spreadsheet',
      'attachment-archive',
      () => withAttachment('application/vnd.ms-excel', zip({ 'xl/workbook.xml': '' }), 'n.xlsx'),
    ],
    [
      'an old Word file',
      'attachment-unsupported',
      () =>
        withAttachment(
          'application/msword',
          Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex'),
          'n.doc',
        ),
    ],
    [
      'a Word file under a password',
      'attachment-encrypted',
      () =>
        withAttachment(
          'application/msword',
          Buffer.concat([
            Buffer.from('d0cf11e0a1b11ae1', 'hex'),
            Buffer.from('EncryptedPackage', 'utf16le'),
          ]),
          'n.docx',
        ),
    ],
    [
      'a large photograph',
      'attachment-unsupported',
      () =>
        withAttachment(
          'image/jpeg',
          Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(200_000)]),
          'scan.jpg',
        ),
    ],
    [
      'a large photograph set inline by a phone',
      'attachment-unsupported',
      () =>
        mixedLetter([
          COVER,
          {
            type: 'image/jpeg',
            body: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(200_000)]),
            base64: true,
            headers: ['Content-Disposition: inline; filename="IMG_1.jpeg"'],
          },
        ]),
    ],
    [
      'nothing but a picture',
      'attachment-no-text',
      () =>
        mixedLetter([attachment('image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 1]), 'n.png')]),
    ],
    [
      'a sound',
      'attachment-unsupported',
      () => withAttachment('audio/mpeg', 'abc', 'dictation.mp3'),
    ],
    [
      'S/MIME encryption',
      'encrypted',
      () =>
        letter(
          { headers: ['Content-Type: application/pkcs7-mime; smime-type=enveloped-data'] },
          'abc',
        ),
    ],
    [
      'PGP encryption',
      'encrypted',
      () =>
        mixedLetter([attachment('application/pgp-encrypted', 'Version: 1', 'v')], {}, 'encrypted'),
    ],
    ['1,200 parts', 'too-many-parts', () => parts(1200)],
    [
      '51 attachments',
      'too-many-attachments',
      () =>
        mixedLetter([
          COVER,
          ...Array.from({ length: 51 }, () => attachment('text/plain', 'x', 'a.txt')),
        ]),
    ],
    [
      'a header of 2.6 MB',
      'header-too-large',
      () => textLetter(NOTE, { headers: [`X-Junk: ${'x'.repeat(2_600_000)}`] }),
    ],
    [
      'a 30 MB attachment',
      'letter-too-large',
      () => withAttachment('application/pdf', Buffer.alloc(22_500_000), 'n.pdf'),
    ],
    [
      'two From lines',
      'from-ambiguous',
      () => textLetter(NOTE, { headers: ['From: other@elsewhere.example'] }),
    ],
    [
      'two Date lines',
      'from-ambiguous',
      () => textLetter(NOTE, { headers: ['Date: Tue, 03 Nov 2026 10:15:00 +0000'] }),
    ],
    [
      'two Sender lines',
      'from-ambiguous',
      () => textLetter(NOTE, { headers: ['Sender: a@b.example', 'Sender: c@d.example'] }),
    ],
    [
      'a From that two parsers read differently',
      'from-ambiguous',
      () => textLetter(NOTE, { from: '<@route.example:a@b.example>' }),
    ],
    [
      'a From that shows one address and names another',
      'from-ambiguous',
      () => textLetter(NOTE, { from: 'dana.field@clinic.example <x@evil.example>' }),
    ],
  ])('%s gives the reason %s', async (_what, code, raw) => {
    expect(await reasonOf(raw())).toBe(code);
  });

  it('multiparts nested 40 deep are not read', async () => {
    let inner: { type: string; body: Buffer } = multipart('mixed', [COVER], 'inner');
    for (let level = 0; level < 40; level += 1) inner = multipart('mixed', [inner], `l${level}`);
    expect(await reasonOf(letter({ headers: [`Content-Type: ${inner.type}`] }, inner.body))).toBe(
      'too-deeply-nested',
    );
  });

  it('gives the header lines all the same, for screening', async () => {
    const result = await reader.read(
      textLetter('', { headers: ['Auto-Submitted: auto-generated'] }),
    );
    expect(
      result.kind === 'unreadable' &&
        result.headers?.some((line) => line.name === 'auto-submitted'),
    ).toBe(true);
  });
});
