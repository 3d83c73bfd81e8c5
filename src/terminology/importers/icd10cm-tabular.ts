import { ImportError } from '../sources/import-error.js';
import { readXml } from '../sources/xml.js';
import type { Importer } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';

/** The kinds of notes of the Tabular List, as its XML names them. */
export const NOTE_KINDS = [
  'includes',
  'inclusionTerm',
  'excludes1',
  'excludes2',
  'codeFirst',
  'useAdditionalCode',
  'codeAlso',
  'notes',
  'sevenChrNote',
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface TabularNote {
  readonly text: string;
  /** Codes and ranges that the note names in parentheses: "Z79.4", "E08-E13", "O24.4" (and all below it). */
  readonly codes: readonly string[];
}

/** What stands at one level of the Tabular List. Its key is the dotted code, "chapter 4", or "section E08-E13". */
export interface TabularEntry {
  readonly title: string;
  /** The key of the level above, whose notes hold here too. */
  readonly parent?: string;
  readonly notes: Readonly<Partial<Record<NoteKind, readonly TabularNote[]>>>;
  /** Seventh characters with their meanings, for all codes of this level. */
  readonly seventh?: Readonly<Record<string, string>>;
}

const CODE = String.raw`[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?`;
/** ".-" or "-" behind a code: it and all below it. A dash before another code is a range. */
const BELOW = String.raw`(?:\.-|-(?!\s*[A-Z]))?`;
const NAMED = new RegExp(String.raw`(${CODE})${BELOW}(?:\s*-\s*(${CODE})${BELOW})?`, 'g');

/** The codes in a note's parentheses: "(E08.-)", "(I10-I1A)", "(Z79.4, Z79.84)" -> E08, I10-I1A, Z79.4, Z79.84. */
export function codesOfNote(text: string): string[] {
  return [...text.matchAll(/\(([^()]*)\)/g)].flatMap(([, inner = '']) =>
    [...inner.matchAll(NAMED)].map(([, from = '', to]) =>
      to === undefined ? from : `${from}-${to}`,
    ),
  );
}

interface Growing {
  key: string;
  title: string;
  parent?: string;
  notes: Partial<Record<NoteKind, TabularNote[]>>;
  seventh?: Record<string, string>;
}

const isNoteKind = (name: string): name is NoteKind =>
  (NOTE_KINDS as readonly string[]).includes(name);

/**
 * The Tabular List: includes, excludes, code first, use additional code, code also and 7th characters of every level.
 * Source: NCHS, "ICD-10-CM Tabular List of Diseases and Injuries" (XML).
 */
export const icd10cmTabular: Importer = {
  kind: 'icd10cm-tabular',
  title: 'ICD-10-CM Tabular List (NCHS, yearly with an April update)',
  settings: [],
  inArchives: [/^icd10cm?[-_]tabular.*\.xml$/i],
  nameSays: icd10cmEdition,
  async read(sources) {
    const records = new Map<string, TabularEntry>();
    let diagnoses = 0;
    for (const source of sources) {
      const levels: Growing[] = [];
      let kind: NoteKind | undefined;
      let text: string | undefined;
      let extension: string | undefined;
      const open = (key: string) => {
        const parent = levels.at(-1)?.key;
        levels.push({ key, title: '', notes: {}, ...(parent === undefined ? {} : { parent }) });
      };
      await readXml(source, 'ICD10CM.tabular', {
        open(name, attributes) {
          if (name === 'chapter') open('chapter');
          else if (name === 'section') open(`section ${attributes['id'] ?? ''}`);
          else if (name === 'diag') open('');
          else if (isNoteKind(name)) kind = name;
          else if (name === 'name' || name === 'desc' || name === 'note' || name === 'extension')
            text = '';
          if (name === 'extension') extension = attributes['char'];
        },
        text(part) {
          if (text !== undefined) text += part;
        },
        close(name) {
          const level = levels.at(-1);
          const said = (text ?? '').replaceAll(/\s+/g, ' ').trim();
          if (level !== undefined && name === 'name')
            level.key = level.key === 'chapter' ? `chapter ${said}` : said;
          if (level !== undefined && name === 'desc') level.title = said;
          if (level !== undefined && name === 'note' && kind !== undefined)
            (level.notes[kind] ??= []).push({ text: said, codes: codesOfNote(said) });
          if (level !== undefined && name === 'extension' && extension !== undefined)
            (level.seventh ??= {})[extension] = said;
          if (name === 'name' || name === 'desc' || name === 'note' || name === 'extension')
            text = undefined;
          if (isNoteKind(name)) kind = undefined;
          if (name !== 'chapter' && name !== 'section' && name !== 'diag') return;
          levels.pop();
          if (level === undefined || level.key === '')
            throw new ImportError(source.name, undefined, `holds a <${name}> without a name.`);
          if (name === 'diag') diagnoses += 1;
          const { key, ...entry } = level;
          records.set(key, entry);
        },
      });
    }
    if (diagnoses === 0)
      throw new ImportError(sources[0]?.name ?? 'tabular', undefined, 'holds no diagnosis.');
    return { rows: diagnoses, records };
  },
};
