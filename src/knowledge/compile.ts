import { below, parseNumbers, type ElementSpec, type ValueSet } from './cells.js';
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
import { sortProblems, type Problem } from './problems.js';
import { readFiles, type KnowledgeFile, type Read } from './read-files.js';
import { Report } from './report.js';
import {
  citationsFileSchema,
  editionsFileSchema,
  elementsFileSchema,
  familyFileSchema,
  type ElementsFile,
} from './schema.js';
import type { Knowledge } from './types.js';

const EMPTY_LEXICON = buildLexicon([]);

function makeLexicon(files: readonly Read<LexiconFile>[], report: Report): Lexicon {
  try {
    return buildLexicon(files.map(({ source, data }) => ({ path: source.path, data })));
  } catch (error) {
    if (!(error instanceof LexiconError)) throw error;
    report.problems.push(
      ...error.problems.map((message) => {
        const [, path = 'lexicon', rest = message] = /^(\S+\.yaml): (.*)$/s.exec(message) ?? [];
        return { path, line: 1, message: rest };
      }),
    );
    return EMPTY_LEXICON;
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
      const parsed = parseNumbers(entry.domain ?? '> 0', entry.whole);
      if ('fault' in parsed) report.add(source, ['elements', index, 'domain'], parsed.fault);
      const kinds = lexicon.concepts.filter(({ kind }) => kind === entry.of).map(({ id }) => id);
      if (entry.kind === 'concept' && kinds.length === 0) {
        report.add(
          source,
          ['elements', index],
          `no lexicon file has concepts of kind "${entry.of ?? ''}"`,
        );
      }
      const domain: ValueSet =
        entry.kind === 'concept'
          ? { kind: 'concepts', set: below(lexicon, kinds) }
          : { kind: 'numbers', set: 'ok' in parsed ? parsed.ok : [] };
      elements.set(entry.name, {
        name: entry.name,
        label: entry.label,
        kind: entry.kind,
        ...(entry.of === undefined ? {} : { of: entry.of }),
        unit: entry.unit,
        whole: entry.whole,
        domain,
        ask: entry.ask,
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
} {
  const report = new Report();
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const lexicon = makeLexicon(
    readFiles(ordered, (path) => path.startsWith('lexicon/'), lexiconFileSchema, report),
    report,
  );
  const elements = makeElements(
    readFiles(ordered, (path) => path === 'elements.yaml', elementsFileSchema, report),
    lexicon,
    report,
  );
  const citationFiles = readFiles(
    ordered,
    (path) => path === 'citations.yaml',
    citationsFileSchema,
    report,
  );
  const citations = new Map(
    citationFiles.flatMap(({ data }) => data.citations.map((entry) => [entry.id, entry] as const)),
  );
  const context: CompileContext = {
    lexicon,
    elements,
    citations: new Set(citations.keys()),
    report,
  };
  for (const { source, data } of citationFiles) {
    data.citations.forEach(({ id }, index) => {
      if (data.citations.findIndex((entry) => entry.id === id) !== index) {
        report.add(source, ['citations', index], `citation "${id}" is defined twice`);
      }
    });
  }
  const families = readFiles(
    ordered,
    (path) => path.startsWith('families/'),
    familyFileSchema,
    report,
  ).flatMap(({ source, data }) => {
    const family = compileFamily(source, data, context);
    return family ? [{ source, family }] : [];
  });
  checkFamilies(families, context);
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
  return { knowledge, problems: sortProblems(report.problems) };
}
