import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compileKnowledge, formatProblem } from '../../../src/knowledge/index.js';
import { loadKnowledge, readKnowledgeFiles } from '../../../src/knowledge/load.js';
import { familyText } from '../../helpers/families.js';
import { codeNote, linesOf } from '../../helpers/whole-notes.js';

const folder = fileURLToPath(new URL('../../../knowledge', import.meta.url));
const words = readKnowledgeFiles(folder).filter(({ path }) =>
  /^lexicon\/(?:cues|sections|units|numbers|laterality|sites)\.yaml$/.test(path),
);

const tapping = (code: number, act = 'tapping') =>
  familyText(
    'taps',
    `
answers: [{ act: ${act} }]
rows: [{ id: taps.one, when: {}, report: [{ code: ${code} }] }]
codes: [{ code: ${code}, label: tapping }]
`,
  );

const ours = {
  'editions.yaml': 'editions: [{ system: CPT, edition: "2026" }]',
  'citations.yaml': 'citations: [{ id: example, title: An example, publisher: Nobody }]',
  'elements.yaml':
    'elements: [{ name: side, label: side, kind: concept, of: laterality, ask: Which side was it? }]',
  'lexicon/acts.yaml':
    'kind: procedure\nconcepts:\n  - { id: tapping, label: tapping, words: [tapping] }\n  - { id: other-act, label: other act, words: [other act] }',
  'families/example/taps.yaml': tapping(90001),
};

function laid(theirs: Readonly<Record<string, string>>) {
  return compileKnowledge([
    ...words,
    ...Object.entries(ours).map(([path, text]) => ({ path, text })),
    ...Object.entries(theirs).map(([path, text]) => ({ path, text, overlay: `/practice/${path}` })),
  ]);
}

const problemsOf = (theirs: Readonly<Record<string, string>>) =>
  laid(theirs).problems.map(formatProblem);

describe("a practice's own knowledge, laid over ours", () => {
  it('replaces a family of the same id and leaves the rest', () => {
    const { knowledge, problems } = laid({ 'families/own/taps.yaml': tapping(90002) });
    expect(problems).toEqual([]);
    expect(linesOf(codeNote(knowledge, 'Tapping was done.'))).toEqual(['90002']);
  });

  it('replaces single words and citations, and adds new ones', () => {
    const { knowledge, problems } = laid({
      'lexicon/own.yaml':
        'kind: procedure\nconcepts:\n  - { id: tapping, label: tapping, words: [tapping, thumping] }\n  - { id: new-act, label: new act, words: [new act] }',
      'citations/own.yaml':
        'citations: [{ id: example, title: Our own example, publisher: The practice }]',
    });
    expect(problems).toEqual([]);
    expect(linesOf(codeNote(knowledge, 'Thumping was done.'))).toEqual(['90001']);
    expect(knowledge.lexicon.concept('other-act')?.words).toEqual(['other act']);
    expect(knowledge.citations.get('example')?.title).toBe('Our own example');
  });

  it('adds a policy', () => {
    const { knowledge, problems } = laid({
      'policies/own.yaml': `
id: own
kind: modifiers
rules:
  - id: own.side
    modifier: "59"
    on: { families: [taps] }
    when: { laterality: left }
    because: Our payer wants it.
    cites: [example]
`,
    });
    expect(problems).toEqual([]);
    expect(linesOf(codeNote(knowledge, 'Tapping on the left.'))).toEqual(['90001 -59']);
  });

  it('is named in the faults that it brings', () => {
    expect(problemsOf({ 'families/own/taps.yaml': tapping(90002, 'no-such-act') })).toContainEqual(
      expect.stringMatching(/^\/practice\/families\/own\/taps\.yaml:\d+: .*"no-such-act"/),
    );
  });

  it('may not hold files that nothing reads', () => {
    expect(problemsOf({ 'family/taps.yaml': tapping(90002) })).toEqual([
      expect.stringMatching(/^\/practice\/family\/taps\.yaml:1: not read: files of an overlay/),
    ]);
  });

  it('leaves the faults of ours at their own lines', () => {
    const elements = `elements:
  - { name: side, label: side, kind: concept, of: laterality, ask: Which side was it? }
  - { name: broken, label: broken, kind: concept, of: no-such-kind, ask: What was broken? }`;
    const { problems } = compileKnowledge([
      ...words,
      ...Object.entries({ ...ours, 'elements.yaml': elements }).map(([path, text]) => ({
        path,
        text,
      })),
      { path: 'elements/own.yaml', text: ours['elements.yaml'], overlay: '/practice/own.yaml' },
    ]);
    expect(problems.map(formatProblem)).toEqual([
      expect.stringMatching(/^elements\.yaml:3: .*"no-such-kind"/),
    ]);
  });
});

describe('a folder that is laid over ours', () => {
  const empty = mkdtempSync(join(tmpdir(), 'overlay-'));
  afterAll(() => {
    rmSync(empty, { recursive: true });
  });

  it('must exist', () => {
    expect(() => loadKnowledge(folder, undefined, join(empty, 'nowhere'))).toThrow(
      /nowhere:1: no such folder; correct KNOWLEDGE_OVERLAY_DIR/,
    );
  });
});
