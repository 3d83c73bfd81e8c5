import { ImportError } from '../sources/import-error.js';
import type { Source } from '../sources/source.js';
import { readIcd10cmXml } from './icd10cm-xml.js';

/** A term of an index or table while it is read: its fields by name. */
export type TermEntry = Readonly<Partial<Record<string, string>>>;

/** What a document of the index layout holds. */
export interface Terms {
  /** By path of titles: "Fracture, traumatic > ankle > bimalleolar"; a path that comes again ends in " #2". */
  readonly records: Map<string, TermEntry>;
  /** Titles of a table's columns, the term's own first; none in an index. */
  readonly heading: readonly string[];
}

const FIELDS: Readonly<Record<string, string>> = {
  code: 'code',
  manif: 'manifestation',
  see: 'see',
  seecat: 'see',
  subcat: 'see',
  seeAlso: 'seeAlso',
  nemod: 'nonessential',
};

const tidy = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(' ,', ',').trim();

/** Puts a term under its path, or under the path with a number where it is taken. */
export function putTerm(records: Map<string, TermEntry>, path: string, entry: TermEntry): void {
  let key = path;
  for (let count = 2; records.has(key); count += 1) key = `${path} #${count}`;
  records.set(key, entry);
}

/** A table's cell; dashes stand for "no code". */
export const cellOf = (text: string): string | undefined =>
  /^-*$/.test(text.trim()) ? undefined : text.trim();

/**
 * Reads the main terms of a document of the index layout, and the terms nested in them.
 * @param columns names of the cells 2 to 7 of a table
 * @throws ImportError as `readIcd10cmXml` does, and when there is no term
 */
export async function readTerms(source: Source, columns: readonly string[] = []): Promise<Terms> {
  const records = new Map<string, TermEntry>();
  const heading: string[] = [];
  const path: { title: string; entry: Partial<Record<string, string>> }[] = [];
  /** The field, cell or column title that is open. */
  let open: string | undefined;
  let inTitle = false;
  let text = '';
  await readIcd10cmXml(source, 'ICD10CM.index', {
    open(name, attributes) {
      if (name === 'mainTerm' || name === 'term') path.push({ title: '', entry: {} });
      else if (name === 'title') inTitle = true;
      else if (name === 'cell' || name === 'head' || FIELDS[name] !== undefined) {
        open = name === 'cell' ? columns[Number(attributes['col']) - 2] : (FIELDS[name] ?? name);
        text = '';
      }
    },
    text(part) {
      const term = path.at(-1);
      if (open !== undefined) text += part;
      else if (inTitle && term !== undefined) term.title += part;
    },
    close(name) {
      const term = path.at(-1);
      if (name === 'title') inTitle = false;
      if (name === 'head') heading.push(tidy(text));
      if (name === 'cell' || name === 'head' || FIELDS[name] !== undefined) {
        const said = name === 'cell' ? cellOf(text) : tidy(text);
        if (term !== undefined && open !== undefined && said !== undefined && said !== '')
          term.entry[open] ??= said;
        open = undefined;
      }
      if (term === undefined || (name !== 'mainTerm' && name !== 'term')) return;
      // One term has a nonessential word alone ("(taser)").
      term.title = tidy(term.title) || (term.entry['nonessential'] ?? '');
      putTerm(records, path.map(({ title }) => tidy(title)).join(' > '), term.entry);
      path.pop();
    },
  });
  if (records.size === 0) throw new ImportError(source.name, undefined, 'holds no term.');
  return { records, heading };
}
