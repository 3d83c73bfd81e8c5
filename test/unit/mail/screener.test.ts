import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { describe, expect, it } from 'vitest';
import { headerLines } from '../../../src/consultation/identity.js';
import { createScreener, type ScreenerOptions } from '../../../src/mail/screener.js';
import { parseAuthenticationResults } from '../../../src/mail/screening/authentication-results.js';
import { loopMark, isOwnLoopMark } from '../../../src/mail/screening/loop-mark.js';
import { HEADER_RULES } from '../../../src/mail/screening/rules.js';
import { NOTE, textLetter, type LetterParts } from './support/letters.js';

const SECRET = 'a secret of this test';
const PASSING = 'Authentication-Results: mx.codes.example; dmarc=pass header.from=clinic.example';

function screener(more: Partial<ScreenerOptions> = {}) {
  return createScreener({
    enrolled: ['clinic.example', 'pat@home.example'],
    ownAddresses: ['consult@codes.example'],
    secret: SECRET,
    isOwnMessageId: (id) => /^<case\.[0-9a-f]+@codes\.example>$/.test(id),
    authentication: { mode: 'authserv', authservId: 'mx.codes.example' },
    ...more,
  });
}

async function verdictOn(
  parts: LetterParts & { subjectText?: string },
  more: Partial<ScreenerOptions> = {},
  raw = textLetter(NOTE, parts),
) {
  return screener(more).screen(
    {
      headers: headerLines(raw),
      ...(parts.subjectText === undefined ? {} : { subject: parts.subjectText }),
    },
    raw,
  );
}

async function codeOf(parts: LetterParts, more: Partial<ScreenerOptions> = {}): Promise<string> {
  const verdict = await verdictOn(parts, more);
  return verdict.kind === 'accepted'
    ? `accepted ${verdict.replyTo}`
    : `${verdict.kind} ${verdict.reason.code}`;
}

const withHeaders = (...headers: string[]): LetterParts => ({ headers: [PASSING, ...headers] });

describe('a letter of an enrolled and proven sender', () => {
  it('is accepted and will be answered to its author', async () => {
    expect(await codeOf(withHeaders())).toBe('accepted dana.field@clinic.example');
  });

  it.each([
    'Auto-Submitted: no',
    'X-Auto-Response-Suppress: DR, RN, NRN',
    'Precedence: normal',
    'Return-Path: <dana.field@clinic.example>',
    'In-Reply-To: <case.12ab@codes.example>',
  ])('is accepted with %s', async (header) => {
    expect(await codeOf(withHeaders(header))).toBe('accepted dana.field@clinic.example');
  });
});

describe('silence towards robots', () => {
  it.each<[string, string]>([
    ['Auto-Submitted: auto-replied; owner="x"', 'declined automatic-mail'],
    ['auto-submitted: AUTO-GENERATED', 'declined automatic-mail'],
    ['Auto-Submitted: no\r\nAuto-Submitted: auto-notified', 'declined automatic-mail'],
    ['Return-Path: <>', 'declined automatic-mail'],
    ['Return-Path: <MAILER-DAEMON@mx.clinic.example>', 'declined robot-sender'],
    ['Precedence: bulk', 'declined automatic-mail'],
    ['Precedence: auto_reply', 'declined automatic-mail'],
    ['X-Autoreply: yes', 'declined automatic-mail'],
    ['X-Autorespond: absent', 'declined automatic-mail'],
    ['X-Loop: dana@clinic.example', 'declined automatic-mail'],
    ['X-Auto-Response-Suppress: DR, OOF, AutoReply', 'declined automatic-mail'],
    ['X-Auto-Response-Suppress: All', 'declined automatic-mail'],
    ['X-Failed-Recipients: someone@else.example', 'declined delivery-report'],
  ])('%s', async (header, expected) => {
    expect(await codeOf(withHeaders(header))).toBe(expected);
  });

  it.each([
    ['mailer-daemon@clinic.example'],
    ['postmaster@clinic.example'],
    ['no-reply@clinic.example'],
    ['DoNotReply@clinic.example'],
    ['noreply-billing@clinic.example'],
    ['bounces+12@clinic.example'],
  ])('from %s', async (from) => {
    expect(await codeOf({ from, headers: [PASSING] })).toBe('declined robot-sender');
  });

  it.each<[string, string]>([
    ['multipart/report; report-type=delivery-status; boundary=x', 'declined delivery-report'],
    [
      'multipart/report; boundary=x; report-type="disposition-notification"',
      'declined read-receipt',
    ],
    ['multipart/report; report-type=feedback-report; boundary=x', 'declined abuse-report'],
    ['message/delivery-status', 'declined delivery-report'],
  ])('reports: %s', async (type, expected) => {
    const raw = Buffer.from(
      `From: relay@clinic.example\r\nContent-Type: ${type}\r\n${PASSING}\r\n\r\nx`,
    );
    const verdict = await screener().screen({ headers: headerLines(raw) }, raw);
    expect(verdict).toMatchObject({
      kind: expected.split(' ')[0],
      reason: { code: expected.split(' ')[1] },
    });
  });
});

