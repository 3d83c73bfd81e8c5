import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { determine, determinationSchema } from '../../src/coding/index.js';
import { readDocumentation } from '../../src/documentation/index.js';
import { loadKnowledge } from '../../src/knowledge/load.js';

const knowledge = loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));

/** Every worked case of every family, from its words to its lines. */
describe.each([...knowledge.families.values()])('worked cases of $id', ({ cases }) => {
  it.each(cases)('$id: $shows', (entry) => {
    const note =
      entry.subject === undefined
        ? { body: entry.note }
        : { title: entry.subject, body: entry.note };
    const documentation = readDocumentation(note, knowledge.lexicon);
    const determination = determinationSchema.parse(determine(documentation, knowledge));
    const { expect: wanted } = entry;

    expect(
      determination.lines.map(({ code, units, modifiers }) => ({ code, units, modifiers })),
    ).toEqual(wanted.lines.map(({ code, units, modifiers }) => ({ code, units, modifiers })));
    expect(determination.status).toBe(wanted.status);
    expect(determination.queries.map(({ element }) => element)).toEqual(wanted.queries);
    expect(determination.notSelected.map(({ code }) => code)).toEqual(
      expect.arrayContaining(wanted.notSelected),
    );
    wanted.lines.forEach((line, index) => {
      if (line.confidence) expect(determination.lines[index]?.confidence).toBe(line.confidence);
    });
    if (wanted.dx) expect(determination.diagnoses.map(({ code }) => code)).toEqual(wanted.dx);

    for (const { excerpt, start, end } of determination.lines.flatMap(({ support }) => support)) {
      expect(documentation.text.slice(start, end)).toBe(excerpt);
    }
  });
});
