import { formatIcd10cm } from '../codes.js';
import { codesOfNote, covers } from '../icd10cm-note-codes.js';
import { ImportError } from '../sources/import-error.js';
import type { Source } from '../sources/source.js';
import type { Importer } from './importer.js';
import { icd10cmEdition } from './icd10cm-names.js';
import { readIcd10cmXml } from './icd10cm-xml.js';

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
  /** Codes and ranges that the note names, each with all below it: "Z79.4", "E08-E13", "A37 with fifth-character 1". */
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

interface Growing {
  key: string;
  title: string;
  parent?: string;
  notes: Partial<Record<NoteKind, TabularNote[]>>;
  seventh?: Record<string, string>;
}

/**
 * Sections that hold no codes of their own stand beside those that they take in ("T20-T32" before "T20-T25"); their notes hold for
 * these too.
 */
function nestSections(sections: readonly Growing[], withCodes: ReadonlySet<string>): void {
  const outers = sections.filter(({ key }) => !withCodes.has(key));
  const range = ({ key }: Growing) => key.slice('section '.length);
  const holds = (outer: Growing, inner: Growing) =>
    outer !== inner &&
    range(inner)
      .split('-')
      .every((end) => covers(range(outer), end));
  for (const section of sections) {
    let narrowest: Growing | undefined;
    for (const outer of outers)
      if (holds(outer, section) && (narrowest === undefined || holds(narrowest, outer)))
        narrowest = outer;
    if (narrowest !== undefined) section.parent = narrowest.key;
  }
}

const isNoteKind = (name: string): name is NoteKind =>
  (NOTE_KINDS as readonly string[]).includes(name);

/** Gives a diagnosis its code, and the level above it: one release nests H54.512A under H54.511. */
function nameDiagnosis(
  source: Source,
  level: Growing,
  levels: readonly Growing[],
  said: string,
  line: number,
): void {
  if (formatIcd10cm(said) !== said)
    throw new ImportError(
      source.name,
      line,
      `"${said}" is no code: expected an ICD-10-CM code with its dot, as E11.9.`,
    );
  level.key = said;
  const above = levels
    .slice(0, -1)
    .findLast(({ key }) => key.startsWith('section ') || said.startsWith(key));
  if (above !== undefined) level.parent = above.key;
}

/**
 * The Tabular List: includes, excludes, code first, use additional code, code also and 7th characters of every level.
 * Source: NCHS, "ICD-10-CM Tabular List of Diseases and Injuries" (XML).
 */
export const icd10cmTabular: Importer = {
  kind: 'icd10cm-tabular',
  title: 'ICD-10-CM Tabular List (NCHS, yearly with an April update)',
  settings: [],
  inArchives: [/^icd10cm?[-_]tabular(?!.*addenda).*\.xml$/i],
  nameSays: icd10cmEdition,
  async read(sources) {
    const records = new Map<string, TabularEntry>();
    let diagnoses = 0;
    for (const source of sources) {
      const levels: Growing[] = [];
      let sections: Growing[] = [];
      const withCodes = new Set<string>();
      let kind: NoteKind | undefined;
      let text: string | undefined;
      let extension: string | undefined;
      const open = (key: string) => {
        const parent = levels.at(-1)?.key;
        levels.push({ key, title: '', notes: {}, ...(parent === undefined ? {} : { parent }) });
      };
      await readIcd10cmXml(source, 'ICD10CM.tabular', {
        open(name, attributes) {
          if (name === 'chapter') open('chapter');
          else if (name === 'section') open(`section ${attributes['id'] ?? ''}`);
          else if (name === 'diag') {
            withCodes.add(levels.at(-1)?.key ?? '');
            open('');
          } else if (isNoteKind(name)) kind = name;
          else if (name === 'name' || name === 'desc' || name === 'note' || name === 'extension')
            text = '';
          if (name === 'extension') extension = attributes['char'];
        },
        text(part) {
          if (text !== undefined) text += part;
        },
        close(name, line) {
          const level = levels.at(-1);
          const said = (text ?? '').replaceAll(/\s+/g, ' ').trim();
          if (level !== undefined && name === 'name') {
            if (level.key === 'chapter') level.key = `chapter ${said}`;
            else if (!level.key.startsWith('section '))
              nameDiagnosis(source, level, levels, said, line);
          }
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
          if (level === undefined || /^(?:chapter|section )?$/.test(level.key))
            throw new ImportError(source.name, line, `holds a <${name}> without a name.`);
          if (name === 'diag') diagnoses += 1;
          else if (name === 'section') sections.push(level);
          else {
            nestSections(sections, withCodes);
            for (const { key, ...entry } of sections) records.set(key, entry);
            sections = [];
          }
          if (name === 'section') return;
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
