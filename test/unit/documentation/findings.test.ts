import { describe, expect, it } from 'vitest';
import type { Knowledge } from '../../../src/knowledge/index.js';
import { readDocumentation } from '../../../src/documentation/index.js';
import { knowledgeWith } from '../../helpers/whole-notes.js';

const knowledge: Knowledge = knowledgeWith({
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: fixation, label: fixation, words: [orif, fixation, fix] }
  - { id: excise, label: excision, words: [excision, excise] }
  - { id: bypass, label: bypass, words: [bypass, lima bypass], implies: { vessel: left-vessel } }
  - { id: clearing, label: clearing, words: [declot, decompression, reconstruction] }
`,
  'lexicon/vessels.yaml': `
kind: vessel
concepts:
  - { id: left-vessel, label: left vessel, words: [lad] }
`,
  'lexicon/things.yaml': `
kind: finding
concepts:
  - { id: scar-tissue, label: scar tissue, words: [scar tissue] }
  - { id: fibrillation, label: fibrillation, words: [a fib, afib] }
  - { id: sugar, label: diabetes, words: [diabetic] }
  - { id: shared-living, label: shared living, words: [shared living] }
  - { id: own-house, label: own house, words: [own house] }
  - { id: arm-side, label: side of the arm, words: [left arm] }
`,
});

/** Findings as "fixation historical", of one concept or all. */
function found(body: string, concept?: string): string[] {
  return readDocumentation({ body }, knowledge.lexicon)
    .findings.filter((finding) => concept === undefined || finding.concept === concept)
    .map(({ concept: id, assertion, asked }) => `${id} ${assertion}${asked ? ' asked' : ''}`);
}

describe('findings of a note', () => {
  it('stand word for word at their offsets, with what the words imply', () => {
    const body = 'Lima  bypass to the LAD.';
    const { findings, text } = readDocumentation({ body }, knowledge.lexicon);
    expect(findings.map(({ concept, support }) => `${concept} "${support.excerpt}"`)).toEqual([
      'bypass "Lima  bypass"',
      'left-vessel "Lima  bypass"',
      'left-vessel "LAD"',
    ]);
    for (const { support } of findings)
      expect(text.slice(support.start, support.end)).toBe(support.excerpt);
  });

  it('keep side and place of a term that is made of nothing else', () => {
    expect(found('Tested the left arm.').sort()).toEqual([
      'arm performed',
      'arm-side performed',
      'left performed',
    ]);
  });

  it.each([
    ['a year behind the edition', 'ORIF 2019, now pain.', 'fixation historical'],
    ['a year with "in"', 'Fixation in 2021.', 'fixation historical'],
    ['an old act', 'Old left ORIF, now pain.', 'fixation historical'],
    ['a history that runs on', 'History of a fib and a left ORIF.', 'fixation historical'],
    ['an age at which it was done', 'ORIF at age 12.', 'fixation historical'],
    ['a patient who cannot have it', 'Too sick for an ORIF.', 'fixation negated'],
  ])('are past with %s', (_title, body, expected) => {
    expect(found(body, 'fixation')).toEqual([expected]);
  });

  it.each([
    ['a year of this edition', 'Fixation 2026.', 'fixation'],
    ['a number that is no year', 'Fixation, 2019 mL given.', 'fixation'],
    ['the day before the letter', 'Yesterday: fixation.', 'fixation'],
    ['an old thing that is worked on', 'Old scar tissue excised.', 'excise'],
    ['a history that ends with its sentence', '63 M. PMH: diabetic. Fixation done.', 'fixation'],
    ['a list whose end is past', 'Afib, old ORIF, bypass in the past.', 'fibrillation'],
    ['a thing put off beside it', 'Diabetic, fixation talk deferred.', 'sugar'],
    ['a denial before a dash', 'Not in shared living - her own house.', 'own-house'],
    ['a denial before a new statement', 'Never admitted, declot was done.', 'clearing'],
    ['a guess before a new statement', 'Asked about likely cause, excised it.', 'excise'],
  ])('hold with %s', (_title, body, concept) => {
    expect(found(body, concept)).toEqual([`${concept} performed`]);
  });

  it("are the coder's words where the letter tells of a code", () => {
    expect(found('The coder assigned the fixation code.', 'fixation')).toEqual([
      'fixation performed asked',
    ]);
  });
});
