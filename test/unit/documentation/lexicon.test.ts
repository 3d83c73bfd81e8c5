import { describe, expect, it } from 'vitest';
import { buildLexicon, lexiconFileSchema, LexiconError } from '../../../src/knowledge/lexicon.js';
import { readDocumentation } from '../../../src/documentation/index.js';
import { readLexicon } from '../../helpers/lexicon.js';

const file = (path: string, kind: string, concepts: unknown[]) => ({
  path,
  data: lexiconFileSchema.parse({ kind, concepts }),
});

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof LexiconError) return error.problems;
    throw error;
  }
  return [];
}

describe('The lexicon', () => {
  it('knows its concepts, labels and ancestors over any depth', () => {
    const lexicon = buildLexicon([
      file('a.yaml', 'site', [
        { id: 'foot', label: 'foot' },
        { id: 'toe', label: 'toe', is: ['foot'] },
        { id: 'big-toe', label: 'big toe', is: ['toe'] },
      ]),
    ]);
    expect(lexicon.isA('big-toe', 'foot')).toBe(true);
    expect(lexicon.isA('foot', 'big-toe')).toBe(false);
    expect(lexicon.isA('toe', 'toe')).toBe(true);
    expect(lexicon.ancestors('big-toe')).toEqual(['toe', 'foot']);
    expect(lexicon.label('toe')).toBe('toe');
    expect(lexicon.label('unheard-of')).toBe('unheard-of');
    expect(lexicon.concept('toe')?.kind).toBe('site');
  });

  it('names file and concept of a parent that nothing defines', () => {
    const problems = problemsOf(() =>
      buildLexicon([file('sites.yaml', 'site', [{ id: 'toe', label: 'toe', is: ['foot'] }])]),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('sites.yaml: concept "toe" names "foot" under `is`');
  });

  it('shows a circle of parents as a path', () => {
    const problems = problemsOf(() =>
      buildLexicon([
        file('sites.yaml', 'site', [
          { id: 'a', label: 'a', is: ['b'] },
          { id: 'b', label: 'b', is: ['a'] },
        ]),
      ]),
    );
    expect(problems[0]).toContain('a -> b -> a');
  });

  it('names both files of a concept defined twice', () => {
    const one = { id: 'toe', label: 'toe' };
    const problems = problemsOf(() =>
      buildLexicon([file('a.yaml', 'site', [one]), file('b.yaml', 'site', [one])]),
    );
    expect(problems[0]).toContain('b.yaml: concept "toe" is already defined in a.yaml');
  });

  it('refuses a file with a key that it does not know', () => {
    expect(
      lexiconFileSchema.safeParse({
        kind: 'site',
        concepts: [{ id: 'toe', label: 'toe', synonyms: ['x'] }],
      }).success,
    ).toBe(false);
  });
});

describe('The words of the knowledge folder', () => {
  const lexicon = readLexicon();

  /** Kinds whose plain words the reader must find again as they stand. */
  const kinds = new Set(['lesion', 'condition', 'site', 'procedure', 'method']);

  it('each lesion and condition word is found again and means its own concept', () => {
    const missed: string[] = [];
    for (const concept of lexicon.concepts) {
      if (
        !kinds.has(concept.kind) ||
        concept.kind === 'site' ||
        concept.kind === 'procedure' ||
        concept.kind === 'method'
      )
        continue;
      if (concept.id === 'unspecified-lesion' || concept.id === 'condition') continue;
      for (const word of [...concept.words, ...concept.abbreviations]) {
        const note = readDocumentation({ body: `Patient has ${word} today` }, lexicon);
        if (!note.conditions.some((condition) => condition.concept === concept.id))
          missed.push(`${concept.id}: ${word}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('a misspelling never turns one known word into another', () => {
    const note = readDocumentation(
      { body: 'Froze 3 plantar warts and removed 2 planter boxes' },
      lexicon,
    );
    expect(note.services).toHaveLength(1);
  });
});
