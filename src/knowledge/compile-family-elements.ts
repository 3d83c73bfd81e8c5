import { below, parseCell, type ElementSpec, type Possible } from './cells.js';
import { checkCites, compileCells, type CompileContext } from './compile-cells.js';
import type { FamilyFile } from './schema.js';
import type { Source } from './source.js';
import type { Derivation } from './types.js';

type FileElement = FamilyFile['elements'][number];

/** An element as this family uses it; undefined where it is not defined at all. */
export function compileElement(
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

/** One value of an element, written as a cell; a fault is reported at its place. */
function readValue(
  source: Source,
  path: readonly (string | number)[],
  text: string | number,
  spec: ElementSpec,
  { lexicon, report }: CompileContext,
): Possible | undefined {
  const parsed = parseCell(text, spec, lexicon);
  if ('fault' in parsed) {
    report.add(source, path, parsed.fault);
    return undefined;
  }
  const { accepts } = parsed.ok;
  return accepts.kind === 'concepts' && lexicon.concept(String(text))
    ? { ...accepts, stated: String(text) }
    : accepts;
}

function withFallback(
  source: Source,
  index: number,
  file: FileElement,
  spec: ElementSpec,
  context: CompileContext,
): ElementSpec {
  if (file.default === undefined) return spec;
  const path = ['elements', index, 'default', 'value'];
  const value = readValue(source, path, file.default.value, spec, context);
  return value === undefined ? spec : { ...spec, fallback: value };
}

function withConvention(
  source: Source,
  index: number,
  file: FileElement,
  spec: ElementSpec,
  context: CompileContext,
): ElementSpec {
  if (file.convention === undefined) return spec;
  const { value: text, because, cites } = file.convention;
  const path = ['elements', index, 'convention'];
  checkCites(source, [...path, 'cites'], cites, context);
  const value = readValue(source, [...path, 'value'], text, spec, context);
  return value === undefined
    ? spec
    : { ...spec, convention: { value, text: String(text), because, cites } };
}

/** Elements that follow from others. */
export function compileDerivations(
  source: Source,
  file: FamilyFile,
  elements: ReadonlyMap<string, ElementSpec>,
  context: CompileContext,
): Derivation[] {
  return file.derive.flatMap(({ element, rows }, index) => {
    const spec = elements.get(element);
    if (!spec) {
      context.report.add(
        source,
        ['derive', index],
        `"${element}" is not an element of this family`,
      );
      return [];
    }
    const compiled = rows.flatMap((row, at) => {
      const path = ['derive', index, 'rows', at];
      const value = readValue(source, [...path, 'is'], row.is, spec, context);
      if (value === undefined) return [];
      const cells = compileCells(source, [...path, 'when'], row.when, elements, context);
      return [{ cells, value, text: String(row.is) }];
    });
    return [{ element, rows: compiled }];
  });
}
