import { z } from 'zod';
import type { PackedConcept, PackedLexicon } from './pack.js';

/**
 * The lexicon: which words stand for which concepts, and how concepts are ordered.
 *
 * - concept: one idea with a stable id ("actinic-keratosis"), of one kind (lesion, site, method...).
 * - words: matched without regard to case; the reader adds plural and verb endings.
 * - abbreviations: matched in exact case ("AK"), a plural `s` allowed.
 * - implies: further facts that the word carries ("froze" is a destruction by cryosurgery).
 * - when: combinations under which a broader act or lesion is read as this one
 *   ("removal" of a "skin-tag" is "skin-tag-removal").
 * - traits: settings of the reader for cues, sections, number words and units.
 */

const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

const wordSchema = z.string().min(1).max(120);

const conceptSchema = z.strictObject({
  id: idSchema,
  label: z.string().min(1),
  is: z.array(idSchema).default([]),
  words: z.array(wordSchema).default([]),
  abbreviations: z.array(wordSchema).default([]),
  implies: z.record(idSchema, idSchema).default({}),
  when: z.array(z.record(idSchema, idSchema)).default([]),
  traits: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/** One file of knowledge/lexicon. */
export const lexiconFileSchema = z.strictObject({
  kind: idSchema,
  concepts: z.array(conceptSchema),
});

export type LexiconFile = z.infer<typeof lexiconFileSchema>;
type FileConcept = LexiconFile['concepts'][number];

/** A concept with the kind of the file that holds it. */
export interface Concept extends Readonly<Omit<FileConcept, 'words' | 'abbreviations'>> {
  readonly kind: string;
  readonly words: readonly string[];
  readonly abbreviations: readonly string[];
}

export interface Lexicon {
  /** In file order, then in the order of the file. */
  readonly concepts: readonly Concept[];
  concept(id: string): Concept | undefined;
  /** The concept's label; the id itself where the lexicon does not know it. */
  label(id: string): string;
  /** True when `id` is `ancestor` or below it. An unknown id is only itself. */
  isA(id: string, ancestor: string): boolean;
  /** All concepts above `id`, nearest first, without `id`. */
  ancestors(id: string): readonly string[];
  /** What the reader has made of these words ahead of time, where the build has stored it. */
  readonly prepared?: unknown;
}

/** A fault of the knowledge files. `problems` are sentences that name file and concept. */
export class LexiconError extends Error {
  readonly problems: readonly string[];

  constructor(
    problems: readonly string[],
    /** What is left without the faulty references, so that other files can still be checked against it. */
    readonly remainder: Lexicon,
  ) {
    super(`The lexicon cannot be used:\n${problems.map((line) => `- ${line}`).join('\n')}`);
    this.name = 'LexiconError';
    this.problems = problems;
  }
}

const NO_WORDS: readonly string[] = [];
const listOf = (words: readonly string[] | string | undefined): readonly string[] =>
  typeof words === 'string' ? words.split('\n') : (words ?? NO_WORDS);

/** Packed words are split when they are first read: a note meets few concepts. */
function conceptOf(entry: FileConcept | PackedConcept, kind: string): Concept {
  const { id, label, is = [], implies = {}, when = [], traits = {} } = entry;
  let words: readonly string[] | undefined;
  let abbreviations: readonly string[] | undefined;
  return {
    id,
    label,
    kind,
    is,
    implies,
    when,
    traits,
    get words() {
      return (words ??= listOf(entry.words));
    },
    get abbreviations() {
      return (abbreviations ??= listOf(entry.abbreviations));
    },
  };
}

/** Facts that name a concept; the rest of `implies` (none so far) would be free text. */
function referencedIds(concept: Concept): { field: string; id: string }[] {
  return [
    ...concept.is.map((id) => ({ field: 'is', id })),
    ...Object.values(concept.implies).map((id) => ({ field: 'implies', id })),
    ...concept.when.flatMap((rule) => Object.values(rule).map((id) => ({ field: 'when', id }))),
  ];
}

/** The first circle met when climbing from `id`, as a path of ids, or undefined. */
function findCircle(
  id: string,
  byId: ReadonlyMap<string, Concept>,
  cleared: Set<string>,
): string[] | undefined {
  const path: string[] = [];
  const onPath = new Set<string>();
  const climb = (current: string): string[] | undefined => {
    if (cleared.has(current)) return undefined;
    if (onPath.has(current)) return [...path.slice(path.indexOf(current)), current];
    path.push(current);
    onPath.add(current);
    for (const parent of byId.get(current)?.is ?? []) {
      const circle = climb(parent);
      if (circle !== undefined) return circle;
    }
    path.pop();
    onPath.delete(current);
    cleared.add(current);
    return undefined;
  };
  return climb(id);
}

/**
 * Joins lexicon files into one lexicon.
 * @param proven the same files were joined without faults before: nothing is looked for.
 * @throws LexiconError naming every duplicate id, unknown reference and circle of parents.
 */
export function buildLexicon(
  files: readonly { path: string; data: LexiconFile | PackedLexicon }[],
  proven = false,
): Lexicon {
  const problems: string[] = [];
  const byId = new Map<string, Concept>();
  const home = new Map<string, string>();
  for (const { path, data } of files) {
    for (const entry of data.concepts) {
      const first = home.get(entry.id);
      if (first !== undefined) {
        problems.push(
          `${path}: concept "${entry.id}" is already defined in ${first}; keep one of the two.`,
        );
        continue;
      }
      home.set(entry.id, path);
      byId.set(entry.id, conceptOf(entry, data.kind));
    }
  }
  if (proven) return assemble(byId);
  for (const concept of byId.values()) {
    for (const { field, id } of referencedIds(concept)) {
      if (byId.has(id)) continue;
      problems.push(
        `${home.get(concept.id) ?? '?'}: concept "${concept.id}" names "${id}" under \`${field}\`, ` +
          'which no lexicon file defines; correct the id or add the concept.',
      );
    }
  }
  const cleared = new Set<string>();
  for (const id of byId.keys()) {
    const circle = findCircle(id, byId, cleared);
    if (circle === undefined) continue;
    problems.push(
      `${home.get(id) ?? '?'}: concept "${circle[0] ?? id}" is its own ancestor (${circle.join(' -> ')}); ` +
        'remove one `is` of the circle.',
    );
    break;
  }
  if (problems.length > 0) throw new LexiconError(problems, assemble(withoutFaults(byId)));
  return assemble(byId);
}

/** Every concept without references to unknown ones, and without parents where the parents make a circle. */
function withoutFaults(byId: ReadonlyMap<string, Concept>): Map<string, Concept> {
  const known = (id: string): boolean => byId.has(id);
  const facts = (rule: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(rule).filter(([, id]) => known(id)));
  const cleared = new Set<string>();
  return new Map(
    [...byId].map(([id, concept]) => [
      id,
      {
        ...concept,
        is: findCircle(id, byId, cleared) === undefined ? concept.is.filter(known) : [],
        implies: facts(concept.implies),
        when: concept.when.filter((rule) => Object.values(rule).every(known)),
      },
    ]),
  );
}

function assemble(byId: ReadonlyMap<string, Concept>): Lexicon {
  const climbed = new Map<string, ReadonlySet<string>>();
  const above = (id: string): ReadonlySet<string> => {
    const known = climbed.get(id);
    if (known !== undefined) return known;
    const found = new Set<string>(byId.get(id)?.is ?? []);
    // A set keeps insertion order and may grow while it is walked: nearest ancestors come first.
    for (const parent of found) for (const next of byId.get(parent)?.is ?? []) found.add(next);
    climbed.set(id, found);
    return found;
  };
  return {
    concepts: [...byId.values()],
    concept: (id) => byId.get(id),
    label: (id) => byId.get(id)?.label ?? id,
    isA: (id, ancestor) => id === ancestor || above(id).has(ancestor),
    ancestors: (id) => [...above(id)],
  };
}
