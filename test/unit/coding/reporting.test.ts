import { describe, expect, it } from 'vitest';
import { familyText } from '../../helpers/families.js';
import { codeNote, knowledgeWith, linesOf } from '../../helpers/whole-notes.js';

const family = (id: string, act: string, laterality: string, code: number, more = '') =>
  familyText(
    id,
    `
answers: [{ act: ${act} }]
${more || `rows: [{ id: ${id}.one, when: {}, report: [{ code: ${code} }] }]`}
reporting: { laterality: ${laterality} }
codes: [{ code: ${code}, label: code of ${id} }${more === '' ? '' : `, { code: ${code + 1}, label: further, addOn: { parents: [${code}] } }`}]
`,
  );

const knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: joint-filling, label: joint filling, words: [filling] }
  - { id: joint-view, label: joint view, words: [viewing] }
  - { id: nail-lifting, label: nail lifting, words: [lifted] }
  - { id: finger-freeing, label: finger freeing, words: [freed] }
  - { id: thing-placing, label: placing, words: [placing] }
  - { id: lid-lifting, label: lid lifting, words: [lid lift] }
  - { id: vessel-opening, label: vessel opening, words: [opening] }
`,
  'lexicon/vessels.yaml': `
kind: heart-vessel
concepts:
  - { id: front-vessel, label: front vessel, words: [front vessel], traits: { modifier: LD } }
  - { id: right-vessel, label: right vessel, words: [right vessel], traits: { modifier: RC } }
`,
  'elements/example.yaml': `
elements:
  - { name: heart-vessel, label: vessel, kind: concept, of: heart-vessel, ask: Which vessel was opened? }
  - { name: nails, label: nails, kind: quantity, whole: true, domain: ">= 1", read: { counts: nail }, ask: How many nails? }
`,
  'families/example/filling.yaml': family('filling', 'joint-filling', 'bilateral-50', 90201),
  'families/example/viewing.yaml': family('viewing', 'joint-view', 'sides', 90211),
  'families/example/nails.yaml': family(
    'nails',
    'nail-lifting',
    'digits',
    90221,
    `elements: [{ name: nails }]
rows:
  - { id: nails.one, when: { nails: 1 }, report: [{ code: 90221 }] }
  - { id: nails.more, when: { nails: ">= 2" }, report: [{ code: 90221 }, { code: 90222, units: nails - 1 }] }`,
  ),
  'families/example/freeing.yaml': family('freeing', 'finger-freeing', 'digits', 90231),
  'families/example/placing.yaml': family(
    'placing',
    'thing-placing',
    'bilateral-50',
    90261,
  ).replace(
    'rows:',
    'services: { one-per: [site, laterality] }\nelements: [{ name: site }, { name: laterality }]\nrows:',
  ),
  'families/example/lids.yaml': family('lids', 'lid-lifting', 'eyelids', 90241),
  'families/example/vessels.yaml': family('vessels', 'vessel-opening', 'coronary', 90251).replace(
    'rows:',
    'services: { one-per: [heart-vessel] }\nelements: [{ name: heart-vessel }]\nrows:',
  ),
});

const code = (body: string) => codeNote(knowledge, body);
const lines = (body: string) => linesOf(code(body));

describe('a family that reports sides', () => {
  it('puts the side on the line', () => {
    expect(lines('Viewing of the left knee.')).toEqual(['90211 -LT']);
    expect(code('Viewing of the left knee.').lines[0]?.modifierReasons).toEqual([
      { modifier: 'LT', reason: 'Documented: left side.' },
    ]);
  });

  it('gives each side its own line', () => {
    expect(lines('Bilateral viewing of the knee.')).toEqual(['90211 -LT', '90211 -RT']);
  });

  it('leaves the line plain where the note names no side', () => {
    expect(lines('Viewing of the knee.')).toEqual(['90211']);
  });
});

describe('a family that reports both sides with 50', () => {
  it('has one line for the two', () => {
    expect(lines('Bilateral filling.')).toEqual(['90201 -50']);
    expect(lines('Filling on the right and filling on the left.')).toEqual(['90201 -50']);
  });

  it('understands both of a pair', () => {
    expect(lines('Filling of both knees.')).toEqual(['90201 -50']);
    expect(lines('Filling through both tubes.')).toEqual(['90201']);
  });

  it('keeps different places apart', () => {
    expect(lines('Placing at the right knee. Placing at the left hand.').sort()).toEqual([
      '90261 -LT',
      '90261 -RT',
    ]);
    expect(lines('Placing at the right knee. Placing at the left knee.')).toEqual(['90261 -50']);
  });

  it('has the side alone where only one is named', () => {
    expect(lines('Filling on the right.')).toEqual(['90201 -RT']);
  });
});

describe('a family that reports digits', () => {
  it('names the finger by hand and place', () => {
    expect(lines('The right ring finger was freed.')).toEqual(['90231 -F8']);
  });

  it('has a line for each finger', () => {
    expect(lines('The left thumb and the left index finger were freed.')).toEqual([
      '90231 -FA',
      '90231 -F1',
    ]);
  });

  it('gives the first digit to the primary code and the others to its add-on', () => {
    expect(lines('3 nails lifted: left great toe, right great toe, and left second toe.')).toEqual([
      '90221 -TA',
      '90222 -T5',
      '90222 -T1',
    ]);
  });

  it('leaves it to a coder where digits and units are not as many', () => {
    const found = code('3 nails lifted: left great toe and right great toe.');
    expect(linesOf(found)).toEqual(['90221', '90222 x 2']);
    expect(found.lines.map(({ confidence }) => confidence)).toEqual(['review', 'review']);
  });
});

describe('other places', () => {
  it('are named by lid', () => {
    expect(lines('Lid lift of the right upper eyelid.')).toEqual(['90241 -E3']);
    expect(lines('Lid lift of both upper eyelids, left and right.')).toEqual([
      '90241 -E1',
      '90241 -E3',
    ]);
  });

  it('are named by coronary artery, by what the lexicon gives', () => {
    expect(lines('Opening of the front vessel. Opening of the right vessel.')).toEqual([
      '90251 -LD',
      '90251 -RC',
    ]);
  });
});