describe('our own mail coming back', () => {
  it('is known by its signed mark', async () => {
    const mark = loopMark(SECRET, '<case.12ab@codes.example>');
    expect(await codeOf(withHeaders(`X-CaseConsultant-Loop: ${mark}`))).toBe('declined own-mail');
  });

  it('a mark that another installation signed is not ours', async () => {
    const mark = loopMark('another secret', '<case.12ab@codes.example>');
    expect(isOwnLoopMark(SECRET, mark)).toBe(false);
    expect(await codeOf(withHeaders(`X-CaseConsultant-Loop: ${mark}`))).toBe(
      'accepted dana.field@clinic.example',
    );
  });

  it('is known by its Message-ID and by its address', async () => {
    expect(await codeOf({ headers: [PASSING], messageId: '<case.12ab@codes.example>' })).toBe(
      'declined own-mail',
    );
    expect(await codeOf({ headers: [PASSING], from: 'Consult@Codes.example' })).toBe(
      'declined own-mail',
    );
  });
});

describe('lists and absence notes', () => {
  it.each([
    'List-Id: <news.clinic.example>',
    'List-Unsubscribe: <https://x.example>',
    'Precedence: list',
  ])('%s goes to a person when the sender is enrolled, and nowhere otherwise', async (header) => {
    expect(await codeOf(withHeaders(header))).toBe('review list-mail');
    expect(await codeOf({ ...withHeaders(header), from: 'news@shop.example' })).toBe(
      'declined list-mail',
    );
  });

  it.each([
    'Out of Office: back on Monday',
    'Automatic reply: Case',
    'Automatische Antwort: Case',
    'Abwesenheitsnotiz',
    'Réponse automatique : Case',
    'Respuesta automática: Case',
    'Risposta automatica: Case',
    'Automatisch antwoord: Case',
    'Autosvar: Case',
    'Automatisk svar: Case',
    'Resposta automática: Case',
    '自動返信: Case',
    '자동 회신: Case',
    'Автоматический ответ: Case',
    'מענה אוטומטי: Case',
    'Re: Out of office',
  ])('the subject "%s" goes to a person', async (subjectText) => {
    for (const header of ['In-Reply-To: <case.12ab@codes.example>', 'X-Nothing: here']) {
      expect(await verdictOn({ ...withHeaders(header), subjectText })).toMatchObject({
        kind: 'review',
        reason: { code: 'possible-auto-reply' },
      });
    }
  });

  it('a case about an office visit is no absence note', async () => {
    expect(
      await verdictOn({ ...withHeaders(), subjectText: 'Office visit with shave removal' }),
    ).toMatchObject({ kind: 'accepted' });
  });
});

