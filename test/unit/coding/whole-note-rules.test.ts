import { describe, expect, it } from 'vitest';
import { FOUR_CASES } from '../../helpers/families.js';
import { codeNote, head, knowledgeWith, linesOf } from '../../helpers/whole-notes.js';

/** Made-up families, one for each rule of the table language that is told here. The code numbers stand for nothing. */
const knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: resection, label: resection, words: [resection, resected] }
  - { id: care, label: care, words: [critical care] }
  - { id: looking, label: look into the nose, words: [nasal scope] }
  - { id: grafting, label: graft, words: [bone graft] }
  - { id: closing, label: closure, words: [closed with sutures] }
  - { id: device-in, label: device put in, words: [device placed] }
`,
  'lexicon/things.yaml': `
kind: example-thing
concepts:
  - { id: wall, label: wall, words: [bladder wall] }
`,
  'lexicon/requests.yaml': `
kind: request
concepts:
  - { id: request-focus, label: limit, words: [only asking about], abbreviations: [Only the] }
  - { id: request-leave-word, label: leave, words: [leave] }
  - { id: request-out-word, label: out, words: [out] }
  - { id: request-code-word, label: codes, words: [code, codes] }
  - { id: request-only-word, label: only, words: [only, just] }
  - { id: request-own-code, label: own code, words: [its own] }
`,
  'elements/example.yaml': `
elements:
  - { name: size, label: size, kind: quantity, unit: cm, read: { unit: cm, pick: largest }, ask: How large was it? }
  - { name: minutes, label: minutes, kind: quantity, unit: min, read: { unit: min }, ask: How many minutes? }
`,
  'families/example/tumors.yaml': `${head('tumors')}complete: false

answers: [{ act: resection, with: [wall], within: near }]
elements: [{ name: size }]
rows:
  - { id: tumors.small, when: { size: "< 2" }, report: [{ code: 90001 }] }
  - { id: tumors.large, when: { size: ">= 2" }, report: [{ code: 90002 }] }
codes:
  - { code: 90001, label: small }
  - { code: 90002, label: large }
${FOUR_CASES}`,
  'families/example/care.yaml': `${head('care')}complete: false

answers: [{ act: care }]
elements: [{ name: minutes, all: true }]
rows:
  - { id: care.time, when: { minutes: ">= 30" }, report: [{ code: 90010, units: "minutes" }] }
codes: [{ code: 90010, label: care by the minute }]
${FOUR_CASES}`,
  'families/example/looks.yaml': `${head('looks')}complete: false

answers: [{ act: looking }]
services: { one-per: [laterality] }
elements: [{ name: laterality }]
reporting: { laterality: bilateral-50 }
rows:
  - { id: looks.nose, when: {}, report: [{ code: 90020 }] }
codes: [{ code: 90020, label: look, sides: either }]
${FOUR_CASES}`,
  'families/example/grafts.yaml': `${head('grafts')}complete: false

answers: [{ act: grafting }]
rows:
  - { id: grafts.bone, when: {}, report: [{ code: 90030 }] }
codes: [{ code: 90030, label: graft, addOn: { parents: [90010] } }]
${FOUR_CASES}`,
  'families/example/closings.yaml': `${head('closings')}complete: false

answers: [{ act: closing }]
rows:
  - { id: closings.plain, when: {}, report: [{ code: 90040 }] }
codes: [{ code: 90040, label: closure }]
${FOUR_CASES}`,
  'families/example/devices.yaml': `${head('devices')}complete: false

answers: [{ act: device-in }]
rows:
  - { id: devices.in, when: {}, report: [{ code: 90050 }] }
codes: [{ code: 90050, label: device }]
${FOUR_CASES}`,
  'policies/example.yaml': `
id: example-bundles
kind: bundles
rules:
  - { id: payer-closure, codes: [90040], into: [90001-90002], where: [payer-medicare], because: This payer takes the closure in., cites: [example] }
`,
});

const lines = (body: string, title?: string) => linesOf(codeNote(knowledge, body, title)).sort();

describe('of several values', () => {
  it('the largest counts where the element says so', () => {
    expect(lines('Bladder wall resected: 0.8 cm, 2.4 cm and 1 cm.')).toEqual(['90002']);
  });

  it('those of a list share the unit at its end', () => {
    expect(lines('Bladder wall resected, 3, 1 and 1 cm.')).toEqual(['90002']);
  });

  it('all add up, once each, and a stated total stands for its parts', () => {
    expect(lines('Critical care 40 min in the morning, 20 min at night.')).toEqual(['90010 x 60']);
    expect(lines('Critical care 40 min and 20 min, total 60 min.')).toEqual(['90010 x 60']);
    expect(lines('Critical care 73 min today.', 'critical care 73 min')).toEqual(['90010 x 73']);
  });
});

describe('a code for one side or both', () => {
  it('is reported once and without a side', () => {
    expect(lines('Nasal scope right and left.')).toEqual(['90020']);
  });
});

describe('what the sender leaves out', () => {
  it('is no part of the answer', () => {
    expect(lines('Critical care 40 min. Device placed. Leave the device placed line out.')).toEqual(
      ['90010 x 40'],
    );
  });

  it('takes an add-on alone where only that is asked about', () => {
    expect(lines('Critical care 40 min with a bone graft. Only the bone graft please.')).toEqual([
      '90030',
    ]);
  });

  it('is not what only has its code questioned', () => {
    expect(lines('Critical care 40 min. Device placed. Device placed on its own code?')).toEqual([
      '90010 x 40',
      '90050',
    ]);
  });
});

describe('the subject', () => {
  it('stands over every sentence', () => {
    const body = 'Under general anesthesia. Consent signed. A growth of 1 cm was resected.';
    expect(lines(body, 'bladder wall')).toEqual(['90001']);
  });
});

describe('a rule of one payer', () => {
  it('holds only where the letter names the payer', () => {
    const body = 'Bladder wall resected, 1 cm, closed with sutures.';
    expect(lines(body)).toEqual(['90001', '90040']);
    expect(lines(`${body} Medicare.`)).toEqual(['90001']);
  });
});
