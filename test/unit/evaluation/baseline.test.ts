import { describe, expect, it } from 'vitest';
import { catalogueOf, openBaseline } from '../../../src/evaluation/index.js';
import { openEngine } from '../../../src/service/engine.js';

const { knowledge } = openEngine();
const catalogue = catalogueOf(knowledge);

describe('The catalogue', () => {
  it('holds every code of every family and diagnosis table, and no other', () => {
    for (const { codes } of knowledge.families.values())
      for (const code of codes.keys()) expect(catalogue.has(code)).toBe(true);
    expect(catalogue.has('L57.0')).toBe(true);
    expect(catalogue.has('17009')).toBe(false);
    expect(catalogue.has('L570')).toBe(false);
    expect(catalogue.has('')).toBe(false);
  });
});

describe('The text search', () => {
  const search = openBaseline(catalogue);
  const codes = (body: string) => search({ body }).lines.map(({ code }) => code);

  it('finds a code by the words of its label', () => {
    const [first] = knowledge.families.get('paring')?.codes.values() ?? [];
    expect(codes(`${first?.label ?? ''}.`)).toEqual([first?.code]);
  });

  it('gives each sentence its own top hit, and each code once', () => {
    const label = knowledge.families.get('paring')?.codes.get('11055')?.label ?? '';
    expect(codes(`${label}. ${label}. Zzz qqq.`)).toEqual(['11055']);
  });

  it('finds nothing in words that no code has', () => {
    expect(search({ title: 'Hello', body: 'Please code this. Thanks!' })).toMatchObject({
      lines: [],
      diagnoses: [],
    });
  });
});
