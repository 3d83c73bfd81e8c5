import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { familyText } from '../../helpers/families.js';
import { codeNote, knowledgeWith, linesOf } from '../../helpers/whole-notes.js';

const shipped = (path: string): Record<string, string> => ({
  [path]: readFileSync(
    fileURLToPath(new URL(`../../../knowledge/${path}`, import.meta.url)),
    'utf8',
  ),
});

const one = (id: string, act: string, code: string, more = '') =>
  familyText(
    id,
    `
answers: [{ act: ${act} }]
${more || `rows: [{ id: ${id}.one, when: {}, report: [{ code: "${code}" }] }]`}
codes: [{ code: "${code}", label: code of ${id} }]
`,
  );

/** The shipped modifier rules over made-up families that hold real codes. */
const knowledge = knowledgeWith({
  ...shipped('policies/modifiers.yaml'),
  ...shipped('policies/code-groups.yaml'),
  ...shipped('policies/major-operations.yaml'),
  ...shipped('policies/limits.yaml'),
  ...shipped('lexicon/common-circumstances.yaml'),
  ...shipped('lexicon/common-global-period.yaml'),
  ...shipped('lexicon/common-perspective.yaml'),
  ...shipped('lexicon/common-requests.yaml'),
  ...shipped('lexicon/common-roles.yaml'),
  ...shipped('lexicon/med-roles.yaml'),
  ...shipped('lexicon/em-places.yaml'),
  'lexicon/dig-features.yaml': `
kind: dig-feature
concepts: [{ id: screening-exam, label: screening, words: [screening] }]
`,
  ...shipped('elements/common-billing.yaml'),
  ...shipped('citations/common-billing.yaml'),
  'citations/ncci.yaml':
    'citations: [{ id: ncci-manual-ch1, title: Policy manual, publisher: CMS }]',
  'lexicon/acts.yaml': `
kind: procedure
concepts:
  - { id: office-visit, label: office visit, words: [office visit] }
  - { id: yearly-visit, label: yearly visit, words: [yearly physical] }
  - { id: appendix-removal, label: removal of the appendix, words: [appendectomy] }
  - { id: joint-shot, label: joint injection, words: [knee injection] }
  - { id: flu-shot, label: administration of a vaccine, words: [flu shot given] }
  - { id: chest-film, label: chest film, words: [chest film] }
  - { id: colon-snare, label: anesthesia, words: [anesthesia for a polypectomy] }
  - { id: salt-level, label: potassium, words: [potassium] }
`,
  'elements/example.yaml': `
elements:
  - { name: times, label: number of tests, kind: quantity, whole: true, domain: ">= 1", read: { counts: salt-level }, ask: How many? }
`,
  'families/a/visit.yaml': one('visit', 'office-visit', '99213'),
  'families/a/yearly.yaml': one('yearly', 'yearly-visit', '99395'),
  'families/a/appendix.yaml': one('appendix', 'appendix-removal', '44950'),
  'families/a/shot.yaml': one('shot', 'joint-shot', '20610'),
  'families/a/flu.yaml': one('flu', 'flu-shot', '90471'),
  'families/a/film.yaml': one('film', 'chest-film', '71046'),
  'families/a/snare.yaml': one('snare', 'colon-snare', '00811'),
  'families/a/salt.yaml': one(
    'salt',
    'salt-level',
    '84132',
    `elements: [{ name: times, default: { value: 1 } }]
rows: [{ id: salt.each, when: {}, report: [{ code: 84132, units: times }] }]`,
  ),
});

const code = (body: string) => codeNote(knowledge, body);
const lines = (body: string) => linesOf(code(body)).sort();

