import { describe, expect, it } from 'vitest';
import { FOUR_CASES } from '../../helpers/families.js';
import { codeNote, head, knowledgeWith, linesOf } from '../../helpers/whole-notes.js';

/** Made-up families, one for each way in which a table reads a whole note. The code numbers stand for nothing. */
const knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: gall-removal, label: removal of the gallbladder, words: [cholecystectomy] }
  - { id: joint-injection, label: joint injection, words: [inject, injection] }
  - { id: facet-injection, label: facet injection, words: [facet injection, facet joint injection] }
  - { id: cholangiogram-act, label: cholangiogram, words: [cholangiogram] }
  - { id: scope, label: colon scope, words: [colon scope] }
  - { id: loosening, label: loosening, words: [loosened, freed] }
`,
  'lexicon/requests.yaml': `
kind: request
concepts:
  - { id: request-focus, label: limit, words: [only asking about] }
`,
  'lexicon/joints.yaml': `
kind: joint
concepts:
  - { id: large-joint, label: large joint }
  - { id: small-joint, label: small joint }
  - { id: knee-joint, label: knee joint, is: [large-joint], words: [knee] }
  - { id: shoulder-joint, label: shoulder joint, is: [large-joint], words: [shoulder] }
  - { id: thumb-joint, label: thumb joint, is: [small-joint], words: [thumb base] }
`,
  'lexicon/drugs.yaml': `
kind: drug
concepts:
  - { id: drug-a, label: drug A, words: [alphacillin] }
  - { id: drug-b, label: drug B, words: [betamycin] }
`,
  'lexicon/techniques.yaml': `
kind: technique
concepts:
  - { id: snare-loop, label: snare, words: [snare, snared] }
  - { id: hot-clamp, label: hot clamp, words: [hot clamp] }
`,
  'lexicon/nerves.yaml': `
kind: nerve
concepts:
  - { id: wrist-nerve, label: wrist nerve, words: [wrist nerve] }
`,
  'elements/example.yaml': `
elements:
  - { name: approach, label: approach, kind: concept, of: approach, ask: Which approach was used? }
  - { name: cholangiogram, label: cholangiogram, kind: flag, of: cholangiogram-act, ask: Was a cholangiogram done? }
  - { name: joint, label: joint, kind: concept, of: joint, ask: Which joint was it? }
  - { name: guided, label: ultrasound guidance, kind: flag, of: ultrasound-guidance, ask: Was it guided? }
  - { name: levels, label: levels, kind: quantity, whole: true, read: { distinct: interspace }, ask: Which levels? }
  - { name: drug, label: drug, kind: concept, of: drug, ask: Which drug was it? }
  - { name: dose, label: dose, kind: quantity, unit: mg, read: { unit: mg }, ask: Which dose was given? }
  - { name: technique, label: technique, kind: concept, of: technique, ask: Which technique was used? }
  - { name: weightiness, label: weight of the work, kind: concept, of: technique, ask: How was it done? }
`,
  'families/example/gall.yaml': `${head('gall')}
answers: [{ act: gall-removal }]
elements:
  - { name: approach, values: [open, laparoscopic], prefer: [open] }
  - { name: cholangiogram }
rows:
  - { id: gall.lap, when: { approach: laparoscopic, cholangiogram: "no" }, report: [{ code: 90001 }] }
  - { id: gall.lap-films, when: { approach: laparoscopic, cholangiogram: "yes" }, report: [{ code: 90002 }] }
  - { id: gall.open, when: { approach: open }, report: [{ code: 90003 }] }
codes:
  - { code: 90001, label: through the scope }
  - { code: 90002, label: with films }
  - { code: 90003, label: open }
${FOUR_CASES}`,
  'families/example/joints.yaml': `${head('joints')}
complete: false
answers: [{ act: joint-injection }]
services: { one-per: [joint, laterality] }
elements:
  - { name: joint, values: [large-joint, small-joint] }
  - { name: laterality }
  - { name: guided }
rows:
  - { id: joints.large, when: { joint: large-joint, guided: "no" }, report: [{ code: 90010 }] }
  - { id: joints.large-guided, when: { joint: large-joint, guided: "yes" }, report: [{ code: 90011 }] }
  - { id: joints.small, when: { joint: small-joint }, report: [{ code: 90012 }] }
codes:
  - { code: 90010, label: large joint }
  - { code: 90011, label: large joint guided }
  - { code: 90012, label: small joint }
${FOUR_CASES}`,
  'families/example/facets.yaml': `${head('facets')}
complete: false
answers: [{ act: facet-injection }]
elements: [{ name: levels }]
rows:
  - { id: facets.one, when: { levels: 1 }, report: [{ code: 90020 }] }
  - { id: facets.two, when: { levels: 2 }, report: [{ code: 90020 }, { code: 90021 }] }
  - { id: facets.more, when: { levels: ">= 3" }, report: [{ code: 90020 }, { code: 90021 }, { code: 90022, units: "levels - 2" }] }
codes:
  - { code: 90020, label: first level, weight: 3 }
  - { code: 90021, label: second level, addOn: { parents: [90020] } }
  - { code: 90022, label: further levels, addOn: { parents: [90020] } }
${FOUR_CASES}`,
  'families/example/drugs.yaml': `${head('drugs')}
complete: false
answers: [{ act: drug-a }, { act: drug-b }]
services: { one-per: [act] }
elements:
  - { name: drug }
  - { name: dose }
