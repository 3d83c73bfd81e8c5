import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/config/index.js';
import { determine } from '../../../src/coding/index.js';
import { prepareReader, readDocumentation } from '../../../src/documentation/index.js';
import type { Knowledge } from '../../../src/knowledge/index.js';
import {
  loadKnowledge,
  prepareKnowledge,
  readKnowledgeFiles,
} from '../../../src/knowledge/load.js';
import { familyText } from '../../helpers/families.js';

const work = mkdtempSync(join(tmpdir(), 'cc-prepared-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const SHARED_WORDS = /^lexicon\/(?:cues|sections|units|numbers|laterality|sites)\.yaml$/;

/** A folder of one made-up family, quickly read. */
function smallFolder(name: string, title: string): string {
  const shared = readKnowledgeFiles(join(packageRoot(), 'knowledge')).filter(({ path }) =>
    SHARED_WORDS.test(path),
  );
  const taps = familyText(
    'taps',
    `
answers: [{ act: tapping }]
rows: [{ id: taps.one, when: {}, report: [{ code: 90001 }] }]
codes: [{ code: 90001, label: tapping }]
`,
  ).replace('Family taps', title);
  const own = {
    'editions.yaml': 'editions: [{ system: CPT, edition: "2026" }]',
    'citations.yaml': 'citations: [{ id: example, title: An example, publisher: Nobody }]',
    'elements.yaml':
      'elements: [{ name: side, label: side, kind: concept, of: laterality, ask: Which side was it? }]',
    'lexicon/acts.yaml':
      'kind: procedure\nconcepts:\n  - { id: tapping, label: tapping, words: [tapping] }',
    'families/example/taps.yaml': taps,
  };
  const all = [...shared, ...Object.entries(own).map(([path, text]) => ({ path, text }))];
  for (const { path, text } of all) {
    const file = join(work, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(work, name);
}

const folder = join(packageRoot(), 'knowledge');
const prepared = join(work, 'knowledge.json');
writeFileSync(prepared, prepareKnowledge(folder, prepareReader));

const small = join(work, 'small.json');
const titleOf = (dir: string) => loadKnowledge(dir, small).families.get('taps')?.title;

const read = loadKnowledge(folder);
const taken = loadKnowledge(folder, prepared);
const answer = (knowledge: Knowledge, body: string) =>
  JSON.stringify(determine(readDocumentation({ body }, knowledge.lexicon), knowledge));

describe('Knowledge prepared ahead of time', { timeout: 60_000 }, () => {
  it('answers a case of every family with the same bytes as the folder itself', () => {
    const notes = [...read.families.values()].flatMap(({ cases }) => cases[0]?.note ?? []);
    expect(notes.length).toBeGreaterThan(20);
    for (const note of notes) expect(answer(taken, note)).toBe(answer(read, note));
  });

  it('is the same tables without the worked cases', () => {
    expect([...taken.families.keys()]).toEqual([...read.families.keys()]);
    expect([...taken.families.values()].flatMap(({ cases }) => cases)).toEqual([]);
    expect(taken.elements).toEqual(read.elements);
    expect(taken.citations).toEqual(read.citations);
  });

  it('is not used for a folder that has changed since', () => {
    const other = smallFolder('changed', 'Before');
    writeFileSync(small, prepareKnowledge(other, prepareReader));
    expect(titleOf(other)).toBe('Before');
    smallFolder('changed', 'Changed');
    expect(titleOf(other)).toBe('Changed');
  });

  it('hides no fault of a folder that has changed since', () => {
    const other = smallFolder('faulty', 'Faulty');
    writeFileSync(small, prepareKnowledge(other, prepareReader));
    appendFileSync(join(other, 'families/example/taps.yaml'), '\nnonsense: 1\n');
    expect(() => loadKnowledge(other, small)).toThrow(/taps\.yaml.*nonsense/);
    expect(() => prepareKnowledge(other, prepareReader)).toThrow(/nonsense/);
  });

  it('may be missing', () => {
    const other = smallFolder('alone', 'Alone');
    expect(loadKnowledge(other, join(work, 'absent.json')).families.get('taps')?.title).toBe(
      'Alone',
    );
  });
});