describe('a visit beside a procedure of the same day', () => {
  it('takes 25 where the note shows a significant visit of its own', () => {
    expect(
      lines('Knee injection. Office visit for a separate problem, hypertension, with new drugs.'),
    ).toEqual(['20610', '99213 -25']);
  });

  it('is left for review, with a question, where the note shows none', () => {
    const found = code('Office visit. Knee injection.');
    expect(linesOf(found).sort()).toEqual(['20610', '99213']);
    expect(found.lines.find((line) => line.code === '99213')?.confidence).toBe('review');
    expect(found.queries.map(({ element }) => element)).toEqual(['separate-visit']);
  });

  it('takes 57 where it led to a major operation', () => {
    expect(lines('Office visit with decision for surgery. Appendectomy done that night.')).toEqual([
      '44950',
      '99213 -57',
    ]);
  });

  it('takes 57 for a person to confirm where a major operation follows unexplained', () => {
    const visit = code('Office visit. Appendectomy done.').lines.find(
      (line) => line.code === '99213',
    );
    expect(visit).toMatchObject({ modifiers: ['57'], confidence: 'review' });
  });

  it('takes 25 beside a preventive visit and beside a vaccine', () => {
    expect(lines('Yearly physical and office visit.')).toEqual(['99213 -25', '99395']);
    expect(lines('Office visit, flu shot given.')).toEqual(['90471', '99213 -25']);
  });
});

describe('the global period of an earlier operation', () => {
  it.each([
    [
      'Today was the planned return to surgery, still within the global. Appendectomy done.',
      '44950 -58',
    ],
    ['Unplanned return to the OR: appendectomy.', '44950 -78'],
    ['POD 5. Not related to the surgery last week. Appendectomy done.', '44950 -79'],
    ['Office visit in the postoperative period, unrelated to the surgery.', '99213 -24'],
  ])('%s', (body, line) => {
    expect(lines(body)).toEqual([line]);
  });

  it('alone changes nothing', () => {
    expect(lines('Office visit on POD 5.')).toEqual(['99213']);
  });
});

describe('the component of a test', () => {
  it.each([
    ['Chest film, professional component.', '71046 -26'],
    ['Chest film in the emergency department.', '71046 -26'],
    ['Chest film, interpretation only.', '71046 -26'],
    ['Chest film, technical component only.', '71046 -TC'],
    ['Chest film in the hospital outpatient department, facility claim.', '71046'],
    ['Chest film in our office.', '71046'],
  ])('%s', (body, line) => {
    expect(lines(body)).toEqual([line]);
  });
});

describe('persons, extent, repetition and payers', () => {
  it.each([
    ['Appendectomy. Claim for the assistant surgeon.', ['44950 -80']],
    [
      'Appendectomy. Claim for the assistant surgeon; no qualified resident was available.',
      ['44950 -82'],
    ],
    ['Appendectomy. Billing for the PA who assisted.', ['44950 -AS']],
    ['Appendectomy with two hours of adhesiolysis.', ['44950 -22']],
    ['Chest film, only one view of it.', ['71046 -52']],
    ['Medicare. Appendectomy, resident under my direction.', ['44950 -GC']],
    ['3 potassiums, three separate times today.', ['84132', '84132 x 2 -91']],
    ['Screening. Anesthesia for a polypectomy.', ['00811 -33']],
    ['Medicare patient, screening. Anesthesia for a polypectomy.', ['00811 -PT']],
    ['Office visit by video.', ['99213 -95']],
    ['Office visit, audio only.', ['99213 -93']],
    ['Appendectomy. We do not do aftercare.', ['44950 -54']],
    ['Appendectomy. Which modifier, since we do not do aftercare?', ['44950 -54']],
    ['Chest film. Reduced service?', ['71046']],
  ])('%s', (body, expected) => {
    expect(lines(body)).toEqual(expected);
  });
});

describe('a procedure that was begun and not finished', () => {
  it('is reported with 53 for a person to confirm', () => {
    const found = code('Appendectomy was begun but abandoned because of arrhythmia.');
    expect(linesOf(found)).toEqual(['44950 -53']);
    expect(found.lines[0]?.confidence).toBe('review');
    expect(found.setAside).toEqual([]);
  });

  it('is set aside where another service was finished', () => {
    const found = code('Appendectomy was begun but abandoned. Knee injection was done.');
    expect(linesOf(found)).toEqual(['20610']);
    expect(found.setAside.map(({ assertion }) => assertion)).toEqual(['aborted']);
  });
});

describe('what the sender limits the question to', () => {
  it.each([
    ['Office visit and knee injection. Visit already coded.', ['20610']],
    ['Office visit and knee injection. I just need the dx.', []],
    ['Office visit, flu shot given. Only the administration please.', ['90471']],
    ['Chest film and appendectomy. Only need the procedure code.', ['44950', '71046']],
  ])('%s', (body, expected) => {
    expect(lines(body)).toEqual(expected);
  });
});
