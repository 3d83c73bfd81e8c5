import { describe, expect, it } from 'vitest';
import { familyText } from '../../helpers/families.js';
import { codeNote, knowledgeWith, linesOf } from '../../helpers/whole-notes.js';

const one = (id: string, act: string, code: number, more = '') =>
  familyText(
    id,
    `
answers: [{ act: ${act} }]
rows: [{ id: ${id}.one, when: {}, report: [{ code: ${code} }] }]
${more}
codes: [{ code: ${code}, label: code of ${id}, weight: ${100_000 - code} }]
`,
  );

const knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: knee-trim, label: knee trimming, words: [trimming] }
  - { id: knee-smooth, label: knee smoothing, words: [smoothing] }
  - { id: visit-act, label: visit, words: [long visit] }
  - { id: shot-act, label: shot, words: [shot] }
`,
  'lexicon/tests.yaml': `
kind: lab-test
concepts:
  - { id: test-salt, label: salt, words: [salt] }
  - { id: test-sugar, label: sugar, words: [sugar] }
  - { id: test-fat, label: fat, words: [fat] }
  - { id: test-iron, label: iron, words: [iron] }
  - { id: panel-small, label: small panel, words: [small panel] }
  - { id: panel-large, label: large panel, words: [large panel] }
`,
  'lexicon/circumstances.yaml': `
kind: circumstance
concepts:
  - { id: other-compartment, label: other compartment, words: [separate compartment] }
  - { id: hard-work, label: hard work, words: [twice the work] }
`,
  'lexicon/requests.yaml': `
kind: request
concepts:
  - { id: shot-only, label: only the shot, words: [shot line only] }
  - { id: no-lines, label: diagnoses only, words: [diagnosis only] }
  - { id: no-visit, label: without the visit, words: [visit is coded elsewhere] }
`,
  'families/example/trim.yaml': one('trim', 'knee-trim', 90301, 'reporting: { laterality: sides }'),
  'families/example/smooth.yaml': one(
    'smooth',
    'knee-smooth',
    90302,
    'reporting: { laterality: sides }',
  ),
  'families/example/visit.yaml': one('visit', 'visit-act', 90303),
  'families/example/shot.yaml': one('shot', 'shot-act', 90304),
  'families/lab/salt.yaml': one('salt', 'test-salt', 90311),
  'families/lab/sugar.yaml': one('sugar', 'test-sugar', 90312),
  'families/lab/fat.yaml': one('fat', 'test-fat', 90313),
  'families/lab/iron.yaml': one('iron', 'test-iron', 90314),
  'families/lab/small.yaml': one('small', 'panel-small', 90321),
  'families/lab/large.yaml': one('large', 'panel-large', 90322),
  'policies/bundles.yaml': `
id: knee
kind: bundles
rules:
  - id: knee.smooth
    codes: [90302]
    into: [90301]
    unless: [other-compartment]
    modifier: "59"
    because: Smoothing is part of trimming in the same knee.
    cites: [example]
`,
  'policies/panels.yaml': `
id: lab
kind: panels
panels:
  - { code: 90321, components: [90311, 90312], because: Both tests are the small panel., cites: [example] }
  - { code: 90322, components: [90311, 90312, 90313], because: All three are the large panel., cites: [example] }
`,
  'policies/limits.yaml': `
id: limits
kind: limits
rules:
  - { id: limit.shot, request: shot-only, only: { families: [shot] }, because: Only the shot is asked for. }
  - { id: limit.none, request: no-lines, only: {}, because: Only diagnoses are asked for. }
  - { id: limit.visit, request: no-visit, drop: { groups: [long-visits] }, because: The visit is left out. }
`,
  'policies/groups.yaml': `
id: groups
kind: code-groups
groups: [{ id: long-visits, title: Long visits, codes: [90303-90303] }]
`,
  'policies/modifiers.yaml': `
