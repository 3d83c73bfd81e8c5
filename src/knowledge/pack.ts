import type { FamilyFile } from './schema.js';
import type { LexiconFile } from './lexicon.js';

/*
 * How the build writes knowledge ahead of time: what every start needs as data, what few notes need as text that is
 * read when it is first asked for.
 */

type Table = Pick<FamilyFile, 'elements' | 'combine' | 'rows' | 'derive' | 'review'>;

/** A family whose table is text. */
export interface PackedFamily extends Omit<FamilyFile, keyof Table> {
  readonly table: string;
  /** The codes that its rows report. */
  readonly reported: readonly string[];
}

export function reportedBy({ rows }: Pick<FamilyFile, 'rows'>): readonly string[] {
  return [...new Set(rows.flatMap(({ report }) => report.map(({ code }) => code)))];
}

export function packFamily(file: FamilyFile): PackedFamily {
  const { elements, combine, rows, derive, review, ...plain } = file;
  const table: Table = { elements, combine, rows, derive, review };
  return { ...plain, cases: [], table: JSON.stringify(table), reported: reportedBy(file) };
}

export function unpackFamily(file: FamilyFile | PackedFamily): FamilyFile {
  if (!('table' in file)) return file;
  const { table, ...plain } = file;
  // Written by `packFamily`, and bound to the folder by its digest.
  return { ...plain, ...(JSON.parse(table) as Table) };
}

type FileConcept = LexiconFile['concepts'][number];

/** A concept without what is empty, its words one to a line. */
export type PackedConcept = Pick<FileConcept, 'id' | 'label'> &
  Partial<Pick<FileConcept, 'is' | 'implies' | 'when' | 'traits'>> & {
    readonly words?: string;
    readonly abbreviations?: string;
  };

export interface PackedLexicon {
  readonly kind: string;
  readonly concepts: readonly PackedConcept[];
}

export function packLexicon({ kind, concepts }: LexiconFile): PackedLexicon {
  const filled = <T extends object>(name: string, value: T) =>
    Object.keys(value).length === 0 ? {} : { [name]: value };
  return {
    kind,
    concepts: concepts.map(({ id, label, words, abbreviations, is, implies, when, traits }) => ({
      id,
      label,
      ...(words.length === 0 ? {} : { words: words.join('\n') }),
      ...(abbreviations.length === 0 ? {} : { abbreviations: abbreviations.join('\n') }),
      ...filled('is', is),
      ...filled('implies', implies),
      ...filled('when', when),
      ...filled('traits', traits),
    })),
  };
}
