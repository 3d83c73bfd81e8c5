import { formatIcd10cm } from '../codes.js';
import { Header } from '../sources/columns.js';
import { ImportError } from '../sources/import-error.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer } from './importer.js';

/** A coverage article: which diagnoses support which codes. Its key is "A52399". */
export interface ArticleRecord {
  readonly title: string;
  readonly version: string;
  /** CPT and HCPCS codes by group. */
  readonly codes: Readonly<Record<string, readonly string[]>>;
  /** Diagnoses that support medical necessity, by group, with the words above the group. */
  readonly covered: Readonly<Record<string, CoveredGroup>>;
  /** Diagnoses that do not. */
  readonly noncovered: readonly string[];
}

interface CoveredGroup {
  readonly paragraph?: string;
  readonly diagnoses: readonly string[];
}

/** The articles that name a code. Its key is "code 11055". */
export interface ArticlesOfCode {
  readonly articles: readonly string[];
}

/**
 * How an article takes a diagnosis: `covered` in one of its groups, `noncovered`, `not-listed` although it lists diagnoses, or `no-list`.
 * A group's paragraph may bind its diagnoses to some of the codes; that is for a person to read.
 */
export function support(
  { covered, noncovered }: ArticleRecord,
  diagnosis: string,
): 'covered' | 'noncovered' | 'not-listed' | 'no-list' {
  const groups = Object.values(covered);
  if (groups.some(({ diagnoses }) => diagnoses.includes(diagnosis))) return 'covered';
  if (noncovered.includes(diagnosis)) return 'noncovered';
  return groups.some(({ diagnoses }) => diagnoses.length > 0) ? 'not-listed' : 'no-list';
}

interface Growing {
  title: string;
  version: string;
  codes: Record<string, string[]>;
  covered: Record<string, { paragraph?: string; diagnoses: string[] }>;
  noncovered: string[];
}

/** "<p>Use <b>these</b> codes&nbsp;for...</p>" -> its words. */
const plain = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll(/\s+/g, ' ')
    .trim();

const FILES = {
  article: /^article\.csv$/i,
  codes: /^article_x_hcpc_code\.csv$/i,
  covered: /^article_x_icd10_covered\.csv$/i,
  groups: /^article_x_icd10_covered_group\.csv$/i,
  noncovered: /^article_x_icd10_noncovered\.csv$/i,
} as const;
type File = keyof typeof FILES;
const REQUIRED: readonly File[] = ['article', 'codes', 'covered'];

async function forEachRecord<Column extends string>(
  source: Source,
  columns: Readonly<Record<Column, string>>,
  onRecord: (cell: (column: Column) => string, line: number) => void,
): Promise<void> {
  const wanted = Object.fromEntries(
    Object.entries<string>(columns).map(([column, name]) => [column, { names: [name] }]),
  ) as Record<Column, { names: string[] }>;
  const header = new Header(source.name, wanted);
  await forEachRow(source, (cells, line) => {
    if (!header.skips(cells)) onRecord((column) => header.cell(cells, column), line);
  });
  header.require();
}

const KEY = { id: 'article_id', version: 'article_version' } as const;

/**
 * Articles of the Medicare Coverage Database: `current_article_csv.zip`, its archive within, or its csv files. Of each article the newest version counts;
 * descriptors of codes belong to the AMA and are dropped.
 * Source: CMS, "Medicare Coverage Database, downloads".
 */
export const mcd: Importer = {
  kind: 'mcd',
  title: 'coverage articles of the Medicare Coverage Database (CMS)',
  settings: [],
  inArchives: [/^article(?:_x_hcpc_code|_x_icd10_(?:non)?covered(?:_group)?)?\.csv$/i],
  nameSays: () => ({}),
  async read(sources) {
    const find = (file: File) => sources.find((source) => FILES[file].test(source.file));
    const missing = REQUIRED.filter((file) => find(file) === undefined);
    if (missing.length > 0)
      throw new ImportError(
        sources.map(({ name }) => name).join(', '),
        undefined,
        `lacks ${missing.map((file) => FILES[file].source.replaceAll(/[\\^$]/g, '')).join(', ')}. Import current_article_csv.zip whole.`,
      );
    const articles = new Map<string, Growing>();
    const each = async <Column extends string>(
      file: File,
      columns: Readonly<Record<Column, string>>,
      take: (
        article: Growing,
        cell: (column: Column) => string,
        source: Source,
        line: number,
      ) => void,
    ) => {
      const source = find(file);
      if (source === undefined) return;
      await forEachRecord(source, { ...KEY, ...columns }, (cell, line) => {
        const article = articles.get(cell('id'));
        if (article?.version === cell('version')) take(article, cell, source, line);
      });
    };
    const main = find('article');
    if (main !== undefined)
      await forEachRecord(main, { ...KEY, title: 'title' }, (cell, line) => {
        const [id, version] = [cell('id'), cell('version')];
        if (!/^\d+$/.test(id) || !/^\d+$/.test(version))
          throw new ImportError(
            main.name,
            line,
            `expected the number and version of an article, found "${id}" and "${version}". The file may be cut: download it again.`,
          );
        const known = articles.get(id);
        if (known === undefined || Number(known.version) < Number(version))
          articles.set(id, {
            title: plain(cell('title')),
            version,
            codes: {},
            covered: {},
            noncovered: [],
          });
      });
    await each('codes', { code: 'hcpc_code_id', group: 'hcpc_code_group' }, (article, cell) => {
      (article.codes[cell('group')] ??= []).push(cell('code').toUpperCase());
    });
    const diagnosis = (text: string, source: Source, line: number): string => {
      const code = formatIcd10cm(text);
      if (code === undefined)
        throw new ImportError(source.name, line, `"${text}" is no ICD-10-CM code.`);
      return code;
    };
    const dx = { code: 'icd10_code_id', group: 'icd10_covered_group' } as const;
    await each('covered', dx, (article, cell, source, line) => {
      const group = (article.covered[cell('group')] ??= { diagnoses: [] });
      group.diagnoses.push(diagnosis(cell('code'), source, line));
    });
    await each(
      'groups',
      { group: 'icd10_covered_group', paragraph: 'paragraph' },
      (article, cell) => {
        const group = (article.covered[cell('group')] ??= { diagnoses: [] });
        const paragraph = plain(cell('paragraph'));
        if (paragraph !== '') group.paragraph = paragraph;
      },
    );
    await each('noncovered', { code: 'icd10_code_id' }, (article, cell, source, line) => {
      article.noncovered.push(diagnosis(cell('code'), source, line));
    });
    const records = new Map<string, ArticleRecord | ArticlesOfCode>();
    const byCode = new Map<string, string[]>();
    for (const [id, article] of articles) {
      records.set(`A${id}`, article);
      for (const code of new Set(Object.values(article.codes).flat()))
        byCode.set(code, [...(byCode.get(code) ?? []), `A${id}`]);
    }
    for (const [code, own] of byCode) records.set(`code ${code}`, { articles: own.sort() });
    return { rows: articles.size, records };
  },
};