describe('who may ask', () => {
  it.each<[string, string]>([
    ['kit@stranger.example', 'declined sender-not-enrolled'],
    ['dana@sub.clinic.example', 'declined sender-not-enrolled'],
    ['dana@clinic.example.evil.example', 'declined sender-not-enrolled'],
    ['other@home.example', 'declined sender-not-enrolled'],
    ['dana@clìnic.example', 'declined sender-not-enrolled'],
    ['"dana@clinic.example"@stranger.example', 'declined sender-not-enrolled'],
    ['dana@clinic.example, kit@clinic.example', 'review from-ambiguous'],
    ['dana@clinic.example <x@stranger.example>', 'declined sender-not-enrolled'],
  ])('%s: %s', async (from, expected) => {
    expect(await codeOf({ from, headers: [PASSING] })).toBe(expected);
  });

  it('nobody, when the list is empty', async () => {
    expect(await codeOf(withHeaders(), { enrolled: [] })).toBe('declined sender-not-enrolled');
  });

  it('a domain below an enrolled parent, when it is enrolled with a star', async () => {
    expect(
      await codeOf(
        { from: 'dana@derm.clinic.example', headers: [] },
        { enrolled: ['*.clinic.example'], authentication: { mode: 'none' } },
      ),
    ).toBe('accepted dana@derm.clinic.example');
  });

  it('an entry that is neither address nor domain stops the start', () => {
    expect(() => screener({ enrolled: ['everyone!'] })).toThrow(/neither an address nor a domain/);
  });

  it('two From lines go to a person when one of them is enrolled', async () => {
    expect(await codeOf(withHeaders('From: x@stranger.example'))).toBe('review from-ambiguous');
    expect(
      await codeOf({ from: 'y@stranger.example', headers: [PASSING, 'From: x@stranger.example'] }),
    ).toBe('declined sender-not-enrolled');
  });
});

describe('where the reply goes', () => {
  it.each<[string, string]>([
    ['Reply-To: team@clinic.example', 'team@clinic.example'],
    ['Reply-To: "Team" <Team@clinic.example>', 'team@clinic.example'],
    ['Reply-To: x@stranger.example', 'dana.field@clinic.example'],
    ['Reply-To: pat@home.example', 'dana.field@clinic.example'],
    ['Reply-To: team@clinic.example, x@stranger.example', 'dana.field@clinic.example'],
    ['Reply-To: consult@codes.example', 'dana.field@clinic.example'],
  ])('%s: to %s', async (header, expected) => {
    expect(await codeOf(withHeaders(header))).toBe(`accepted ${expected}`);
  });
});

