import { parseArgs } from 'node:util';
import type { DeterminationLine } from '../src/coding/index.js';
import { openEngine } from '../src/service/engine.js';
import {
  misquotes,
  missingNotes,
  NOTES_FOLDER,
  realNotes,
  type RealNote,
} from '../test/helpers/real-notes.js';

/*
 * `npm run notes [-- --sample 40] [--seed 1] [--family ID]`: reads some hundred real notes, checks that none stops
 * the engine and that every excerpt is verbatim, counts lines by family, and prints a sample of lines with the
 * words around their excerpts, for a person to read.
 */

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    family: { type: 'string' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Found {
  readonly note: RealNote;
  readonly line: DeterminationLine;
}

/** The same seed draws the same sample from the same lines (mulberry32). */
function draw<T>(all: readonly T[], count: number, seed: number): T[] {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return all
    .map((entry) => ({ entry, at: next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ entry }) => entry);
}

const AROUND = 80;
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

function show({ note, line }: Found): string {
  const { code, modifiers, units, label, confidence, support } = line;
  const head = `${note.source} ${note.id}: ${[code, ...modifiers].join('-')}${units > 1 ? ` x ${units}` : ''}, ${label} (${confidence})`;
  const quotes = support.map(({ start, end, excerpt }) => {
    const before = note.text.slice(Math.max(0, start - AROUND), start);
    return `    ...${flat(before)}[${flat(excerpt)}]${flat(note.text.slice(end, end + AROUND))}...`;
  });
  return [head, ...quotes].join('\n');
}

function main(): number {
  const missing = missingNotes();
  if (missing.length > 0) {
    say(`Notes skipped: ${missing.join(', ')} not in ${NOTES_FOLDER}`);
    return 0;
  }
  const engine = openEngine();
  const found: Found[] = [];
  const faults: string[] = [];
  const sources = new Map<string, { notes: number; coded: number; asked: number }>();
  const start = performance.now();
  for (const note of realNotes()) {
    const count = sources.get(note.source) ?? { notes: 0, coded: 0, asked: 0 };
    sources.set(note.source, count);
    count.notes += 1;
    try {
      const documentation = engine.document({ body: note.text });
      const determination = engine.select(documentation);
      if (determination.lines.length > 0) count.coded += 1;
      if (determination.queries.length > 0) count.asked += 1;
      found.push(...determination.lines.map((line) => ({ note, line })));
      const wrong = misquotes(determination, documentation.text);
      faults.push(...wrong.map((quote) => `${note.source} ${note.id}: not verbatim: ${quote}`));
    } catch (error) {
      faults.push(
        `${note.source} ${note.id}: ${error instanceof Error ? error.message : 'stopped'}`,
      );
    }
  }
  const seconds = (performance.now() - start) / 1000;
  for (const [source, { notes, coded, asked }] of sources) {
    say(`${source}: ${notes} read, ${coded} with lines, ${asked} with a question`);
  }
  const families = new Map<string, number>();
  for (const { line } of found) {
    families.set(line.rationale.family, (families.get(line.rationale.family) ?? 0) + 1);
  }
  say(`\n${found.length} lines in ${seconds.toFixed(1)} s, by family:`);
  for (const [family, lines] of [...families].sort((a, b) => b[1] - a[1])) {
    say(`  ${String(lines).padStart(5)}  ${family}`);
  }
  const asked = values.family;
  const drawn = draw(
    asked === undefined ? found : found.filter(({ line }) => line.rationale.family === asked),
    Number(values.sample),
    Number(values.seed),
  );
  say(`\n${drawn.length} lines to read (seed ${values.seed}):\n`);
  for (const entry of drawn) say(`${show(entry)}\n`);
  for (const fault of faults) say(`FAULT ${fault}`);
  say(`${faults.length} faults: crashes and excerpts that are not verbatim.`);
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = main();
