import { describe, expect, it } from 'vitest';
import { familyText } from '../../helpers/families.js';
import { codeNote, knowledgeWith, linesOf } from '../../helpers/whole-notes.js';

const knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: closing, label: closing, words: [wound closure] }
  - { id: knee-scope, label: knee scope, words: [knee scope] }
  - { id: bowel-scope, label: bowel scope, words: [bowel scope] }
  - { id: tapping, label: tapping, words: [tapping] }
`,
  'lexicon/depth.yaml': `
kind: closing-depth
concepts:
  - { id: shallow, label: simple, words: [simple] }
  - { id: layered, label: layered, words: [layered] }
`,
  'lexicon/works.yaml': `
kind: knee-work
concepts:
  - { id: trimming, label: trimming of the meniscus, words: [meniscus trimmed] }
  - { id: smoothing, label: smoothing of cartilage, words: [cartilage smoothed] }
  - { id: looking, label: looking, words: [looked around] }
`,
  'lexicon/tools.yaml': `
kind: tool
concepts:
  - { id: tool-any, label: tool }
  - { id: cutting-tool, label: cutting tool, is: [tool-any], words: [cutting tool] }
  - { id: snare, label: snare, is: [cutting-tool], words: [snare] }
  - { id: clip, label: clip, is: [tool-any], words: [clip] }
  - { id: biopsy-jaw, label: jaw, is: [cutting-tool], words: [jaw] }
`,
  'elements/example.yaml': `
elements:
  - { name: wound-depth, label: depth of closure, kind: concept, of: closing-depth, ask: How was it closed? }
  - { name: wound-length, label: length of the wound, kind: quantity, unit: cm, read: { unit: cm }, ask: How long was it? }
  - { name: knee-work, label: work in the knee, kind: concept, of: knee-work, ask: What was done? }
  - { name: tool, label: tool, kind: concept, of: tool, ask: Which tool was used? }
`,
  'families/example/closings.yaml': familyText(
    'closings',
    `
answers: [{ act: closing }]
services: { one-per: [act, wound-length] }
elements:
  - { name: wound-depth }
  - { name: site }
  - { name: wound-length }
combine: { mode: sum, of: wound-length, by: [wound-depth, site] }
rows:
  - { id: closings.face-short, when: { wound-depth: shallow, site: face, wound-length: "<= 2.5" }, report: [{ code: 90101 }] }
  - { id: closings.face-long, when: { wound-depth: shallow, site: face, wound-length: "> 2.5" }, report: [{ code: 90102 }] }
  - { id: closings.other, when: { wound-depth: shallow, site: "arm, leg" }, report: [{ code: 90103 }] }
  - { id: closings.layered, when: { wound-depth: layered }, report: [{ code: 90104 }] }
codes:
  - { code: 90101, label: short on the face }
  - { code: 90102, label: long on the face }
  - { code: 90103, label: elsewhere }
  - { code: 90104, label: in layers }
`,
  ),
  'families/example/knees.yaml': familyText(
    'knees',
    `
answers: [{ act: knee-scope }]
services: { one-per: [knee-work, laterality] }
elements: [{ name: knee-work }, { name: laterality }]
combine: { mode: most-extensive, by: [laterality] }
rows:
  - { id: knees.trim, when: { knee-work: trimming }, report: [{ code: 90111 }] }
  - { id: knees.smooth, when: { knee-work: smoothing }, report: [{ code: 90112 }] }
  - { id: knees.look, when: { knee-work: looking }, report: [{ code: 90113 }] }
reporting: { laterality: sides }
codes:
  - { code: 90111, label: trimming }
  - { code: 90112, label: smoothing }
  - { code: 90113, label: looking }
`,
  ),
  'families/example/bowels.yaml': familyText(
    'bowels',
    `
answers: [{ act: bowel-scope }]
services: { one-per: [tool] }
elements: [{ name: tool }]
combine: { mode: most-extensive }
rows:
  - { id: bowels.snare, when: { tool: snare }, report: [{ code: 90121 }] }
  - { id: bowels.clip, when: { tool: clip }, report: [{ code: 90122 }] }
  - { id: bowels.jaw, when: { tool: biopsy-jaw }, report: [{ code: 90123 }] }
codes:
  - { code: 90121, label: snare }
  - { code: 90122, label: clip }
  - { code: 90123, label: jaw }
`,
  ),
  'families/example/taps.yaml': familyText(
    'taps',
    `
answers: [{ act: tapping }]
rows: [{ id: taps.one, when: {}, report: [{ code: 90131 }] }]
codes: [{ code: 90131, label: tapping }]
`,
  ),
});

const code = (body: string) => codeNote(knowledge, body);
const lines = (body: string) => linesOf(code(body)).sort();

describe('a family without a way to combine', () => {
  it('reports every service once', () => {
    expect(lines('Tapping was done. Tapping went well.')).toEqual(['90131']);
  });
});

describe('lengths that are added up by class', () => {
  it('join wounds of one depth and one group of sites, wherever they are', () => {
    expect(
      lines(
        'Simple wound closure on the cheek, 1.5 cm. Simple wound closure on the forehead, 1.2 cm.',
      ),
    ).toEqual(['90102']);
  });

  it('keep wounds apart that the table tells apart', () => {
    expect(
      lines(
        'Simple wound closure on the cheek, 1.5 cm. Simple wound closure on the arm, 1.2 cm. Layered wound closure on the arm, 4 cm.',
      ),
    ).toEqual(['90101', '90103', '90104']);
  });

  it('ask about the site of a wound that could belong to either group', () => {
    const { queries } = code(
      'Simple wound closure on the cheek, 2 cm. Simple wound closure on the arm, 3 cm. Simple wound closure, 1 cm.',
    );
    expect(queries.map(({ element }) => element)).toEqual(['site']);
    expect(queries[0]?.outcomes[0]).toMatchObject({ result: '90102 and 90103' });
  });
});

describe('a family of which only the most extensive service is reported', () => {
  it('names the others with the row that outranks them', () => {
    const found = code('Bowel scope with jaw. Bowel scope with snare.');
    expect(linesOf(found)).toEqual(['90121']);
    expect(found.notSelected).toEqual([
      expect.objectContaining({
        code: '90123',
        rule: 'bowels.snare',
        reason: expect.stringContaining('row bowels.snare') as string,
      }),
    ]);
  });

  it('reports one line where two services meet the same row', () => {
    expect(lines('Bowel scope with clip of one. Bowel scope with clip of another.')).toEqual([
      '90122',
    ]);
  });

  it('asks about an open service only where it could be the most extensive', () => {
    const open = code('Bowel scope with clip of one. Bowel scope with cutting tool of another.');
    expect(open.lines.map(({ code: number, confidence }) => [number, confidence])).toEqual([
      ['90122', 'review'],
    ]);
    expect(open.queries[0]?.outcomes.map(({ answer, result }) => [answer, result])).toEqual([
      ['snare', '90121'],
      ['jaw', '90122'],
      ['Other, or unable to determine', '90122, marked for review'],
    ]);
  });

  it('chooses for each side by itself', () => {
    expect(
      lines(
        'Right knee scope, meniscus trimmed, cartilage smoothed. Left knee scope, looked around.',
      ),
    ).toEqual(['90111 -RT', '90113 -LT']);
  });
});
