import { parseNumbers, YES_NO, type ElementSpec, type ValueSet } from './cells.js';
import { checkFamilies } from './check-families.js';
import type { CompileContext } from './compile-cells.js';
import { compileDiagnoses } from './compile-diagnoses.js';
import { compileFamily } from './compile-family.js';
import { compilePolicies } from './compile-policies.js';
import {
  buildLexicon,
  LexiconError,
  lexiconFileSchema,
  type Lexicon,
  type LexiconFile,
} from './lexicon.js';
import { isKnowledgePath, layEntries, layFiles } from './overlay.js';
import { membersOfAny } from './members.js';
import { sortProblems, type Problem } from './problems.js';
import { readFiles, type KnowledgeFile, type Read } from './read-files.js';
import { Report } from './report.js';
import type { Source } from './source.js';
import {
  citationsFileSchema,
  editionsFileSchema,
  elementsFileSchema,
  familyFileSchema,
  type ElementsFile,
  type FamilyFile,
} from './schema.js';
import type { PackedFamily, PackedLexicon } from './pack.js';
import type { Knowledge, Citation } from './types.js';

function makeLexicon(
  files: readonly Read<LexiconFile | PackedLexicon>[],
  proven: boolean,
  report: Report,
): Lexicon {
  try {
    return buildLexicon(
      files.map(({ source, data }) => ({ path: source.path, data })),
      proven,
    );
  } catch (error) {
    if (!(error instanceof LexiconError)) throw error;
    report.problems.push(
      ...error.problems.map((message) => {
        const [, path = 'lexicon', rest = message] = /^(.+?\.yaml): (.*)$/s.exec(message) ?? [];
        return { path, line: 1, message: rest };
      }),
    );
    return error.remainder;
  }
}

type FileElement = ElementsFile['elements'][number];

const listed = (of: FileElement['of']): readonly string[] =>
  of === undefined ? [] : typeof of === 'string' ? [of] : of;

/** Every value that an element can take. */
function domainOf(
  source: Source,
  index: number,
  entry: FileElement,
  lexicon: Lexicon,
  report: Report,
): ValueSet {
  const of = listed(entry.of);
  switch (entry.kind) {
    case 'quantity': {
      const parsed = parseNumbers(entry.domain ?? '> 0', entry.whole);
      if ('fault' in parsed) report.add(source, ['elements', index, 'domain'], parsed.fault);
      return { kind: 'numbers', set: 'ok' in parsed ? parsed.ok : [] };
    }
    case 'flag': {
      for (const id of of.length === 0 ? [''] : of) {
        if (!lexicon.concept(id))
          report.add(
            source,
            ['elements', index, 'of'],
            `no lexicon file defines the concept "${id}"`,
          );
      }
      return { kind: 'concepts', set: new Set(YES_NO) };
    }
    case 'concept': {
      const set = membersOfAny(lexicon, of);
      if (set.size === 0) {
        report.add(
          source,
          ['elements', index],
          `no lexicon file has concepts of kind "${of.join(', ')}"`,
        );
      }
      return { kind: 'concepts', set };
    }
  }
}

function makeElements(
  files: readonly Read<ElementsFile>[],
  lexicon: Lexicon,
  report: Report,
): Map<string, ElementSpec> {
  const elements = new Map<string, ElementSpec>();
  for (const { source, data } of files) {
    data.elements.forEach((entry, index) => {
      if (elements.has(entry.name))
        report.add(source, ['elements', index], `element "${entry.name}" is defined twice`);
      const of = listed(entry.of);
      elements.set(entry.name, {
        name: entry.name,
        label: entry.label,
        kind: entry.kind,
        of,
        unit: entry.unit,
        whole: entry.whole,
        domain: domainOf(source, index, entry, lexicon, report),
        ask: entry.ask,
        note: {
          concepts: entry.kind === 'flag' ? of : [],
          silent: entry.silent,
          also: entry.also,
          ...(entry.read === undefined ? {} : { measure: entry.read }),
          prefer: [],
          all: false,
        },
      });
    });
  }
  return elements;
}

