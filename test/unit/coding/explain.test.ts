import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/coding/index.js';
import { readDocumentation } from '../../../src/documentation/index.js';
import { familyText } from '../../helpers/families.js';
import { knowledgeWith } from '../../helpers/whole-notes.js';

const knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: viewing, label: viewing, words: [viewing] }
  - { id: tapping, label: tapping, words: [tapping] }
`,
  'lexicon/tools.yaml': `
kind: tool
concepts:
  - { id: snare, label: snare, words: [snare] }
  - { id: clip, label: clip, words: [clip] }
`,
  'elements/example.yaml': `
elements:
  - { name: tool, label: tool, kind: concept, of: tool, ask: Which tool was used? }
`,
  'families/example/views.yaml': familyText(
    'views',
    `
answers: [{ act: viewing }]
services: { one-per: [tool] }
elements: [{ name: tool }, { name: laterality }]
combine: { mode: most-extensive }
rows:
  - { id: views.snare, when: { tool: snare }, report: [{ code: 90001 }] }
  - { id: views.clip-left, when: { tool: clip, laterality: left }, report: [{ code: 90002 }] }
  - { id: views.clip-right, when: { tool: clip, laterality: right }, report: [{ code: 90003 }] }
codes: [{ code: 90001, label: snare }, { code: 90002, label: clip }, { code: 90003, label: clip right }]
`,
  ),
  'families/example/taps.yaml': familyText(
    'taps',
    `
answers: [{ act: tapping }]
rows: [{ id: taps.one, when: {}, report: [{ code: 90004 }] }]
codes: [{ code: 90004, label: tapping }]
`,
  ),
});

const explained = (body: string) =>
  explain(readDocumentation({ body }, knowledge.lexicon), knowledge);

describe('the explanation of a note', () => {
  it('gives every row with what it needs, what is documented, and the result', () => {
    const [family] = explained('Viewing with clip on the left.');
    expect(family).toMatchObject({
      family: 'views',
      cases: [{ services: ['Viewing with clip on the left'] }],
    });
    expect(family?.cases[0]?.rows.map(({ row, result, why }) => [row, result, why])).toEqual([
      ['views.snare', 'not-met', 'tool: needs snare; documented is clip.'],
      [
        'views.clip-left',
        'met',
        'tool: needs clip; documented is clip. side: needs left; documented is left.',
      ],
      ['views.clip-right', 'not-met', 'side: needs right; documented is left.'],
    ]);
  });

  it('says what is missing', () => {
    const rows = explained('Viewing with clip.')[0]?.cases[0]?.rows;
    expect(rows?.[1]).toMatchObject({
      result: 'not-documented',
      why: 'side: needs left; not documented.',
    });
  });

  it('says which row is reported in place of another', () => {
    const rows = explained('Viewing on the left with snare. Viewing on the left with clip.')[0]
      ?.cases[1]?.rows;
    expect(rows?.find(({ row }) => row === 'views.clip-left')).toMatchObject({
      result: 'not-applicable',
      why: 'A service of row views.snare is reported in its place.',
    });
  });

  it('leaves out families that the note gives nothing', () => {
    expect(explained('Tapping was done.').map(({ family }) => family)).toEqual(['taps']);
    expect(explained('Nothing was done.')).toEqual([]);
  });
});
