import type { CompileContext } from './compile-cells.js';
import type { FileScope } from './policy-schema.js';
import type { Source } from './source.js';

/** First and last code, both included, of one form (five digits, letter first, letter last). */
export interface CodeRange {
  readonly first: string;
  readonly last: string;
}

interface ScopePart {
  readonly ranges: readonly CodeRange[];
  readonly except: readonly CodeRange[];
  readonly families: ReadonlySet<string>;
  readonly chapters: ReadonlySet<string>;
}

/** Lines of a claim that a policy speaks of: those of any part, but for the exceptions. */
export interface Scope {
  readonly parts: readonly ScopePart[];
  readonly except: readonly CodeRange[];
}

export function rangeOf(text: string): CodeRange {
  const [first = '', last = first] = text.split('-');
  return { first, last };
}

const formOf = (code: string) => code.replaceAll(/\d/g, '0').replaceAll(/[A-Z]/g, 'A');

export function inRanges(code: string, ranges: readonly CodeRange[]): boolean {
  return ranges.some(
    // The form is looked at last: it costs most, and few codes lie between the two ends.
    ({ first, last }) =>
      code === first || (code >= first && code <= last && formOf(code) === formOf(first)),
  );
}

/** Does the scope hold a line with this code and family? */
export function inScope(
  { parts, except }: Scope,
  code: string,
  family: { readonly id: string; readonly chapter: string },
): boolean {
  if (inRanges(code, except)) return false;
  return parts.some(
    (part) =>
      !inRanges(code, part.except) &&
      (inRanges(code, part.ranges) ||
        part.families.has(family.id) ||
        part.chapters.has(family.chapter)),
  );
}

/** Families, chapters and groups by the names that scopes may use. */
export interface ScopeNames {
  readonly families: ReadonlySet<string>;
  readonly chapters: ReadonlySet<string>;
  readonly groups: ReadonlyMap<string, Scope>;
}

/** Reads a scope; names that nothing bears are reported. */
export function compileScope(
  source: Source,
  path: readonly (string | number)[],
  file: Omit<FileScope, 'groups'> & { readonly groups?: readonly string[] },
  { families, chapters, groups }: ScopeNames,
  { report }: CompileContext,
): Scope {
  const check = (
    field: string,
    what: string,
    ids: readonly string[],
    known: (id: string) => boolean,
  ) => {
    ids.forEach((id, index) => {
      if (!known(id)) report.add(source, [...path, field, index], `unknown ${what} "${id}"`);
    });
  };
  check('families', 'family', file.families, (id) => families.has(id));
  check('chapters', 'chapter', file.chapters, (id) => chapters.has(id));
  check('groups', 'code group', file.groups ?? [], (id) => groups.has(id));
  return {
    parts: [
      {
        ranges: file.codes.map(rangeOf),
        except: [],
        families: new Set(file.families),
        chapters: new Set(file.chapters),
      },
      ...(file.groups ?? []).flatMap((id) => {
        const group = groups.get(id);
        return group
          ? group.parts.map((part) => ({ ...part, except: [...part.except, ...group.except] }))
          : [];
      }),
    ],
    except: file.except.map(rangeOf),
  };
}
