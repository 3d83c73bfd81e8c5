import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkKnowledge } from '../../../src/knowledge/check.js';
import {
  compileKnowledge,
  formatProblem,
  KnowledgeError,
  showFamily,
} from '../../../src/knowledge/index.js';
import { readKnowledgeFiles } from '../../../src/knowledge/load.js';

const DIR = fileURLToPath(new URL('../../../knowledge', import.meta.url));
const FAMILY = 'families/integumentary/destruction-premalignant.yaml';
const files = readKnowledgeFiles(DIR);
const { knowledge, accepted } = compileKnowledge(files);

/** One chapter with all words and facts; what other chapters hold has no bearing on the faults tried here. */
const chapter = files.filter(
  ({ path }) =>
    !/^(?:families|policies)\//.test(path) ||
    /^families\/integumentary\/|^policies\/(?:distinct-lesions|not-covered)\.yaml$/.test(path),
);

/** Problems of a chapter of the shipped knowledge after one file was changed. */
function problemsAfter(change: (text: string) => string, path = FAMILY): string[] {
  // What is not changed need not be read from YAML again.
  const changed = chapter.map((file) =>
    file.path === path
      ? { ...file, text: change(file.text) }
      : { ...file, accepted: accepted.get(file.path) },
  );
  const before = files.find((file) => file.path === path)?.text;
  expect(changed.find((file) => file.path === path)?.text).not.toBe(before);
  return compileKnowledge(changed).problems.map(formatProblem);
}

const swap = (from: string, to: string) => (text: string) => text.replace(from, to);

describe('the shipped knowledge', () => {
  it('loads without a problem', () => {
    expect(checkKnowledge(DIR).map(formatProblem)).toEqual([]);
  });

  it('holds families of every chapter, each in the folder of its chapter', () => {
    const families = [...knowledge.families.values()];
    for (const { id, chapter, path } of families) expect(path, id).toContain(`/${chapter}/`);
    expect([...new Set(families.map(({ chapter }) => chapter))]).toEqual(
      expect.arrayContaining([
        'anesthesia',
        'digestive',
        'evaluation-management',
        'hcpcs',
        'integumentary',
        'laboratory',
        'medicine',
        'musculoskeletal',
        'radiology',
      ]),
    );
  });

  it('can be shown as a grid with rows, cells, codes and cases', () => {
    const text = showFamily(knowledge, 'destruction-premalignant') ?? '';
    expect(text).toMatch(
      /17000\.two-to-fourteen +2 to 14 +17000 \+ 17003 x \(number of premalignant lesions - 1\)/,
    );
    expect(text).toContain('add-on to 17000');
    expect(text).toMatch(/ak-fifteen +boundary +17004/);
    expect(showFamily(knowledge, 'no-such-family')).toBeUndefined();
  });
});

