import { describe, expect, it } from 'vitest';
import { readDocumentation } from '../../../src/documentation/index.js';
import { spelling } from '../../../src/documentation/spellings.js';
import { knowledgeWith } from '../../helpers/whole-notes.js';

describe('One spelling', () => {
  it.each([
    ['oesophageal', 'esophageal'],
    ['haematoma', 'hematoma'],
    ['ischaemic', 'ischemic'],
    ['paediatric', 'pediatric'],
    ['anaesthesia', 'anesthesia'],
    ['caesarean', 'cesarean'],
    ['tumours', 'tumors'],
    ['counselled', 'counseled'],
    ['counselling', 'counseling'],
    ['catheterisation', 'catheterization'],
    ['millilitres', 'milliliters'],
    ['fx', 'fracture'],
    ['w/o', 'without'],
  ])('reads %s as %s', (written, read) => {
    expect(spelling(written)).toBe(read);
  });

  it.each(['excise', 'incised', 'four', 'hour', 'genre', 'doe', 'israel', 'pre', 'metastasis'])(
    'leaves %s alone',
    (word) => {
      expect(spelling(word)).toBe(word);
    },
  );

  it('lets a term of the lexicon be found in the other spelling, word for word at its place', () => {
    const { lexicon } = knowledgeWith({
      'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: gullet-biopsy, label: biopsy of the gullet, words: [esophageal biopsy] }
  - { id: plain-scan, label: scan, words: [scan without dye] }
`,
    });
    const { findings } = readDocumentation({ body: 'Oesophageal bx done. Scan w/o dye.' }, lexicon);
    expect(findings.map(({ concept, support }) => [concept, support.excerpt])).toEqual([
      ['gullet-biopsy', 'Oesophageal bx'],
      ['plain-scan', 'Scan w/o dye'],
    ]);
  });
});
