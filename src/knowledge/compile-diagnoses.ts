import { below, PLAIN_READING, within, type ElementSpec, type ValueSet } from './cells.js';
import { checkCites, compileCells, type CompileContext } from './compile-cells.js';
import {
  diagnosesFileSchema,
  type DiagnosesFile,
  type DiagnosisFileRow,
} from './diagnosis-schema.js';
import type {
  CodePattern,
  DiagnosisAddition,
  DiagnosisCells,
  DiagnosisEntry,
  DiagnosisRow,
  DiagnosisTables,
  DiagnosisTest,
  DigitScheme,
  UseAdditional,
} from './diagnosis-types.js';
import type { Lexicon } from './lexicon.js';
import { readFiles, type KnowledgeFile, type Read } from './read-files.js';
import type { Source } from './source.js';

type Path = readonly (string | number)[];

/** Lexicon kinds whose names begin so hold what rows of diagnoses tell apart; the rest is the element's name. */
const ELEMENT_KIND = 'dx-';
const CONTEXT_KINDS = ['setting', 'payer', 'sex'];
const QUANTITIES: readonly [name: string, label: string, unit: string][] = [
  ['age', 'age', 'years'],
  ['weeks', 'weeks of gestation', 'weeks'],
  ['bmi', 'body mass index', ''],
  ['percent', 'share of the body surface', 'percent'],
  ['surface', 'body surface burned in all', 'percent'],
  ['surface-third', 'body surface burned to the third degree', 'percent'],
  ['unconscious', 'time without consciousness', 'min'],
  ['birth-weight', 'weight at birth', 'g'],
  ['nihss', 'points of the NIH stroke scale', ''],
];

function spec(name: string, label: string, unit: string, domain: ValueSet): ElementSpec {
  return {
    name,
    label,
    kind: domain.kind === 'numbers' ? 'quantity' : 'concept',
    of: [],
    unit,
    whole: false,
    domain,
    note: PLAIN_READING,
  };
}

/** Elements of diagnosis rows: those of the tables, facts of the encounter, and every `dx-` kind of the lexicon. */
export function diagnosisElements(
  elements: ReadonlyMap<string, ElementSpec>,
  lexicon: Lexicon,
): Map<string, ElementSpec> {
  const found = new Map<string, ElementSpec>();
  for (const name of ['site', 'laterality', 'pathology']) {
    const known = elements.get(name);
    if (known) found.set(name, known);
  }
  const byKind = new Map<string, string[]>();
  for (const concept of lexicon.concepts)
    byKind.set(concept.kind, [...(byKind.get(concept.kind) ?? []), concept.id]);
  for (const [kind, members] of byKind) {
    const name = kind.startsWith(ELEMENT_KIND)
      ? kind.slice(ELEMENT_KIND.length)
      : CONTEXT_KINDS.find((one) => one === kind);
    // `dx-laterality` holds words for sides that only diagnoses read so ("both knees").
    if (name === undefined || found.has(name)) continue;
    const domain: ValueSet = { kind: 'concepts', set: below(lexicon, members) };
    found.set(name, spec(name, name.replaceAll('-', ' '), '', domain));
  }
  for (const [name, label, unit] of QUANTITIES) {
    const domain: ValueSet = {
      kind: 'numbers',
      set: [{ low: 0, lowClosed: true, high: Infinity, highClosed: false }],
    };
    found.set(name, spec(name, label, unit, domain));
  }
  return found;
}

/** Reads a `when` block; "perforated & with-abscess" is two tests of one element. */
function cellsOf(
  source: Source,
  path: Path,
  when: DiagnosisFileRow['when'],
  elements: ReadonlyMap<string, ElementSpec>,
  context: CompileContext,
): DiagnosisCells {
  return Object.entries(when).flatMap(([name, text]) =>
    String(text)
      .split(' & ')
      .flatMap((part) => [
        ...compileCells(source, path, { [name]: part }, elements, context, 'condition'),
      ]),
  );
}