rows:
  - { id: drugs.a, when: { drug: drug-a }, report: [{ code: 90030, units: "ceil(dose / 250)" }] }
  - { id: drugs.b, when: { drug: drug-b }, report: [{ code: 90031, units: "ceil(dose / 10)" }] }
codes:
  - { code: 90030, label: drug A per 250 mg }
  - { code: 90031, label: drug B per 10 mg }
${FOUR_CASES}`,
  'families/example/scopes.yaml': `${head('scopes')}
complete: false
answers: [{ act: scope }]
services: { one-per: [technique] }
elements: [{ name: technique, all: true, default: { value: "not(snare-loop, hot-clamp)" } }]
rows:
  - { id: scopes.snare, when: { technique: snare-loop }, report: [{ code: 90040 }] }
  - { id: scopes.clamp, when: { technique: hot-clamp }, report: [{ code: 90041 }] }
codes:
  - { code: 90040, label: snare }
  - { code: 90041, label: hot clamp }
${FOUR_CASES}`.replace(', default: { value: "not(snare-loop, hot-clamp)" }', ''),
  'families/example/nerves.yaml': `${head('nerves')}
complete: false
answers: [{ act: loosening, with: [wrist-nerve], within: sentence }]
rows:
  - { id: nerves.freed, when: {}, report: [{ code: 90050 }] }
codes: [{ code: 90050, label: wrist nerve freed }]
${FOUR_CASES}`,
});

const lines = (body: string, title?: string) => linesOf(codeNote(knowledge, body, title)).sort();

describe('a family that reads the whole note', () => {
  it('finds its facts wherever the note states them', () => {
    expect(
      lines('Cholecystectomy today. It was laparoscopic. A cholangiogram was obtained.'),
    ).toEqual(['90002']);
  });

  it('takes what is denied or unsaid for not done', () => {
    expect(lines('Laparoscopic cholecystectomy. No cholangiogram.')).toEqual(['90001']);
    expect(lines('Laparoscopic cholecystectomy.')).toEqual(['90001']);
  });

  it('lets the preferred of several stated values stand', () => {
    expect(lines('Laparoscopic cholecystectomy converted to open.')).toEqual(['90003']);
  });

  it('asks for what its rows need, with the outcome of each answer', () => {
    const { status, queries } = codeNote(knowledge, 'Cholecystectomy performed.');
    expect(status).toBe('query-needed');
    expect(queries[0]?.outcomes.map(({ result }) => result)).toEqual([
      '90001',
      '90003',
      'no code can be supported',
    ]);
  });

  it.each([
    'Cholecystectomy is planned for next month.',
    'No cholecystectomy was performed.',
    'History of cholecystectomy.',
  ])('codes nothing of "%s" and says why', (body) => {
    const found = codeNote(knowledge, body);
    expect(found.lines).toEqual([]);
    expect(found.setAside.length).toBeGreaterThan(0);
  });

  it('makes a composed act of words that stand near each other', () => {
    expect(lines('The wrist nerve was freed.')).toEqual(['90050']);
    expect(lines('The tendon was freed. The wrist nerve was intact.')).toEqual([]);
  });

  it('reads an act of the subject when the letter does not set it aside', () => {
    expect(lines('Went well, laparoscopic.', 'cholecystectomy')).toEqual(['90001']);
    expect(lines('Not done, cholecystectomy postponed.', 'cholecystectomy')).toEqual([]);
  });

  it('codes what only the question names as a thing to confirm', () => {
    const found = codeNote(knowledge, 'How do I code a laparoscopic cholecystectomy?');
    expect(found.lines.map(({ code, confidence }) => `${code} ${confidence}`)).toEqual([
      '90001 review',
    ]);
  });
});

describe('the question of a letter', () => {
  it('limits the answer to the service that it names', () => {
    const found = codeNote(
      knowledge,
      'Laparoscopic cholecystectomy. Facet injection L4-5. Only asking about the facet injection.',
    );
    expect(linesOf(found)).toEqual(['90020']);
    expect(found.setAside.map(({ reason }) => reason).join(' ')).toContain('limited');
  });
});

describe('services of a whole note', () => {
  it('are kept apart by the elements of the family', () => {
    expect(lines('Injected the right knee and the left shoulder.')).toEqual(['90010 x 2']);
    expect(lines('Right knee injection and thumb base injection done.')).toEqual([
      '90010',
      '90012',
    ]);
  });

  it('share what is said at the end of a list', () => {
    expect(lines('Injected the right knee and left knee under ultrasound guidance.')).toEqual([
      '90011 x 2',
    ]);
  });

  it('keep what is said of each', () => {
    expect(
      lines(
        'Right knee injection under ultrasound guidance. Left shoulder injection, no ultrasound guidance.',
      ),
    ).toEqual(['90010', '90011']);
  });

  it('count levels of the spine', () => {
    expect(lines('Facet injection L4-5.')).toEqual(['90020']);
    expect(lines('Facet joint injections at L3-4, L4-5 and L5-S1.')).toEqual([
      '90020',
      '90021',
      '90022',
    ]);
  });

  it('give each drug its own dose, in whichever order they are told', () => {
    const expected = ['90030 x 4', '90031 x 6'];
    expect(lines('Alphacillin 1 gram IM and betamycin 60 mg IM given.')).toEqual(expected);
    expect(lines('Gave 60 mg of betamycin and 1 g of alphacillin.')).toEqual(expected);
  });

  it('make one line for each technique', () => {
    expect(lines('Colon scope. A polyp was snared. Another was taken with the hot clamp.')).toEqual(
      ['90040', '90041'],
    );
  });
});
