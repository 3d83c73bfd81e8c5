import { isNothing, meet, type Cell, type ElementSpec } from './cells.js';
import { buildMode } from './combine-modes.js';
import {
  checkAct,
  checkCites,
  checkUnique,
  compileCells,
  type CompileContext,
} from './compile-cells.js';
import { compileDerivations, compileElement } from './compile-family-elements.js';
import { reportedBy, unpackFamily, type PackedFamily } from './pack.js';
import { gaps, overlaps } from './regions.js';
import { caseKindSchema, type FamilyCode, type FamilyFile } from './schema.js';
import type { Source } from './source.js';
import type { Answering, Condition, Family, Row } from './types.js';
import { elementsOf, parseUnits } from './units.js';

function compileAnswers(
  source: Source,
  file: Pick<FamilyFile, 'answers' | 'reads'>,
  context: CompileContext,
): Answering[] {
  return file.answers.map((answer, index) => {
    if (file.reads === 'lesions') checkAct(source, ['answers', index, 'act'], answer.act, context);
    for (const concept of [answer.act, ...answer.with, ...answer.without]) {
      if (file.reads === 'lesions' || context.lexicon.concept(concept)) continue;
      context.report.add(
        source,
        ['answers', index],
        `no lexicon file defines the concept "${concept}"`,
      );
    }
    return {
      act: answer.act,
      with: answer.with,
      without: answer.without,
      within: answer.within,
      when: compileCells(
        source,
        ['answers', index, 'when'],
        answer.when,
        context.elements,
        context,
      ),
    };
  });
}

function compileCondition(
  source: Source,
  path: readonly (string | number)[],
  entry: FamilyFile['review'][number],
  context: CompileContext,
): Condition {
  checkCites(source, [...path, 'cites'], entry.cites, context);
  const cells = compileCells(
    source,
    [...path, 'when'],
    entry.when,
    context.elements,
    context,
    'condition',
  );
  if (cells.size === 0) context.report.add(source, path, 'a condition needs at least one cell');
  return { cells, because: entry.because, cites: entry.cites };
}

function compileRow(
  source: Source,
  index: number,
  row: FamilyFile['rows'][number],
  elements: ReadonlyMap<string, ElementSpec>,
  /** The family that the row stands in, and the labels of its codes. */
  { file, labels }: { readonly file: FamilyFile; readonly labels: ReadonlyMap<string, string> },
  context: CompileContext,
): Row {
  const { report } = context;
  const cites = row.cites ?? file.cites ?? [];
  if (cites.length === 0)
    report.add(source, ['rows', index], `row ${row.id} cites nothing, and neither does its family`);
  checkCites(source, ['rows', index, 'cites'], row.cites ?? [], context);
  const reported = row.report.flatMap(({ code, units }, at) => {
    const path = ['rows', index, 'report', at];
    const parsed = parseUnits(units);
    if ('fault' in parsed) {
      report.add(source, path, parsed.fault);
      return [];
    }
    for (const name of elementsOf(parsed.ok)) {
      if (elements.get(name)?.kind === 'quantity') continue;
      report.add(
        source,
        path,
        `units of ${code} use "${name}", which is not a quantity of this family`,
      );
    }
    return [{ code, units: parsed.ok }];
  });
  return {
    id: row.id,
    cells: compileCells(source, ['rows', index, 'when'], row.when, elements, context),
    report: reported,
    because:
      row.because ??
      `${[...new Set(row.report.map(({ code }) => labels.get(code) ?? code))].join('; ')}.`,
    cites,
    notSelected: row.notSelected,
  };
}

function checkTable(
  source: Source,
  rows: readonly Row[],
  columns: readonly ElementSpec[],
  /** Undefined where the table does not claim to answer every combination. */
  answers: readonly Answering[] | undefined,
  { lexicon, report }: CompileContext,
): void {
  const lineOf = (id: string) => ['rows', rows.findIndex((row) => row.id === id)];
  for (const [first, second] of overlaps(rows, columns)) {
    report.add(
      source,
      lineOf(second),
      `rows ${first} and ${second} overlap: one note could match both`,
    );
  }
  if (answers === undefined) return;
  for (const gap of gaps(rows, columns, lexicon)) {
    report.add(source, ['rows'], `no row answers: ${gap}`);
  }
  for (const row of rows) {
    const reachable = answers.some(({ when }) =>
      [...row.cells].every(([name, cell]) => meets(cell, when.get(name))),
    );
    if (reachable) continue;
    report.add(
      source,
      lineOf(row.id),
      `row ${row.id} is unreachable: no service that the family answers can meet it`,
    );
  }
}

function meets(cell: Cell, other: Cell | undefined): boolean {
  return other === undefined || !isNothing(meet(cell.accepts, other.accepts));
}

function checkCodes(source: Source, file: FamilyFile, { report }: CompileContext): void {
  const reported = new Set(file.rows.flatMap((row) => row.report.map(({ code }) => code)));
  file.codes.forEach(({ code }, index) => {
    if (!reported.has(code)) report.add(source, ['codes', index], `no row reports code ${code}`);
  });
}

