import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Determination } from '../../../src/coding/determination.js';
import { REASONS } from '../../../src/consultation/reasons.js';
import { createReplyRenderer } from '../../../src/reply/index.js';
import { htmlEnvironment, textEnvironment } from '../../../src/reply/renderer.js';
import { IDENTIFIER_KINDS } from '../../../src/reply/redact.js';
import type { ReplyView } from '../../../src/reply/view.js';
import { buildView } from '../../../src/reply/view-model.js';
import { hasOwnWords, words } from '../../../src/reply/words.js';
import {
  keratosesWithPlannedBiopsy,
  sampleDetermination,
  sampleLine,
  sampleMail,
  shaveWithUnansweredSize,
} from '../../helpers/determinations.js';
import { SAMPLES, type RenderInput } from './samples.js';

const renderer = createReplyRenderer({ consultAddressLabel: 'coding@clinic.example' });

const render = (determination: Determination, note = '', subject = 'a case') =>
  renderer.render({
    reference: '7F3K2',
    revision: 1,
    mail: sampleMail(subject, note),
    answer: { kind: 'determination', determination },
  });

const viewOf = (input: RenderInput): ReplyView =>
  buildView(input, { consultAddress: '', replacement: (kind) => `[${kind}]` });

const TAGS =
  'html head meta title style body table thead tbody tr th td p h1 h2 h3 span div ul li b br a'.split(
    ' ',
  );
const withoutComments = (html: string): string =>
  html.replaceAll(/<!--\[if mso\]>[\s\S]*?<!\[endif\]-->|<!doctype html>/g, '');
