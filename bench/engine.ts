import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { packageRoot } from '../src/config/index.js';
import { catalogueOf, openBaseline } from '../src/evaluation/index.js';
import { openEngine } from '../src/service/engine.js';
import { missingNotes, realNotes } from '../test/helpers/real-notes.js';
import { notesOf } from './notes.js';

/** A figure of the engine, and of the text search over the same codes in the same run. */
export interface Beside {
  readonly engine: number;
  readonly search: number;
}

export interface EngineFigures {
  /** Notes of about 3,000 characters a second, on one core. */
  readonly notesPerSecond: Beside;
  /** Real notes a second; absent where they are not there. */
  readonly realNotesPerSecond?: Beside;
  /** Milliseconds for notes of so many kB. */
  readonly growth: readonly { readonly kilobytes: number; readonly ms: Beside }[];
  /** Milliseconds from the start of the command to its answer, and of Node that does nothing. */
  readonly coldStart: { readonly command: number; readonly node: number };
  /** MB resident after a few hundred notes, and of Node that does nothing. */
  readonly memory: { readonly engine: number; readonly node: number };
}

type Read = (note: { readonly body: string }) => unknown;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function rate(notes: readonly string[], read: Read): number {
  for (const body of notes.slice(0, 20)) read({ body });
  const times = [1, 2, 3].map(() => timed(() => notes.forEach((body) => read({ body }))));
  return (notes.length * 1000) / median(times);
}

/** About 60 of them, from all parts of the list: the text search takes minutes for more. */
function sampleOf(notes: readonly string[]): string[] {
  const step = Math.max(1, Math.floor(notes.length / 60));
  return notes.filter((_note, index) => index % step === 0);
}

export function measureEngine(): EngineFigures {
  const engine = openEngine();
  const read: Read = (note) => engine.determine(note);
  const search: Read = openBaseline(catalogueOf(engine.knowledge));
  const besides = (measure: (read: Read) => number): Beside => ({
    engine: measure(read),
    search: measure(search),
  });
  const notes = notesOf(engine.knowledge, 3000, 60);
  const real = missingNotes().length > 0 ? [] : sampleOf(realNotes().map(({ text }) => text));
  return {
    notesPerSecond: besides((side) => rate(notes, side)),
    ...(real.length === 0 ? {} : { realNotesPerSecond: besides((side) => rate(real, side)) }),
    growth: [1, 10, 50, 200].map((kilobytes) => {
      const texts = notesOf(engine.knowledge, kilobytes * 1000, kilobytes < 50 ? 5 : 1);
      return {
        kilobytes,
        ms: besides(
          (side) =>
            median([1, 2, 3].map(() => timed(() => texts.forEach((body) => side({ body }))))) /
            texts.length,
        ),
      };
    }),
    coldStart: measureColdStart(),
    memory: measureMemory(notes.slice(0, 40)),
  };
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

function measureColdStart(): EngineFigures['coldStart'] {
  const dir = mkdtempSync(join(tmpdir(), 'cc-bench-'));
  try {
    const note = join(dir, 'case.txt');
    writeFileSync(note, 'LN2 cryotherapy to 6 actinic keratoses on the scalp.\n');
    const program = join(packageRoot(), 'bin/caseconsultant.js');
    const of = (args: string[]) => median(Array.from({ length: 7 }, () => timed(() => run(args))));
    return { command: of([program, 'code', note, '--json']), node: of(['-e', '0']) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** In a process of its own, on the built program: the bench's own tools would count otherwise. */
function measureMemory(notes: readonly string[]): EngineFigures['memory'] {
  const built = pathToFileURL(join(packageRoot(), 'dist/src/service/engine.js')).href;
  const dir = mkdtempSync(join(tmpdir(), 'cc-bench-'));
  try {
    const file = join(dir, 'notes.json');
    writeFileSync(file, JSON.stringify(notes));
    const resident = (before: string) =>
      z.coerce
        .number()
        .parse(
          run([
            '--input-type=module',
            '-e',
            `${before}; console.log(process.memoryUsage().rss / 1e6)`,
          ]),
        );
    return {
      engine: resident(
        `const { openEngine } = await import(${JSON.stringify(built)}); const { readFileSync } = await import('node:fs');` +
          `const notes = JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8')); const engine = openEngine();` +
          'for (let round = 0; round < 10; round += 1) for (const body of notes) engine.determine({ body })',
      ),
      node: resident('0'),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