function checkCases(source: Source, file: FamilyFile, { report }: CompileContext): void {
  const present = new Set(file.cases.map((entry) => entry.kind));
  for (const kind of caseKindSchema.options) {
    if (present.has(kind)) continue;
    report.add(
      source,
      ['cases'],
      `no worked case of kind "${kind}"; every family needs ${caseKindSchema.options.join(', ')}`,
    );
  }
}

/** The part of a family that only its own notes need. */
type Table = Pick<Family, 'elements' | 'columns' | 'combine' | 'rows' | 'derive' | 'review'>;

/** Undefined when the way to combine services cannot be built. */
function compileTable(
  source: Source,
  file: FamilyFile,
  context: CompileContext,
): Table | undefined {
  const own = new Map(
    file.elements.flatMap((entry, index) => {
      const spec = compileElement(source, index, entry, context);
      return spec ? [[entry.name, spec] as const] : [];
    }),
  );
  const built = buildMode(file.combine, own, context.lexicon);
  if ('fault' in built) {
    context.report.add(source, ['combine', ...built.at], built.fault);
    return undefined;
  }
  const { mode } = built;
  const elements = new Map([...own, ...mode.supplies.map((spec) => [spec.name, spec] as const)]);
  const labels = new Map(file.codes.map(({ code, label }) => [code, label]));
  const rows = file.rows.map((row, index) =>
    compileRow(source, index, row, elements, { file, labels }, context),
  );
  return {
    elements,
    columns: [...elements.values()].filter((spec) => rows.some((row) => row.cells.has(spec.name))),
    combine: mode,
    rows,
    derive: compileDerivations(source, file, elements, context),
    review: file.review.map((entry, index) =>
      compileCondition(source, ['review', index], entry, context),
    ),
  };
}

/** Faults that show in one family alone. */
function checkFamily(
  source: Source,
  file: FamilyFile,
  answers: readonly Answering[],
  { rows, columns }: Table,
  context: CompileContext,
): void {
  const unique = (list: string, what: string, ids: readonly string[]) => {
    checkUnique(source, [list], what, ids, context);
  };
  unique(
    'rows',
    'row id',
    file.rows.map(({ id }) => id),
  );
  unique(
    'codes',
    'code',
    file.codes.map(({ code }) => code),
  );
  unique(
    'cases',
    'case id',
    file.cases.map(({ id }) => id),
  );
  checkCites(source, ['cites'], file.cites ?? [], context);
  checkTable(source, rows, columns, file.complete ? answers : undefined, context);
  checkCodes(source, file, context);
  checkCases(source, file, context);
  file.integral.forEach((entry, index) => {
    [entry.act, ...entry.notWith].forEach((act) => {
      if (file.reads === 'lesions') checkAct(source, ['integral', index], act, context);
    });
    checkCites(source, ['integral', index, 'cites'], entry.cites, context);
  });
}

/** A row may report a code that another family describes ("the part of the drug that was discarded"). */
function codesOf(
  file: FamilyFile | PackedFamily,
  entries: ReadonlyMap<string, FamilyCode>,
): ReadonlyMap<string, FamilyCode> {
  const own = new Map(file.codes.map((entry) => [entry.code, entry]));
  const reported = 'table' in file ? file.reported : reportedBy(file);
  const borrowed = reported.flatMap((code) => {
    const entry = own.has(code) ? undefined : entries.get(code);
    return entry === undefined ? [] : [[code, entry] as const];
  });
  return new Map([...own, ...borrowed]);
}

/**
 * Compiles one family; undefined when its way to combine services cannot be built. The table of proven files is
 * compiled when it is first read: a note concerns few families, and a start should not wait for all.
 * @param entries every code that a family describes.
 */
export function compileFamily(
  source: Source,
  file: FamilyFile | PackedFamily,
  entries: ReadonlyMap<string, FamilyCode>,
  context: CompileContext,
): Family | undefined {
  const answers = compileAnswers(source, file, context);
  let made: Table | undefined;
  const table = (): Table => {
    made ??= compileTable(source, unpackFamily(file), context);
    if (made === undefined) throw new Error(`The table of family ${file.id} cannot be compiled.`);
    return made;
  };
  if (!context.proven) {
    const whole = unpackFamily(file);
    made = compileTable(source, whole, context);
    if (made === undefined) return undefined;
    checkFamily(source, whole, answers, made, context);
  }
  return {
    id: file.id,
    path: source.path,
    title: file.title,
    system: file.system,
    chapter: file.chapter,
    scope: file.scope,
    reads: file.reads,
    onePer: file.services['one-per'],
    answers,
    integral: file.integral,
    reporting: file.reporting,
    codes: codesOf(file, entries),
    payerNotes: file.payerNotes,
    cases: file.cases,
    get elements() {
      return table().elements;
    },
    get columns() {
      return table().columns;
    },
    get combine() {
      return table().combine;
    },
    get rows() {
      return table().rows;
    },
    get derive() {
      return table().derive;
    },
    get review() {
      return table().review;
    },
  };
}
