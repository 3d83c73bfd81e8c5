import { describe, expect, it } from 'vitest';
import { familyText } from '../../helpers/families.js';
import { knowledgeWith } from '../../helpers/whole-notes.js';

const files = {
  'lexicon/acts.yaml': `
kind: procedure
concepts: [{ id: tapping, label: tapping, words: [tapping] }]
`,
  'lexicon/requests.yaml': `
kind: request
concepts: [{ id: taps-only, label: only taps, words: [taps only] }]
`,
  'families/example/taps.yaml': familyText(
    'taps',
    `
answers: [{ act: tapping }]
rows: [{ id: taps.one, when: {}, report: [{ code: 90001 }, { code: 90002 }, { code: 90003 }] }]
codes: [{ code: 90001, label: one }, { code: 90002, label: two }, { code: 90003, label: three }]
`,
  ),
};

function faultOf(policy: string): string {
  try {
    knowledgeWith({ ...files, 'policies/example.yaml': policy });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no fault';
}

const bundle = (codes: string, into: string, more = '') => `id: example
kind: bundles
rules:
  - { id: a, codes: [${codes}], into: [${into}], because: It is part of it., cites: [example]${more} }`;
const panel = (code: number, components: string) => `id: example
kind: panels
panels: [{ code: ${code}, components: [${components}], because: They are one panel., cites: [example] }]`;
const modifier = (more: string) => `id: example
kind: modifiers
rules:
  - { id: a, modifier: "59", because: It is distinct., cites: [example], ${more} }`;
const limit = (more: string) => `id: example
kind: limits
rules:
  - { id: a, because: Only that is asked for., ${more} }`;

describe('a policy that is sound', () => {
  it.each([
    ['bundles', bundle('90002', '90001', ', unless: [tapping], modifier: "59"')],
    ['panels', panel(90001, '90002, [90003, 90001]')],
    ['modifiers', modifier('on: { families: [taps] }, when: { laterality: left }')],
    ['modifiers by a number', modifier('on: { codes: [90001-90003] }, when: { age: "< 1" }')],
    ['limits', limit('request: taps-only, only: { chapters: [example] }')],
  ])('is accepted: %s', (_, text) => {
    expect(faultOf(text)).toBe('no fault');
  });
});

describe('a policy with a fault is refused at its line', () => {
  it.each([
    [
      'a code of no family',
      bundle('90009', '90001'),
      /example\.yaml:4 no loaded family has 90009; correct or remove/,
    ],
    ['a code into itself', bundle('90001', '90001'), /:4 code 90001 would be part of itself/],
    [
      'an unknown concept',
      bundle('90002', '90001', ', unless: [nowhere]'),
      /:4 no lexicon file defines the concept "nowhere"/,
    ],
    ['a panel of one test', panel(90001, '90002'), /:3 panels\.0\.components/],
    [
      'a panel of unknown tests',
      panel(90001, '90002, 90008'),
      /:3 no loaded family has code 90008/,
    ],
    [
      'an unknown citation',
      bundle('90002', '90001').replace('cites: [example]', 'cites: [nobody]'),
      /:4 unknown citation "nobody"/,
    ],
    [
      'two rules of one id',
      `${bundle('90002', '90001')}\n  - { id: a, codes: [90003], into: [90001], because: It is part., cites: [example] }`,
      /:5 rule id "a" already stands in policies\/example\.yaml/,
    ],
    [
      'an unknown family',
      modifier('on: { families: [drums] }, when: { laterality: left }'),
      /:4 unknown family "drums"/,
    ],
    [
      'an unknown group',
      modifier('on: { groups: [drums] }, when: { laterality: left }'),
      /:4 unknown code group "drums"/,
    ],
    [
      'an unknown kind of word',
      modifier('on: { codes: [90001] }, when: { moods: happy }'),
      /:4 "moods" is neither an element nor a kind of word/,
    ],
    [
      'a value that the element does not take',
      modifier('on: { codes: [90001] }, when: { laterality: upward }'),
      /:4 laterality: .*"upward"/,
    ],
    [
      'a modifier without a reason',
      modifier('on: { codes: [90001] }'),
      /:4 give `when`, `beside` or the families/,
    ],
    [
      'a range that runs backwards',
      modifier('on: { codes: [90003-90001] }, when: { laterality: left }'),
      /:4 rules\.0\.on\.codes\.0: write one code, or two/,
    ],
    [
      'a request that is none',
      limit('request: tapping, only: {}'),
      /:4 no lexicon file defines the request "tapping"/,
    ],
    [
      'a limit that keeps and drops',
      limit('request: taps-only, only: {}, drop: {}'),
      /:4 rules\.0: give either `only` or `drop`/,
    ],
  ])('%s', (_, text, message) => {
    expect(faultOf(text)).toMatch(message);
  });
});
