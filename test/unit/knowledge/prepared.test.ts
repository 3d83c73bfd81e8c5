import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

const work = mkdtempSync(join(tmpdir(), 'cc-prepared-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A copy of the knowledge folder that a test may change. */
function copyOf(dir: string, name: string): string {
  for (const { path, text } of readKnowledgeFiles(dir)) {
    const file = join(work, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(work, name);
}

const folder = copyOf(join(packageRoot(), 'knowledge'), 'knowledge');
const prepared = join(work, 'knowledge.json');
writeFileSync(prepared, prepareKnowledge(folder, prepareReader));

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
    const other = copyOf(folder, 'changed');
    const changed = join(other, 'families/integumentary/paring.yaml');
    writeFileSync(changed, readFileSync(changed, 'utf8').replace(/^title: .*$/m, 'title: Changed'));
    expect(loadKnowledge(other, prepared).families.get('paring')?.title).toBe('Changed');
  });

  it('hides no fault of a folder that has changed since', () => {
    const other = copyOf(folder, 'faulty');
    appendFileSync(join(other, 'families/integumentary/paring.yaml'), '\nnonsense: 1\n');
    expect(() => loadKnowledge(other, prepared)).toThrow(/paring\.yaml.*nonsense/);
    expect(() => prepareKnowledge(other, prepareReader)).toThrow(/nonsense/);
  });

  it('may be missing', () => {
    const title = loadKnowledge(folder, join(work, 'absent.json')).families.get('paring')?.title;
    expect(title).toBe(read.families.get('paring')?.title);
  });
});