/** Compiles one file after the schemes of all files are known. */
class FileCompiler {
  constructor(
    private readonly source: Source,
    private readonly elements: ReadonlyMap<string, ElementSpec>,
    private readonly schemes: ReadonlyMap<string, DigitScheme>,
    private readonly context: CompileContext,
  ) {}

  private known(path: Path, concepts: readonly string[] | undefined): readonly string[] {
    for (const concept of concepts ?? []) {
      if (!this.context.lexicon.concept(concept))
        this.context.report.add(
          this.source,
          path,
          `no lexicon file defines the concept "${concept}"`,
        );
    }
    return concepts ?? [];
  }

  private test(
    path: Path,
    row: Pick<DiagnosisFileRow, 'when' | 'with' | 'with-all' | 'without' | 'with-past'>,
  ): DiagnosisTest {
    return {
      cells: cellsOf(this.source, [...path, 'when'], row.when, this.elements, this.context),
      with: this.known([...path, 'with'], row.with),
      withAll: this.known([...path, 'with-all'], row['with-all']),
      without: this.known([...path, 'without'], row.without),
      withPast: this.known([...path, 'with-past'], row['with-past']),
    };
  }

  pattern(path: Path, text: string): CodePattern {
    return text.split(/[{}]/).flatMap((piece, index): (string | DigitScheme)[] => {
      if (index % 2 === 0) return piece === '' ? [] : [piece];
      const scheme = this.schemes.get(piece);
      if (scheme) return [scheme];
      this.context.report.add(
        this.source,
        path,
        `no file of diagnoses defines the scheme "${piece}"`,
      );
      return [];
    });
  }

  private addition(
    path: Path,
    entry: DiagnosisFileRow['also'][number],
    label: string,
  ): DiagnosisAddition {
    const plain = typeof entry === 'string';
    return {
      ...this.test(path, plain ? { when: {} } : entry),
      pattern: this.pattern(path, plain ? entry : entry.code),
      label: plain ? label : (entry.label ?? label),
    };
  }

  row(path: Path, row: DiagnosisFileRow, fallback: string): DiagnosisRow {
    const label = row.label ?? fallback;
    return {
      ...this.test(path, row),
      pattern: row.code === 'none' ? undefined : this.pattern([...path, 'code'], row.code),
      label,
      also: row.also.map((entry, at) => this.addition([...path, 'also', at], entry, label)),
      insteadOf: this.known([...path, 'instead-of'], row['instead-of']),
      ...(row.rank === undefined ? {} : { rank: row.rank }),
      ...(row.review === undefined ? {} : { review: row.review }),
    };
  }

  rows(path: Path, rows: readonly DiagnosisFileRow[], fallback: string): DiagnosisRow[] {
    const compiled = rows.map((row, at) => this.row([...path, at], row, fallback));
    if (this.context.proven) return compiled;
    compiled.forEach((row, at) => {
      if (compiled.slice(0, at).some((earlier) => hides(earlier, row))) {
        const code = rows[at]?.code ?? '';
        this.context.report.add(
          this.source,
          [...path, at],
          `${code} is unreachable: an earlier row takes all it could`,
        );
      }
    });
    return compiled;
  }

  entry(
    index: number,
    entry: DiagnosesFile['diagnoses'][number],
    cites: readonly string[],
  ): DiagnosisEntry {
    const path = ['diagnoses', index];
    const label = this.context.lexicon.label(entry.concepts[0] ?? '');
    this.known(path, entry.concepts);
    for (const name of entry.per) {
      if (!this.elements.has(name))
        this.context.report.add(this.source, [...path, 'per'], `unknown element "${name}"`);
    }
    return {
      concepts: entry.concepts,
      per: entry.per,
      explains: this.known([...path, 'explains'], entry.explains),
      before: this.known([...path, 'before'], entry.before),
      withHistory: entry['with-history'],
      symptom: entry.symptom,
      certain: entry.certain,
      status: entry.status,
      onRequest: this.known([...path, 'on-request'], entry['on-request']),
      keepsSymptoms: entry['keeps-symptoms'],
      rows: this.rows([...path, 'rows'], entry.rows, label),
      historical: this.rows([...path, 'historical'], entry.historical, label),
      relative: this.rows([...path, 'relative'], entry.relative, label),
      cites,
    };
  }

