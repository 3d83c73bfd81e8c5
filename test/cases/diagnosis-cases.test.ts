import { describe, expect, it } from 'vitest';
import { determine } from '../../src/coding/index.js';
import { readDocumentation } from '../../src/documentation/index.js';
import { openEngine } from '../../src/service/engine.js';

const { knowledge } = openEngine();

describe('worked cases of diagnoses', () => {
  it.each(knowledge.diagnoses.cases)('$id: $note', ({ subject, note, dx }) => {
    const body = subject === undefined ? { body: note } : { title: subject, body: note };
    const documentation = readDocumentation(body, knowledge.lexicon);
    const { diagnoses } = determine(documentation, knowledge);

    expect(diagnoses.map(({ code }) => code)).toEqual(dx);
    for (const { excerpt, start, end } of diagnoses.flatMap(({ support }) => support))
      expect(documentation.text.slice(start, end)).toBe(excerpt);
  });
});
