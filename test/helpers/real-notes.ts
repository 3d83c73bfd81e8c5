import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Determination, Support } from '../../src/coding/determination.js';

/* Real notes for the proof that the engine reads whatever comes. They are not part of the repository. */

export const NOTES_FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export interface RealNote {
  readonly source: string;
  readonly id: string;
  readonly text: string;
}

const operative = z.object({ id: z.string(), text: z.string() });
const visit = z.object({ encounter_id: z.string(), note: z.string() });
const report = z.object({ id: z.string(), transcription: z.string() });

const COLLECTIONS: readonly {
  readonly source: string;
  readonly file: string;
  readonly read: (content: string) => Omit<RealNote, 'source'>[];
}[] = [
  {
    source: 'operative notes',
    file: 'notes-operative.jsonl.gz',
    read: (content) =>
      content
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => operative.parse(JSON.parse(line))),
  },
  {
    source: 'transcribed reports',
    file: 'notes-mtsamples-subset.csv.gz',
    read: (content) =>
      z
        .array(report)
        .parse(parse(content, { columns: true }))
        .map(({ id, transcription }) => ({ id, text: withLineBreaks(transcription) })),
  },
  {
    source: 'visit notes',
    file: 'notes-aci-bench.csv.gz',
    read: (content) =>
      z
        .array(visit)
        .parse(parse(content, { columns: true }))
        .map(({ encounter_id: id, note }) => ({ id, text: note })),
  },
];

/** The collection writes a comma where the report had a line break around a heading. */
function withLineBreaks(text: string): string {
  return text.replaceAll(/:,\s*/g, ':\n').replaceAll(/,(?=[A-Z][A-Z /&-]+:)/g, '\n');
}

/** The files that are missing; empty when all notes can be read. */
export function missingNotes(): string[] {
  return COLLECTIONS.map(({ file }) => file).filter(
    (file) => !existsSync(`${NOTES_FOLDER}${file}`),
  );
}

export function realNotes(): RealNote[] {
  return COLLECTIONS.flatMap(({ source, file, read }) =>
    read(gunzipSync(readFileSync(`${NOTES_FOLDER}${file}`)).toString('utf8')).map((note) => ({
      source,
      ...note,
    })),
  );
}

/** Every excerpt that an answer quotes, with where it stands in the answer. */
export function quotesOf(determination: Determination): { where: string; support: Support }[] {
  const { lines, diagnoses, setAside, queries } = determination;
  return [
    ...lines.flatMap(({ code, support }) => support.map((one) => ({ where: code, support: one }))),
    ...diagnoses.flatMap(({ code, support }) =>
      support.map((one) => ({ where: code, support: one })),
    ),
    ...setAside.flatMap(({ what, support }) =>
      support.map((one) => ({ where: `set aside: ${what}`, support: one })),
    ),
    ...queries.flatMap(({ id, indicators }) =>
      indicators.map((one) => ({ where: `query ${id}`, support: one })),
    ),
  ];
}

/** The quotes that are not the note's own words at their offsets, or quote nothing. */
export function misquotes(determination: Determination, text: string): string[] {
  return quotesOf(determination)
    .filter(
      ({ support: { excerpt, start, end } }) =>
        excerpt === '' || text.slice(start, end) !== excerpt,
    )
    .map(({ where, support: { start, end } }) => `${where} at ${start}-${end}`);
}