describe('a change that breaks the knowledge is refused', () => {
  it.each([
    [
      'two rows that both match',
      swap('">= 15"', '">= 14"'),
      /^families.*:\d+: rows 17000\.two-to-fourteen and 17004\.fifteen-or-more overlap/,
    ],
    [
      'a row that rests on silence',
      swap('when: { count: 1 }', 'when: { count: absent }'),
      /"absent" may stand in conditions only/,
    ],
    [
      'a count that no row answers',
      swap('"[2..14]"', '"[2..13]"'),
      /:\d+: no row answers: number of premalignant lesions 14$/,
    ],
    [
      'an unknown element',
      swap('when: { count: 1 }', 'when: { number: 1 }'),
      /unknown element "number"; there are count/,
    ],
    [
      'an unknown concept',
      swap('lesion: premalignant-lesion', 'lesion: premalignant-lession'),
      /no lexicon file defines the concept "premalignant-lession"/,
    ],
    [
      'an unknown act',
      swap('act: destruction', 'act: destroying'),
      /no lexicon file defines the act \(procedure\) "destroying"/,
    ],
    [
      'an unknown citation',
      swap('cms-ncd-250-4', 'cms-ncd-250'),
      /unknown citation "cms-ncd-250"; add it to citations.yaml/,
    ],
    [
      'a code without an entry',
      swap('report: [{ code: 17004 }]', 'report: [{ code: 17005 }]'),
      /code 17005 is reported by row 17004\.fifteen-or-more but has no entry/,
    ],
    [
      'a code that no row reports',
      swap('report: [{ code: 17004 }]', 'report: [{ code: 17000 }]'),
      /no row reports code 17004/,
    ],
    [
      'an add-on without a parent',
      swap('parents: [17000]', 'parents: [17001]'),
      /add-on 17003 names parents that no family has: 17001/,
    ],
    [
      'a missing kind of worked case',
      (text: string) => text.replaceAll('kind: usual-mistake', 'kind: plain'),
      /no worked case of kind "usual-mistake"/,
    ],
    [
      'a row id that stands twice',
      swap('id: 17004.fifteen-or-more', 'id: 17000.one'),
      /row id "17000\.one" occurs twice/,
    ],
    [
      'units that cannot be read',
      swap('units: count - 1', 'units: count minus 1'),
      /units "count minus 1": "minus" is left over/,
    ],
    [
      'units of an unknown quantity',
      swap('units: count - 1', 'units: lesions - 1'),
      /units of 17003 use "lesions", which is not a quantity of this family/,
    ],
    [
      'an unknown way to combine',
      swap('mode: sum', 'mode: total'),
      /no way to combine services called "total"; use each, sum/,
    ],
    ['a field that does not exist', swap('scope: >-', 'scopes: >-'), /Unrecognized key/],
    [
      'a key that stands twice',
      swap('chapter: integumentary', 'chapter: integumentary\nchapter: integumentary'),
      /not readable as YAML/,
    ],
    [
      'a case whose code no family has',
      swap('lines: [{ code: 17000 }]', 'lines: [{ code: 99999 }]'),
      /expects 99999, which no family reports/,
    ],
  ])('%s', (_, change, message) => {
    expect(problemsAfter(change)).toContainEqual(expect.stringMatching(message));
  });

  it('two families that answer one act alike', () => {
    const problems = problemsAfter(
      swap('benign-lesion except skin-tag, ', 'benign-lesion except '),
      'families/integumentary/destruction-benign.yaml',
    );
    expect(problems).toContainEqual(
      expect.stringMatching(
        /families destruction-benign and skin-tags both answer the act "destruction"/,
      ),
    );
  });

  it('a diagnosis row that an earlier one hides', () => {
    const problems = problemsAfter(
      swap(
        '- { when: { site: sole }, code: B07.0, label: Plantar wart }\n      - { code: B07.9',
        '- { code: B07.9',
      ),
      'diagnoses/skin.yaml',
    );
    expect(problems).toEqual([]);
    const hidden = problemsAfter(
      swap(
        '      - { when: { site: sole }, code: B07.0, label: Plantar wart }',
        '      - { code: B07.8, label: Viral wart }',
      ),
      'diagnoses/skin.yaml',
    );
    expect(hidden).toContainEqual(expect.stringMatching(/B07\.9 is unreachable/));
  });

  it('a policy that names a code of no family', () => {
    const problems = problemsAfter(
      swap('one: 11055', 'one: 11054'),
      'policies/distinct-lesions.yaml',
    );
    expect(problems).toContainEqual(expect.stringMatching(/no loaded family has code 11054/));
  });

  it('a policy that sets aside all that a family answers', () => {
    const problems = problemsAfter(
      swap('lesion: vascular-lesion', 'lesion: skin-tag'),
      'policies/not-covered.yaml',
    );
    expect(problems).toEqual([
      expect.stringMatching(
        /^policies\/not-covered\.yaml:\d+: family skin-tags answers "destruction" and is never reached/,
      ),
    ]);
  });

  it('with every fault at once, each at its line', () => {
    const problems = problemsAfter((text) =>
      text
        .replace('">= 15"', '">= 14"')
        .replace('cms-ncd-250-4', 'nowhere')
        .replace('units: count - 1', 'units: "count +"'),
    );
    expect(problems).toHaveLength(3);
    expect(
      problems.every((problem) =>
        /^families\/integumentary\/destruction-premalignant\.yaml:\d+: /.test(problem),
      ),
    ).toBe(true);
  });

  it('with the whole list in the error', () => {
    const error = new KnowledgeError([
      { path: 'a.yaml', line: 3, message: 'first' },
      { path: 'b.yaml', line: 1, message: 'second' },
    ]);
    expect(error.message).toMatch(/2 problems[\s\S]*a\.yaml:3: first[\s\S]*b\.yaml:1: second/);
  });

  it('from an empty folder, naming what is missing', () => {
    expect(compileKnowledge([]).problems.map(formatProblem)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^elements\.yaml:1: missing/),
        expect.stringMatching(/^families\/:1: missing/),
      ]),
    );
  });
});

describe('the manual', () => {
  it('shows a family exactly as it is shipped', () => {
    const manual = readFileSync(join(DIR, '../docs/knowledge.md'), 'utf8');
    const shown = /```yaml\n(id: [\s\S]*?)```/.exec(manual)?.[1];
    const path = 'families/ear/impacted-cerumen.yaml';
    expect(shown).toBe(files.find((file) => file.path === path)?.text);
  });
});
