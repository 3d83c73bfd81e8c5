import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  answerOf,
  belowFloor,
  catalogueOf,
  evaluate,
  floorSchema,
  openBaseline,
  raiseFloor,
  readCases,
  type CaseFile,
  type EvaluationCase,
  type Evaluation,
  type Floor,
} from '../../evaluation/index.js';
import { openEngine, openOfficialTables } from '../../service/engine.js';
import { EXIT, Failure, wrongUsage } from '../exit.js';
import { missOf, scoreboard } from '../scoreboard.js';

interface EvalOptions {
  readonly json: boolean;
  readonly misses: boolean;
  readonly floor?: string;
  readonly raise: boolean;
  readonly knowledge?: string;
  readonly overlay?: string;
  readonly catalog?: string;
}

/** `caseconsultant eval`: the scoreboard on cases with an answer key, beside a full-text search of the same codes. */
export async function evaluateFile(file: string, options: EvalOptions): Promise<number> {
  if (options.raise && options.floor === undefined) {
    throw wrongUsage('--raise needs --floor FILE: the file that holds the floor.');
  }
  const { cases, held } = await readCaseFile(file);
  const floor = options.floor === undefined ? undefined : await readFloor(options.floor);
  if (options.floor !== undefined && !options.raise) mustHold(floor, held, options.floor);
  // Only where it is asked for: the figures must not depend on what a machine has imported.
  const tables = options.catalog === undefined ? undefined : openOfficialTables(options.catalog);
  const engine = openEngine(options.knowledge, options.overlay, tables);
  const catalogue = catalogueOf(engine.knowledge);
  const now = () => performance.now();
  const found = evaluate(cases, (note) => answerOf(engine.determine(note)), catalogue, now);
  const baseline = evaluate(cases, openBaseline(catalogue), catalogue, now);
  process.stdout.write(
    options.json
      ? `${JSON.stringify(asJson(found, baseline, options.misses), null, 2)}\n`
      : asText(file, found, baseline, options.misses),
  );
  if (options.floor !== undefined) {
    if (!options.raise && floor !== undefined) holdFloor(found, floor, options.floor);
    if (options.raise) await writeFloor(options.floor, raiseFloor(found.figures, held, floor));
  }
  return EXIT.done;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new Failure(`${file} cannot be read: no such file, or no permission.`);
  }
}

async function readCaseFile(file: string): Promise<{ cases: EvaluationCase[]; held: CaseFile }> {
  const text = await readText(file);
  const { cases, faults } = readCases(text);
  if (faults.length > 0) {
    const lines = faults.map(({ line, message }) => `${file}, line ${line}: ${message}.`);
    throw new Failure(
      `${lines.join('\n')}\nEach line is one case: {"id", "subject", "body", "gold": [{"code", "units", "modifiers"}], "dx": [], "must_not": []}; see docs/evaluation.md.`,
    );
  }
  if (cases.length === 0) throw new Failure(`${file} holds no case.`);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { cases, held: { count: cases.length, sha256 } };
}

function asText(
  file: string,
  engine: Evaluation,
  baseline: Evaluation,
  withMisses: boolean,
): string {
  const misses = withMisses ? engine.scores.flatMap((score) => missOf(score) ?? []) : [];
  return [...misses, scoreboard(file, engine, baseline)].join('\n');
}

function asJson(engine: Evaluation, baseline: Evaluation, withMisses: boolean): object {
  const side = ({ figures, casesPerSecond }: Evaluation) => ({ ...figures, casesPerSecond });
  return {
    engine: side(engine),
    baseline: side(baseline),
    ...(withMisses
      ? {
          misses: engine.scores
            .filter((score) => missOf(score) !== undefined)
            .map(({ case: { id, specialty, gold, dx }, answer, mustNot, notExisting }) => ({
              id,
              specialty,
              gold,
              dx,
              ...answer,
              mustNot,
              notExisting,
            })),
        }
      : {}),
  };
}

/** Undefined where the file does not exist yet. */
async function readFloor(path: string): Promise<Floor | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return floorSchema.parse(JSON.parse(text));
  } catch {
    throw new Failure(
      `${path} is no floor file. Restore it, or delete it and write it anew with --raise.`,
    );
  }
}

/** Throws where there is no floor to hold these cases to. */
function mustHold(floor: Floor | undefined, held: CaseFile, path: string): void {
  if (floor === undefined) throw new Failure(`${path} does not exist. Write it with --raise.`);
  if (floor.cases.sha256 !== held.sha256) {
    throw new Failure(
      `${path} was taken on another case file (${floor.cases.count} cases). If this file is the right one, take the floor anew with --raise.`,
    );
  }
}

function holdFloor({ figures }: Evaluation, floor: Floor, path: string): void {
  const below = belowFloor(figures, floor);
  if (below.length === 0) {
    process.stderr.write(`\nNo figure is below the floor of ${path}.\n`);
    return;
  }
  const said = below.map(
    ({ label, floor: bound, now }) => `  ${label}: ${number(now)}, floor ${number(bound)}`,
  );
  throw new Failure(
    `\nBelow the floor of ${path}:\n${said.join('\n')}\nFind the change that cost these cases (--misses lists each) and correct it.`,
  );
}

function number(value: number | undefined): string {
  return value === undefined ? 'nothing to count' : String(Math.round(value * 1e4) / 1e4);
}

async function writeFloor(path: string, floor: Floor): Promise<void> {
  await writeFile(path, `${JSON.stringify(floor, null, 2)}\n`);
  process.stderr.write(`\nWrote the floor to ${path}.\n`);
}