describe('proof of the sender by our border server', () => {
  const of = (...results: string[]) =>
    codeOf({ headers: results.map((value) => `Authentication-Results: ${value}`) });
  const accepted = 'accepted dana.field@clinic.example';
  const parked = 'review sender-not-authenticated';

  it.each<[string, string[], string]>([
    ['dmarc pass', ['mx.codes.example; dmarc=pass header.from=clinic.example'], accepted],
    [
      'case and comments',
      ['MX.Codes.Example 1 (border) ; (x) DMARC = Pass (p=reject) header.from=Clinic.example'],
      accepted,
    ],
    [
      'no policy, aligned signature',
      [
        'mx.codes.example; dmarc=none header.from=clinic.example; dkim=pass header.d=mail.clinic.example header.b="ab=="',
      ],
      accepted,
    ],
    [
      'no policy, aligned envelope',
      ['mx.codes.example; spf=pass smtp.mailfrom=dana.field@clinic.example'],
      accepted,
    ],
    ['no header at all', [], parked],
    [
      'dmarc fail',
      [
        'mx.codes.example; dmarc=fail header.from=clinic.example; spf=pass smtp.mailfrom=clinic.example',
      ],
      parked,
    ],
    ['dmarc temperror', ['mx.codes.example; dmarc=temperror header.from=clinic.example'], parked],
    ['nothing checked', ['mx.codes.example; none'], parked],
    [
      'a signature of somebody else',
      ['mx.codes.example; dkim=pass header.d=stranger.example'],
      parked,
    ],
    ['a failed signature', ['mx.codes.example; dkim=fail header.d=clinic.example'], parked],
    [
      'dmarc of another domain',
      ['mx.codes.example; dmarc=pass header.from=stranger.example'],
      parked,
    ],
    ['another server', ['mx.stranger.example; dmarc=pass header.from=clinic.example'], parked],
    [
      'forged below ours',
      [
        'mx.codes.example; dmarc=fail header.from=clinic.example',
        'mx.codes.example; dmarc=pass header.from=clinic.example',
      ],
      parked,
    ],
    [
      'a pass inside a comment',
      ['mx.codes.example; dmarc=fail (dmarc=pass) header.from=clinic.example'],
      parked,
    ],
    [
      'a pass inside quotes',
      ['mx.codes.example; dkim=fail reason="; dmarc=pass header.from=clinic.example"'],
      parked,
    ],
    ['our name inside a comment', ['(mx.codes.example) mx.stranger.example; dmarc=pass'], parked],
    ['an open comment', ['mx.codes.example; dmarc=pass (header.from=clinic.example'], parked],
    ['a result without server', ['dmarc=pass header.from=clinic.example'], parked],
    ['a parent that is one label', ['mx.codes.example; dkim=pass header.d=example'], parked],
  ])('%s', async (_what, results, expected) => {
    expect(await of(...results)).toBe(expected);
  });

  it('as Google writes it', async () => {
    const gmail =
      'mx.codes.example;\r\n       dkim=pass header.i=@clinic.example header.s=s1 header.b="Ab/c+d=";\r\n       spf=pass (mx.codes.example: domain of dana.field@clinic.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=dana.field@clinic.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=clinic.example';
    expect(await of(gmail)).toBe(accepted);
  });

  it('the detail never repeats what the letter says', async () => {
    const verdict = await verdictOn({
      headers: ['Authentication-Results: mx.codes.example; dkim=Jane-Roe header.d=clinic.example'],
    });
    expect(JSON.stringify(verdict)).not.toContain('Jane');
  });

  it('reads properties, quotes and versions', () => {
    const parsed = parseAuthenticationResults(
      '"mx.codes.example" 1; dkim/1=pass header.i="@clinic.example" header.b=Ab/c==',
    );
    expect(parsed?.authservId).toBe('mx.codes.example');
    expect(parsed?.results[0]).toMatchObject({ method: 'dkim', result: 'pass' });
    expect(parsed?.results[0]?.properties.get('header.i')).toBe('@clinic.example');
    expect(parsed?.results[0]?.properties.get('header.b')).toBe('Ab/c==');
  });
});

describe('proof of the sender by our own DKIM check', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const resolve = async (name: string): Promise<string[][]> => {
    if (name.startsWith('s1._domainkey.'))
      return [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]];
    throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  };
  const signed = async (domain: string, more: { maxBodyLength?: number } = {}): Promise<Buffer> => {
    const raw = textLetter(NOTE);
    const key = { signingDomain: domain, selector: 's1', privateKey, ...more };
    const { signatures } = await dkimSign(raw, { ...key, signatureData: [key] });
    return Buffer.concat([Buffer.from(signatures), raw]);
  };
  const outcome = async (raw: Buffer) =>
    (await verdictOn({}, { authentication: { mode: 'dkim', resolve } }, raw)).kind;

  it('an aligned signature is enough', async () => {
    expect(await outcome(await signed('clinic.example'))).toBe('accepted');
  });

  it('a signature of another domain, a changed text, an appended text or none is not', async () => {
    expect(await outcome(await signed('stranger.example'))).toBe('review');
    const changed = (await signed('clinic.example')).toString('latin1').replace('0.8 cm', '4.8 cm');
    expect(await outcome(Buffer.from(changed, 'latin1'))).toBe('review');
    const partial = await signed('clinic.example', { maxBodyLength: 10 });
    expect(await outcome(Buffer.concat([partial, Buffer.from('\r\nand a second lesion')]))).toBe(
      'review',
    );
    expect(await outcome(textLetter(NOTE))).toBe('review');
  });
});

describe('the table of rules', () => {
  it('has a name for every rule, each once', () => {
    const names = HEADER_RULES.map((rule) => rule.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('judges an unreadable letter by its header lines alone', async () => {
    const raw = textLetter(NOTE, withHeaders('Auto-Submitted: auto-replied'));
    expect(await screener().screen({ headers: headerLines(raw) }, raw)).toMatchObject({
      kind: 'declined',
    });
  });
});