const EMPTY_EDITIONS = { editions: [], notLoaded: [] };

/**
 * Reads, checks and compiles knowledge files. The knowledge is returned even with problems, for tools
 * that show it; `loadKnowledge` refuses it then.
 */
export function compileKnowledge(files: readonly KnowledgeFile[]): {
  knowledge: Knowledge;
  problems: Problem[];
  /** What the schemas made of the files, by path. */
  accepted: ReadonlyMap<string, unknown>;
} {
  const report = new Report();
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, overlay } of ordered) {
    if (overlay === undefined || isKnowledgePath(path)) continue;
    report.problems.push({
      path: overlay,
      line: 1,
      message:
        'not read: files of an overlay stand in families/, lexicon/, policies/, diagnoses/, elements/ or citations/',
    });
  }
  const proven = files.every(({ accepted }) => accepted !== undefined);
  const lexicon = makeLexicon(
    layEntries(
      readFiles<LexiconFile | PackedLexicon>(
        ordered,
        (path) => path.startsWith('lexicon/'),
        lexiconFileSchema,
        report,
      ),
      'concepts',
      ({ id }: { readonly id: string }) => id,
    ),
    proven,
    report,
  );
  const elements = makeElements(
    layEntries(
      readFiles(
        ordered,
        (path) => path === 'elements.yaml' || path.startsWith('elements/'),
        elementsFileSchema,
        report,
      ),
      'elements',
      ({ name }: FileElement) => name,
    ),
    lexicon,
    report,
  );
  const citationFiles = layEntries(
    readFiles(
      ordered,
      (path) => path === 'citations.yaml' || path.startsWith('citations/'),
      citationsFileSchema,
      report,
    ),
    'citations',
    ({ id }: Citation) => id,
  );
  const citations = new Map(
    citationFiles.flatMap(({ data }) => data.citations.map((entry) => [entry.id, entry] as const)),
  );
  const context: CompileContext = {
    lexicon,
    elements,
    citations: new Set(citations.keys()),
    report,
    parsedCells: new Map(),
    proven,
  };
  const cited = new Set<string>();
  for (const { source, data } of citationFiles) {
    data.citations.forEach(({ id }, index) => {
      if (cited.has(id))
        report.add(source, ['citations', index], `citation "${id}" is defined twice`);
      cited.add(id);
    });
  }
  const familyFiles = layFiles(
    readFiles<FamilyFile | PackedFamily>(
      ordered,
      (path) => path.startsWith('families/'),
      familyFileSchema,
      report,
    ),
  );
  const entries = new Map(
    familyFiles.flatMap(({ data }) => data.codes.map((entry) => [entry.code, entry] as const)),
  );
  const families = familyFiles.flatMap(({ source, data }) => {
    const family = compileFamily(source, data, entries, context);
    return family ? [{ source, data, family }] : [];
  });
  if (!context.proven) checkFamilies(families, context);
  const [editions] = readFiles(
    ordered,
    (path) => path === 'editions.yaml',
    editionsFileSchema,
    report,
  );
  for (const [name, present] of [
    ['citations.yaml', citationFiles.length > 0],
    ['editions.yaml', editions !== undefined],
    ['elements.yaml', elements.size > 0],
    ['families/', families.length > 0],
  ] as const) {
    if (!present)
      report.problems.push({ path: name, line: 1, message: 'missing, or not readable' });
  }
  const knowledge: Knowledge = {
    lexicon,
    families: new Map(
      families
        .map(({ family }) => [family.id, family] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    homes: new Map(
      families.flatMap(({ data, family }) => data.codes.map(({ code }) => [code, family] as const)),
    ),
    elements,
    policies: compilePolicies(
      ordered,
      families.map(({ family }) => family),
      context,
    ),
    diagnoses: compileDiagnoses(ordered, context),
    citations,
    editions: editions?.data ?? EMPTY_EDITIONS,
  };
  return { knowledge, problems: sortProblems(report.problems), accepted: report.accepted };
}