  useAdditional(index: number, entry: DiagnosesFile['additions'][number]): UseAdditional {
    return {
      ...this.addition(['additions', index], entry, entry.code),
      to: entry.to,
      except: entry.except,
      ...(entry.rank === undefined ? {} : { rank: entry.rank }),
    };
  }
}

/** Does every note that fits `row` fit `earlier` as well? */
function hides(earlier: DiagnosisRow, row: DiagnosisRow): boolean {
  const { with: any, withAll, without, withPast } = earlier;
  if (any.length + withAll.length + without.length + withPast.length > 0) return false;
  return earlier.cells.every(([name, cell]) =>
    row.cells.some(
      ([element, here]) =>
        element === name && !here.absent && !cell.absent && within(here.accepts, cell.accepts),
    ),
  );
}

function compileSchemes(
  files: readonly Read<DiagnosesFile>[],
  elements: ReadonlyMap<string, ElementSpec>,
  context: CompileContext,
): Map<string, DigitScheme> {
  const schemes = new Map<string, DigitScheme>();
  for (const { source, data } of files) {
    data.schemes.forEach((scheme, index) => {
      const path = ['schemes', index];
      if (schemes.has(scheme.id))
        context.report.add(source, path, `scheme "${scheme.id}" is defined twice`);
      schemes.set(scheme.id, {
        id: scheme.id,
        rows: scheme.rows.map((row, at) => ({
          cells: cellsOf(source, [...path, 'rows', at, 'when'], row.when, elements, context),
          is: typeof row.is === 'string' ? [row.is] : row.is,
          ...(row.label === undefined ? {} : { label: row.label }),
        })),
      });
    });
  }
  return schemes;
}

/** Compiles diagnoses/*.yaml. Rows are taken in order, so a row hidden by an earlier one is a fault. */
export function compileDiagnoses(
  files: readonly KnowledgeFile[],
  context: CompileContext,
): DiagnosisTables {
  const read = readFiles(
    files,
    (path) => path.startsWith('diagnoses/'),
    diagnosesFileSchema,
    context.report,
  );
  const elements = diagnosisElements(context.elements, context.lexicon);
  const schemes = compileSchemes(read, elements, context);
  const claimed = new Map<string, { entry: DiagnosisEntry; path: string }>();
  const compiled = read.map(({ source, data }) => {
    checkCites(source, ['cites'], data.cites, context);
    const compiler = new FileCompiler(source, elements, schemes, context);
    const entries = data.diagnoses.map((one, index) => {
      const entry = compiler.entry(index, one, data.cites);
      for (const concept of entry.concepts) {
        const other = claimed.get(concept);
        if (other !== undefined)
          context.report.add(
            source,
            ['diagnoses', index],
            `"${concept}" is already answered in ${other.path}`,
          );
        claimed.set(concept, { entry, path: source.path });
      }
      return entry;
    });
    return {
      entries,
      ranks: data.ranks,
      additions: data.additions.map((entry, index) => compiler.useAdditional(index, entry)),
      past: data.past,
      limits: data.limits,
      cases: data.cases.map((entry) => ({ ...entry, path: source.path })),
    };
  });
  return {
    entries: compiled.flatMap(({ entries }) => entries),
    byConcept: new Map([...claimed].map(([concept, { entry }]) => [concept, entry])),
    ranks: compiled.flatMap(({ ranks }) => ranks),
    additions: compiled.flatMap(({ additions }) => additions),
    past: compiled.flatMap(({ past }) => past),
    limits: compiled.flatMap(({ limits }) => limits),
    cases: compiled.flatMap(({ cases }) => cases),
  };
}
