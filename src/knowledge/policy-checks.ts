import { below, parseCell, within } from './cells.js';
import type { CompileContext } from './compile-cells.js';
import type { Circumstance, NotCovered } from './policy-types.js';
import { inRanges, type CodeRange, type ScopeNames } from './scope.js';
import type { Source } from './source.js';
import type { Family } from './types.js';

type Path = readonly (string | number)[];

/** What policies are checked against. */
export interface PolicyContext extends CompileContext {
  readonly families: readonly Family[];
  readonly codes: ReadonlySet<string>;
  readonly names: ScopeNames;
}

/** An entry that sets aside all that a family answers would silence the family. */
export function checkSilenced(
  source: Source,
  index: number,
  entry: NotCovered,
  { families, proven, report }: PolicyContext,
): void {
  if (proven) return;
  for (const family of families) {
    const silenced = family.answers.some(
      ({ act, when }) =>
        act === entry.act &&
        [...entry.cells].every(([name, cell]) => {
          const own = when.get(name);
          return own !== undefined && within(own.accepts, cell.accepts);
        }),
    );
    if (!silenced) continue;
    report.add(
      source,
      ['entries', index],
      `family ${family.id} answers "${entry.act}" and is never reached because of this entry; narrow or remove it`,
    );
  }
}

export function checkCodes(
  source: Source,
  path: Path,
  listed: readonly string[],
  { codes, report }: PolicyContext,
): void {
  for (const code of listed) {
    if (!codes.has(code)) report.add(source, path, `no loaded family has code ${code}`);
  }
}

/** Every range must hold at least one code of the loaded families; all that do not are named at once. */
export function checkRanges(
  source: Source,
  path: Path,
  ranges: readonly CodeRange[],
  { codes, proven, report }: PolicyContext,
): void {
  if (proven) return;
  const all = [...codes];
  const idle = ranges.filter(
    (range) => !codes.has(range.first) && !all.some((code) => inRanges(code, [range])),
  );
  if (idle.length === 0) return;
  const names = idle.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
  report.add(
    source,
    path,
    `no loaded family has ${names.join(', ')}; correct or remove them, or write a range (33202-33275) that holds codes in use`,
  );
}

export function checkConcepts(
  source: Source,
  path: Path,
  ids: readonly string[],
  { lexicon, report }: PolicyContext,
): void {
  for (const id of ids) {
    if (!lexicon.concept(id))
      report.add(source, path, `no lexicon file defines the concept "${id}"`);
  }
}

/** Reads a `when` block of a policy: elements by their cells, other names as kinds of words. */
export function compileCircumstances(
  source: Source,
  path: Path,
  when: Readonly<Record<string, string | number>>,
  context: PolicyContext,
): Circumstance[] {
  const { lexicon, elements, proven, report } = context;
  return Object.entries(when).flatMap(([name, text]): Circumstance[] => {
    const place = [...path, name];
    const element = elements.get(name);
    if (element) {
      const parsed = parseCell(text, element, lexicon);
      if ('ok' in parsed) return [{ kind: 'element', element, cell: parsed.ok }];
      report.add(source, place, `${name}: ${parsed.fault}`);
      return [];
    }
    if (!proven && !lexicon.concepts.some(({ kind }) => kind === name)) {
      report.add(
        source,
        place,
        `"${name}" is neither an element nor a kind of word of the lexicon`,
      );
      return [];
    }
    const ids = String(text)
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
    checkConcepts(source, place, ids, context);
    return [{ kind: 'words', of: name, accepts: below(lexicon, ids) }];
  });
}