const tagsOf = (html: string): string[] =>
  [...withoutComments(html).matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map((match) => match[1] ?? '');

describe('the words of a letter in both forms', () => {
  const hostile = `O'Neil & <b>`;
  const reply = render(
    sampleDetermination({
      lines: [
        sampleLine('17000', { label: hostile, support: [{ excerpt: hostile, start: 0, end: 12 }] }),
      ],
    }),
    hostile,
  );

  it("shows O'Neil & <b> exactly in the text", () => {
    expect(reply.text).toContain(`1. 17000 - ${hostile}`);
    expect(reply.text).toContain(`> "${hostile}"`);
  });

  it("shows O'Neil & <b> escaped in the HTML", () => {
    expect(reply.html).toContain('O&#x27;Neil &amp; &lt;b&gt;');
    expect(reply.html).not.toContain(hostile);
  });

  it('lets no character of a note change what a reader sees of the words around it', () => {
    const { text } = render(
      sampleDetermination({
        lines: [sampleLine('17000', { label: 'evil \u202etxet\u202c\u0007\u200b\nlabel' })],
      }),
    );
    expect(text).toContain('17000 - evil txet label');
  });
});

describe('a template that misses a value', () => {
  const [input] = Object.values(SAMPLES);
  const view = viewOf(input as RenderInput);
  const environments = [
    ['text', textEnvironment(words)],
    ['HTML', htmlEnvironment(words)],
  ] as const;

  it.each(environments)('stops the %s reply when a field is absent', (_, renderWith) => {
    for (const field of Object.keys(view)) {
      if (['kind', 'unreadReason', 'consultAddress'].includes(field)) continue;
      const { [field as keyof ReplyView]: _absent, ...rest } = view;
      expect(() => renderWith('recommendation', rest), field).toThrow('not defined in');
    }
  });

  it.each(environments)(
    'stops the %s reply when a field deep inside is undefined',
    (_, renderWith) => {
      const lines = view.lines.map((line) => ({ ...line, label: undefined }));
      expect(() => renderWith('recommendation', { ...view, lines })).toThrow('lines.0.label');
    },
  );

  it.each(environments)(
    'stops the %s reply when a field deep inside is absent',
    (_, renderWith) => {
      const lines = view.lines.map(({ label: _label, ...line }) => line);
      expect(() => renderWith('recommendation', { ...view, lines })).toThrow('label');
    },
  );

  it('stops a reply whose code has no word', () => {
    const lines = view.lines.map((line) => ({ ...line, confidence: 'guessed' }));
    expect(() => textEnvironment(words)('recommendation', { ...view, lines })).toThrow(
      'confidence.guessed',
    );
  });
});

describe('words for every code of ours', () => {
  const SCREENED_OUT =
    'own-mail delivery-report read-receipt abuse-report automatic-mail robot-sender';
  const NEVER_TOLD =
    `${SCREENED_OUT} sender-not-enrolled list-mail possible-auto-reply sender-not-authenticated ` +
    `too-many-replies attempts-exhausted reply-not-rendered reply-refused reply-outcome-unknown ` +
    `could-not-read-answered mail-server-unreachable`;

  it.each(Object.keys(REASONS))('tells the sender what to do about reason "%s"', (code) => {
    if (!NEVER_TOLD.split(' ').includes(code))
      expect(hasOwnWords(words, 'reason', code)).toBe(true);
    const { text, html } = renderer.render({
      reference: '7F3K2',
      revision: 1,
      mail: sampleMail('a case', ''),
      answer: { kind: 'could-not-read', reason: { code } },
    });
    expect(text).toMatch(/Which part: \S+[\s\S]*What to do: \S+/);
    expect(html).toContain('What to do');
  });

  it('has neutral words for a reason of a later version', () => {
    const { text } = renderer.render({
      reference: '7F3K2',
      revision: 1,
      mail: sampleMail('a case', '', ['remark-of-later']),
      answer: { kind: 'could-not-read', reason: { code: 'code-of-later', detail: 'part 7' } },
    });
    expect(text).toContain('A part of your mail could not be read.');
    expect(text).not.toMatch(/of-later|part 7/);
  });

  it.each([
    'signature-set-aside',
    'quoted-history-set-aside',
    'quoted-text-kept',
    'forwarded-text-used',
    'forwarded-text-set-aside',
    'hidden-text-ignored',
    'image-ignored',
    'part-ignored',
  ])('tells the sender how the mail was read: "%s"', (remark) => {
    expect(hasOwnWords(words, 'remark', remark)).toBe(true);
  });

  it.each(IDENTIFIER_KINDS)('has a word in brackets for a redacted %s', (kind) => {
    expect(words['redacted']?.[kind]).toMatch(/^\[[A-Za-z0-9 -]+\]$/);
  });
});

describe('every reply', () => {
  it.each(Object.entries(SAMPLES))('%s fits a terminal and loads nothing', (_, input) => {
    const { text, html } = renderer.render(input);
    for (const line of text.split('\n')) {
      if (!/^\s*https:\/\/\S+$/.test(line)) expect(line.length, line).toBeLessThanOrEqual(72);
    }
    expect(text).not.toMatch(/&[a-z#0-9]+;|\n{3}|[ \t]\n/);
    const addresses = [...html.matchAll(/https?:[^\s"<]*/gi)].map((match) => match[0]);
    const cited = viewOf(input).sources.map((source) => source.url);
    for (const address of addresses) expect(cited).toContain(address);
    expect(html).not.toMatch(
      /<(?:img|script|iframe|link|form|input|object|svg)\b|url\(|@import|\son\w+=/i,
    );
    for (const tag of tagsOf(html)) expect(TAGS).toContain(tag);
    // Gmail cuts a letter at 102 KB and drops a style sheet over 8 KB.
    expect(html.length).toBeLessThan(90_000);
    for (const [, sheet = ''] of html.matchAll(/<style>([\s\S]*?)<\/style>/g)) {
      expect(sheet.length).toBeLessThan(8_000);
    }
  });

  it.each(Object.entries(SAMPLES))('%s shows its number and never speaks of money', (_, input) => {
    const { text, html } = renderer.render(input);
    expect(text).toContain('ref 7F3K2');
    expect(html).toContain('ref 7F3K2');
    expect(text).not.toMatch(
      /\b(?:pay(?:s|ment|ments|ing)?|paid|reimburs\w*|revenue|RVUs?|dollars?|money)\b|\$/i,
    );
  });

  it.each(Object.entries(SAMPLES))('%s is the same bytes for the same case', (_, input) => {
    expect(createReplyRenderer().render(input)).toEqual(createReplyRenderer().render(input));
  });

  it('keeps 78 columns and its own tags for any words in any field', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });
    const arbitrary = fc.record({
      label: anyText,
      text: anyText,
      excerpt: anyText,
      answer: anyText,
    });
    fc.assert(
      fc.property(arbitrary, ({ label, text, excerpt, answer }) => {
        const support = [{ excerpt, start: 0, end: excerpt.length }];
        const reply = render(
          sampleDetermination({
            lines: [
              sampleLine('17000', {
                label,
                support,
                modifiers: ['59'],
                modifierReasons: [{ modifier: '59', reason: text }],
                payerNotes: [text],
                rationale: {
                  family: 'f',
                  rows: ['f.a'],
                  text,
                  elements: [{ element: 'size', label: 'size', value: answer, assumed: true }],
                  citations: [{ id: 'c', title: label, url: `https://${label}` }],
                },
              }),
            ],
            queries: [
              {
                id: 'q',
                element: 'size',
                about: label,
                question: text,
                indicators: support,
                outcomes: [{ answer, result: text }],
              },
            ],
            setAside: [{ what: label, assertion: 'planned', reason: text, support }],
          }),
          excerpt,
        );
        for (const line of reply.text.split('\n')) {
          if (!/^\s*https:\/\/\S+$/.test(line))
            expect(Array.from(line).length).toBeLessThanOrEqual(78);
        }
        for (const tag of tagsOf(reply.html)) expect(TAGS).toContain(tag);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what a recommendation tells', () => {
  const plannedBiopsy = renderer.render(SAMPLES['recommendation'] as RenderInput).text;

  it('opens with the codes and units in one line', () => {
    expect(plannedBiopsy).toMatch(/^17000, 17003 x 4: /m);
  });

  it('keeps the order: table, why, edits, not selected, set aside, diagnoses, editions', () => {
    const order = [
      'Confidence',
      'WHY EACH',
      'EDITS',
      'CONSIDERED',
      'SET ASIDE',
      'DIAGNOSES',
      'EDITIONS',
      'Decision support',
    ];
    const places = order.map((heading) => plannedBiopsy.indexOf(heading));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('answers the code that the sender named before the others', () => {
    expect(plannedBiopsy.indexOf('17004 ')).toBeLessThan(plannedBiopsy.indexOf('17110 '));
    expect(plannedBiopsy.indexOf('Named in your mail')).toBeLessThan(
      plannedBiopsy.indexOf('17004 '),
    );
  });

  it('repeats no name, date or record number of the note', () => {
    const { text, html, subject } = renderer.render(SAMPLES['recommendation'] as RenderInput);
    for (const secret of ["O'Hara", 'O&#x27;Hara', 'Margaret', '00482213', '03/14', 'April 2']) {
      expect(text + html + subject).not.toContain(secret);
    }
  });

  it('redacts a name in a quotation when only another line announces it', () => {
    const { mail } = keratosesWithPlannedBiopsy();
    const excerpt = "Mrs O'Hara tolerated this well";
    const start = mail.text.indexOf(excerpt) + 'Mrs '.length;
    const support = [{ excerpt: "O'Hara tolerated this well", start, end: start + 26 }];
    const { text } = render(
      sampleDetermination({ lines: [sampleLine('17000', { label: 'x', support })] }),
      mail.text,
    );
    expect(text).toContain('> "[name] tolerated this well"');
  });

  it('quotes a clause once when a smaller quotation lies inside it', () => {
    expect(plannedBiopsy).not.toContain('> "liquid nitrogen"');
  });

  it('quotes neighbouring words of one sentence as one stretch, and never across sentences', () => {
    const note = 'Five actinic keratoses (3 scalp, 2 forehead) frozen. Nevus shaved.';
    const said = (excerpt: string) => {
      const start = note.indexOf(excerpt);
      return { excerpt, start, end: start + excerpt.length };
    };
    const support = [
      said('Nevus'),
      said('actinic keratoses'),
      said('3 scalp'),
      said('forehead) frozen'),
    ];
    const line = sampleLine('17000', { label: 'x', support });
    const { text } = render(sampleDetermination({ lines: [line] }), note);
    expect(text).toContain('> "actinic keratoses (3 scalp, 2 forehead) frozen"\n   > "Nevus"');
  });

  it('finds the words of a note that was coded with its subject as title', () => {
    const coded = 'AK, left hand\n\nAK of the nose frozen. AK of the ear frozen.';
    const start = coded.lastIndexOf('AK');
    const support = [
      { excerpt: 'AK', start, end: start + 2 },
      { excerpt: 'frozen', start: start + 14, end: start + 20 },
    ];
    const line = sampleLine('17000', { label: 'x', support });
    const { text } = render(
      sampleDetermination({ lines: [line] }),
      coded.slice('AK, left hand\n\n'.length),
      'Re: AK, left hand ',
    );
    expect(text).toContain('> "AK of the ear frozen"');
  });

  it('quotes words that stand elsewhere than their offsets say', () => {
    const support = [{ excerpt: 'frozen in clinic', start: 9, end: 25 }];
    const line = sampleLine('17000', { label: 'x', support });
    const { text } = render(sampleDetermination({ lines: [line] }), 'Wart frozen in clinic.');
    expect(text).toContain('> "frozen in clinic"');
  });

  it('lists no check that had nothing to check', () => {
    const edits = [
      { id: 'e', kind: 'mue', codes: [], result: 'not-run', text: 'no file', citations: [] },
    ] satisfies Determination['edits'];
    const { text } = render(sampleDetermination({ status: 'out-of-scope', edits }));
    expect(text).not.toContain('EDITS');
  });

  it('leaves out every section that has nothing to say', () => {
    const { text, html } = render(
      sampleDetermination({ lines: [sampleLine('17000', { label: 'x' })], editions: [] }),
    );
    expect(text).not.toMatch(
      /EDITS|CONSIDERED|WHAT WE NEED|SET ASIDE|DIAGNOSES|SOURCES|EDITIONS|HOW YOUR/,
    );
    expect(html).not.toMatch(
      /Edits checked|Considered|What we need|Set aside|Diagnoses|Sources|Editions used/,
    );
  });

  it('says Revision only from the second on', () => {
    const { mail, determination } = shaveWithUnansweredSize();
    const answer = { kind: 'determination', determination } as const;
    const say = (revision: number) => renderer.render({ reference: 'R', revision, mail, answer });
    expect(say(1).text + say(1).html).not.toContain('Revision');
    expect(say(3).text).toContain('Revision 3 replaces');
    expect(say(3).html).toContain('Revision 3');
  });

  it('names each assumed element and the outcome of each answer', () => {
    const { text } = renderer.render(SAMPLES['recommendation-with-question'] as RenderInput);
    expect(text).toContain('Not in the note: size: 0.5 cm or less is assumed');
    expect(text).toContain('- 1.1 to 2.0 cm: 11302');
  });

  it('links nothing but an https address of a source', () => {
    for (const url of [
      'javascript:alert(1)',
      'http://a.example/',
      'https://a.example/"><b>',
      'https://',
    ]) {
      const line = sampleLine('17000', { label: 'x' });
      const rationale = { ...line.rationale, citations: [{ id: 'c', title: 'A source', url }] };
      const { html } = render(sampleDetermination({ lines: [{ ...line, rationale }] }));
      expect(html).toContain('A source');
      expect(html).not.toContain('<a ');
    }
  });
});
