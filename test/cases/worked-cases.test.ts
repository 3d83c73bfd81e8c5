import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Determination } from '../../src/coding/determination.js';
import { determine, determinationSchema } from '../../src/coding/index.js';
import { readDocumentation } from '../../src/documentation/index.js';
import type { WorkedCase } from '../../src/knowledge/index.js';
import { loadKnowledge } from '../../src/knowledge/load.js';

const knowledge = loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));

/** What a reader of the reply would see, as far as the case says what it should be. */
function seen({ expect: wanted }: WorkedCase, determination: Determination) {
  const { lines, status, queries, notSelected, diagnoses } = determination;
  return {
    lines: lines.map(({ code, units, modifiers, confidence }, index) => {
      const confident = wanted.lines[index]?.confidence !== undefined;
      return { code, units, modifiers: [...modifiers], ...(confident ? { confidence } : {}) };
    }),
    status,
    queries: queries.map(({ element }) => element),
    notSelected: wanted.notSelected.filter((code) => notSelected.some((one) => one.code === code)),
    ...(wanted.dx === undefined ? {} : { dx: diagnoses.map(({ code }) => code) }),
  };
}

function wanted({ expect: { lines, status, queries, notSelected, dx } }: WorkedCase) {
  return {
    lines: lines.map(({ code, units, modifiers, confidence }) => ({
      code,
      units,
      modifiers: [...modifiers],
      ...(confidence === undefined ? {} : { confidence }),
    })),
    status,
    queries: [...queries],
    notSelected: [...notSelected],
    ...(dx === undefined ? {} : { dx: [...dx] }),
  };
}

/** Every worked case of every family, from its words to its lines. One test a family: each names its cases. */
describe('worked cases', () => {
  it.each([...knowledge.families.values()])('of $id', ({ cases }) => {
    const answers = cases.map((entry) => {
      const { note: body, subject: title } = entry;
      const documentation = readDocumentation(
        title === undefined ? { body } : { title, body },
        knowledge.lexicon,
      );
      const determination = determinationSchema.parse(determine(documentation, knowledge));
      for (const { excerpt, start, end } of determination.lines.flatMap(({ support }) => support))
        expect(documentation.text.slice(start, end), entry.id).toBe(excerpt);
      return { id: entry.id, ...seen(entry, determination) };
    });

    expect(answers).toEqual(cases.map((entry) => ({ id: entry.id, ...wanted(entry) })));
  });
});
