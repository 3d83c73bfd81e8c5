import { formatIcd10cm } from '../codes.js';
import { ImportError } from '../sources/import-error.js';
import { forEachLine } from '../sources/lines.js';
import type { Source } from '../sources/source.js';
import type { Importer } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';

/** One change of the order file against the year before. A code may have several. */
export interface AddendumChange {
  readonly change: 'add' | 'delete' | 'revise-from' | 'revise-to';
  readonly reportable: boolean;
  readonly short: string;
  readonly long: string;
}

const LINE = /^(Add|Delete|Revise from|Revise to):\s+([01])\s+([A-Z0-9]{3,7})\s+(\S.*)$/;
const CHANGES: Readonly<Record<string, AddendumChange['change']>> = {
  Add: 'add',
  Delete: 'delete',
  'Revise from': 'revise-from',
  'Revise to': 'revise-to',
};

/** "    487 additions" of the summary: one line for headers, one for codes. */
const COUNTED = /^\s*(\d+) (additions|deletions|revisions)\s*$/;

/** Refuses a file whose summary is missing or counts other changes than stand above it. */
function checkSummary(
  source: Source,
  found: ReadonlyMap<AddendumChange['change'], number>,
  said: ReadonlyMap<string, number>,
): void {
  for (const [word, change] of [
    ['additions', 'add'],
    ['deletions', 'delete'],
    ['revisions', 'revise-from'],
    ['revisions', 'revise-to'],
  ] as const) {
    const counted = found.get(change) ?? 0;
    const expected = said.get(word);
    if (expected !== counted)
      throw new ImportError(
        source.name,
        undefined,
        expected === undefined
          ? `has no summary with its number of ${word} at its end. The file is cut: download it again.`
          : `holds ${counted} ${word}, its summary says ${expected}. Lines are missing: download it again.`,
      );
  }
}

/**
 * The addenda of the order file: label, flag, code, short and long title; a summary follows the changes and is checked against
 * them. Records are by code. Source: CMS and NCHS, "ICD-10-CM Code Descriptions in Tabular Order", addenda.
 */
export const icd10cmAddenda: Importer = {
  kind: 'icd10cm-addenda',
  title: 'ICD-10-CM order file addenda (CMS and NCHS, yearly)',
  settings: [],
  inArchives: [/^icd10cm[-_]order[-_]addenda.*\.txt$/i],
  nameSays: icd10cmEdition,
  async read(sources) {
    const records = new Map<string, AddendumChange[]>();
    let rows = 0;
    for (const source of sources) {
      const found = new Map<AddendumChange['change'], number>();
      const said = new Map<string, number>();
      let summary = false;
      await forEachLine(source, (text, line) => {
        if (text.trim() === '') return;
        summary ||= found.size > 0 && /^\s*Headers\b/.test(text);
        if (summary) {
          const [, count, word = ''] = COUNTED.exec(text) ?? [];
          if (count !== undefined) said.set(word, (said.get(word) ?? 0) + Number(count));
          return;
        }
        const [, label = '', flag, bare = '', titles = ''] = LINE.exec(text) ?? [];
        const change = CHANGES[label];
        const code = formatIcd10cm(bare);
        if (change === undefined || code === undefined)
          throw new ImportError(
            source.name,
            line,
            'expected "Add:", "Delete:", "Revise from:" or "Revise to:" with a flag, a code and its titles. Import the order addenda file.',
          );
        rows += 1;
        found.set(change, (found.get(change) ?? 0) + 1);
        const entry: AddendumChange = {
          change,
          reportable: flag === '1',
          short: titles.slice(0, 60).trim(),
          long: titles.slice(60).trim(),
        };
        records.set(code, [...(records.get(code) ?? []), entry]);
      });
      checkSummary(source, found, said);
    }
    return { rows, records };
  },
};
