import {
  below,
  isNothing,
  meet,
  parseCell,
  type Cell,
  type ElementSpec,
  type Possible,
} from './cells.js';
import { buildMode } from './combine-modes.js';
import {
  checkAct,
  checkCites,
  checkUnique,
  compileCells,
  type CompileContext,
} from './compile-cells.js';
import { gaps, overlaps } from './regions.js';
import { caseKindSchema, type FamilyFile } from './schema.js';
import type { Source } from './source.js';
import type { Answering, Condition, Derivation, Family, Row } from './types.js';
import { elementsOf, parseUnits } from './units.js';

type FileElement = FamilyFile['elements'][number];

function compileElement(
  source: Source,
  index: number,
  file: FileElement,
  context: CompileContext,
): ElementSpec | undefined {
  const { lexicon, report } = context;
  const base = context.elements.get(file.name);
  if (!base) {
    const known = [...context.elements.keys()].join(', ');
    report.add(
      source,
      ['elements', index],
      `unknown element "${file.name}"; elements.yaml defines ${known}`,
    );
    return undefined;
  }
  const spec: ElementSpec = {
    ...base,
    ...(file.label === undefined ? {} : { label: file.label }),
    ...(file.ask === undefined ? {} : { ask: file.ask }),
    ...(file.values === undefined
      ? {}
      : { domain: { kind: 'concepts' as const, set: below(lexicon, file.values) } }),
    note: {
      ...base.note,
      prefer: file.prefer,
      all: file.all,
      ...(file.silent === undefined ? {} : { silent: file.silent }),
    },
  };
  const named = [
    ...(file.values ?? []).map((value, at) => ({ value, path: ['values', at] as const })),
    ...file.prefer.map((value, at) => ({ value, path: ['prefer', at] as const })),
  ];
  for (const { value, path } of named) {
    const kind = lexicon.concept(value)?.kind;
    if (kind !== undefined && base.domain.kind === 'concepts' && base.domain.set.has(value))
      continue;
    report.add(
      source,
      ['elements', index, ...path],
      kind === undefined
        ? `no lexicon file defines the concept "${value}"`
        : `"${value}" is a ${kind}, and \`${file.name}\` holds a ${base.of.join(' or ') || base.kind}`,
    );
  }
  return withFallback(
    source,
    index,
    file,
    withConvention(source, index, file, spec, context),
    context,
  );
}

function valueOf(text: string, cell: Cell, lexicon: CompileContext['lexicon']): Possible {
  return cell.accepts.kind === 'concepts' && lexicon.concept(text)
    ? { ...cell.accepts, stated: text }
    : cell.accepts;
}

function withFallback(
  source: Source,
  index: number,
  file: FileElement,
  spec: ElementSpec,
  { lexicon, report }: CompileContext,
): ElementSpec {
  if (file.default === undefined) return spec;
  const parsed = parseCell(file.default.value, spec, lexicon);
  if ('fault' in parsed) {
    report.add(source, ['elements', index, 'default', 'value'], parsed.fault);
    return spec;
  }
  return { ...spec, fallback: valueOf(String(file.default.value), parsed.ok, lexicon) };
}

function withConvention(
  source: Source,
  index: number,
  file: FileElement,
  spec: ElementSpec,
  context: CompileContext,
): ElementSpec {
  const { lexicon, report } = context;
  if (file.convention === undefined) return spec;
  checkCites(source, ['elements', index, 'convention', 'cites'], file.convention.cites, context);
  const parsed = parseCell(file.convention.value, spec, lexicon);
  if ('fault' in parsed) {
    report.add(source, ['elements', index, 'convention', 'value'], parsed.fault);
    return spec;
  }
  const text = String(file.convention.value);
  const value = valueOf(text, parsed.ok, lexicon);
  return {
    ...spec,
    convention: { value, text, because: file.convention.because, cites: file.convention.cites },
  };
}

function compileAnswers(source: Source, file: FamilyFile, context: CompileContext): Answering[] {
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
  file: FamilyFile,
  context: CompileContext,
): Row {
  const { report } = context;
  const codes = new Map(file.codes.map(({ code, label }) => [code, label]));
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
      `${[...new Set(row.report.map(({ code }) => codes.get(code) ?? code))].join('; ')}.`,
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

function compileDerivations(
  source: Source,
  file: FamilyFile,
  elements: ReadonlyMap<string, ElementSpec>,
  context: CompileContext,
): Derivation[] {
  const { report, lexicon } = context;
  return file.derive.flatMap(({ element, rows }, index) => {
    const spec = elements.get(element);
    if (!spec) {
      report.add(source, ['derive', index], `"${element}" is not an element of this family`);
      return [];
    }
    return [
      {
        element,
        rows: rows.flatMap((row, at) => {
          const path = ['derive', index, 'rows', at];
          const is = parseCell(row.is, spec, lexicon);
          if ('fault' in is) {
            report.add(source, [...path, 'is'], is.fault);
            return [];
          }
          return [
            {
              cells: compileCells(source, [...path, 'when'], row.when, elements, context),
              value: valueOf(String(row.is), is.ok, lexicon),
              text: String(row.is),
            },
          ];
        }),
      },
    ];
  });
}

/** Compiles one family; undefined when its way to combine services cannot be built. */
export function compileFamily(
  source: Source,
  file: FamilyFile,
  context: CompileContext,
): Family | undefined {
  checkUnique(
    source,
    ['rows'],
    'row id',
    file.rows.map((row) => row.id),
    context,
  );
  checkUnique(
    source,
    ['codes'],
    'code',
    file.codes.map((entry) => entry.code),
    context,
  );
  checkUnique(
    source,
    ['cases'],
    'case id',
    file.cases.map((entry) => entry.id),
    context,
  );
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
  const rows = file.rows.map((row, index) =>
    compileRow(source, index, row, elements, file, context),
  );
  checkCites(source, ['cites'], file.cites ?? [], context);
  const derive = compileDerivations(source, file, elements, context);
  const columns = [...elements.values()].filter((spec) =>
    rows.some((row) => row.cells.has(spec.name)),
  );
  const answers = compileAnswers(source, file, context);
  if (!context.proven) {
    checkTable(source, rows, columns, file.complete ? answers : undefined, context);
    checkCodes(source, file, context);
    checkCases(source, file, context);
  }
  file.integral.forEach((entry, index) => {
    [entry.act, ...entry.notWith].forEach((act) => {
      if (file.reads === 'lesions') checkAct(source, ['integral', index], act, context);
    });
    checkCites(source, ['integral', index, 'cites'], entry.cites, context);
  });
  return {
    id: file.id,
    path: source.path,
    title: file.title,
    system: file.system,
    chapter: file.chapter,
    scope: file.scope,
    reads: file.reads,
    onePer: file.services['one-per'],
    derive,
    answers,
    elements,
    columns,
    combine: mode,
    rows,
    review: file.review.map((entry, index) =>
      compileCondition(source, ['review', index], entry, context),
    ),
    integral: file.integral,
    reporting: file.reporting,
    codes: new Map(file.codes.map((entry) => [entry.code, entry])),
    payerNotes: file.payerNotes,
    cases: file.cases,
  };
}