id: modifiers
kind: modifiers
rules:
  - id: hard.first
    modifier: "22"
    on: { codes: [90301-90302] }
    lines: first
    when: { circumstance: hard-work }
    because: The work was hard.
    cites: [example]
  - id: child
    modifier: "63"
    on: { chapters: [example], except: [90303] }
    when: { age: "< 1" }
    because: The patient is an infant.
    cites: [example]
  - id: visit.separate
    modifier: "25"
    on: { groups: [long-visits] }
    beside: { families: [shot] }
    when: { circumstance: hard-work }
    otherwise:
      review: The visit is not shown apart from the shot.
      element: separate
      ask: What else was done at the visit?
      outcomes: [{ answer: Something else, result: "{code} with 25, beside {beside}" }]
    because: The visit was separate.
    cites: [example]
`,
});

const code = (body: string) => codeNote(knowledge, body);
const lines = (body: string) => linesOf(code(body));

describe('a bundle', () => {
  it('takes a code into the other, with the rule', () => {
    const found = code('Right knee trimming and smoothing.');
    expect(linesOf(found)).toEqual(['90301 -RT']);
    expect(found.notSelected).toEqual([
      expect.objectContaining({ code: '90302', rule: 'knee.smooth' }),
    ]);
    expect(found.edits).toContainEqual(
      expect.objectContaining({ id: 'knee.smooth', kind: 'policy', result: 'applied' }),
    );
  });

  it('leaves both where the note shows a service of its own', () => {
    expect(lines('Right knee trimming and smoothing in a separate compartment.')).toEqual([
      '90301 -RT',
      '90302 -59 -RT',
    ]);
  });

  it('leaves both on opposite sides', () => {
    expect(lines('Right knee trimming. Left knee smoothing.')).toEqual(['90301 -RT', '90302 -LT']);
  });
});

describe('a panel', () => {
  it('stands for its tests when all of them stand', () => {
    const found = code('Salt and sugar were run.');
    expect(linesOf(found)).toEqual(['90321']);
    expect(found.notSelected.map(({ code: number }) => number)).toEqual(['90311', '90312']);
  });

  it('gives way to a larger one', () => {
    expect(lines('Salt, sugar and fat were run.')).toEqual(['90322']);
    expect(lines('Small panel and fat were run.')).toEqual(['90322']);
  });

  it('leaves other tests beside it', () => {
    expect(lines('Salt, sugar and iron were run.')).toEqual(['90314', '90321']);
    expect(lines('Salt and iron were run.')).toEqual(['90311', '90314']);
  });
});

describe('a limit of the sender', () => {
  it('keeps only what was asked for', () => {
    const found = code('Long visit with a shot. Shot line only please.');
    expect(linesOf(found)).toEqual(['90304']);
    expect(found.notSelected).toEqual([
      expect.objectContaining({ code: '90303', reason: 'Only the shot is asked for.' }),
    ]);
  });

  it('may leave no line at all', () => {
    expect(lines('Long visit with a shot. Diagnosis only.')).toEqual([]);
  });

  it('may leave a part out', () => {
    expect(lines('Long visit with a shot. The visit is coded elsewhere.')).toEqual(['90304']);
  });
});

describe('a modifier rule', () => {
  it('sets its modifier on the lines that it names, with its reason', () => {
    const found = code('Trimming of the right knee, twice the work. Smoothing of the left knee.');
    expect(linesOf(found)).toEqual(['90301 -22 -RT', '90302 -LT']);
    expect(found.lines[0]?.modifierReasons[0]).toEqual({
      modifier: '22',
      reason: 'The work was hard.',
    });
  });

  it('may look at a number of the encounter', () => {
    expect(lines('0-year-old. Shot given.')).toEqual(lines('6-month-old. Shot given.'));
    expect(lines('6-month-old. Shot given.')).toEqual(['90304 -63']);
    expect(lines('6-year-old. Shot given.')).toEqual(['90304']);
  });

  it('asks where its condition is not documented', () => {
    const found = code('Long visit with a shot.');
    expect(
      found.lines.map(({ code: number, modifiers, confidence }) => [number, modifiers, confidence]),
    ).toEqual([
      ['90303', [], 'review'],
      ['90304', [], 'documented'],
    ]);
    expect(found.queries).toEqual([
      expect.objectContaining({
        element: 'separate',
        outcomes: [{ answer: 'Something else', result: '90303 with 25, beside 90304' }],
      }),
    ]);
  });

  it('is satisfied where it is documented', () => {
    expect(lines('Long visit, twice the work, with a shot.')).toEqual(['90303 -25', '90304']);
  });
});
