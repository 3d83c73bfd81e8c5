import { missingServers } from '../test/helpers/servers/index.js';
import { measureCatalog } from './catalog.js';
import { measureEngine, type Beside } from './engine.js';
import { measureLatency } from './latency.js';
import { measureThroughput } from './throughput.js';

/*
 * `npm run bench [-- --letters N | --engine | --catalog]`: how fast the engine reads notes, beside a text search over the same
 * codes; how long one sender waits on the embedded default; and how many cases a second the whole pipeline
 * answers, beside the floor that the mail libraries set on the same machine. Between them: how fast the official code pair
 * edits are imported and looked up, beside a Map and SQLite. `--engine` and `--catalog` are those parts alone.
 */

const asked = process.argv.indexOf('--letters');
const letters = asked < 0 ? 300 : Number(process.argv[asked + 1]);

const say = (line: string) => process.stdout.write(`${line}\n`);

function sayEngine(): void {
  const { notesPerSecond, realNotesPerSecond, growth, coldStart, memory } = measureEngine();
  const rates = ({ engine, search }: Beside) =>
    `${engine.toFixed(0)} a second; text search ${search.toFixed(0)}; ratio ${(engine / search).toFixed(2)}`;
  say('Reading and coding on one core, beside a text search over the same codes');
  say(`  notes of 3,000 characters  ${rates(notesPerSecond)}  (aim: 300 or more)`);
  if (realNotesPerSecond !== undefined)
    say(`  real notes                 ${rates(realNotesPerSecond)}`);
  say('  growth with the text, ms per kB (aim: the same on every line)');
  for (const { kilobytes, ms } of growth) {
    const each = (value: number) => (value / kilobytes).toFixed(2);
    say(
      `    ${String(kilobytes).padStart(3)} kB  ${each(ms.engine)}; text search ${each(ms.search)}`,
    );
  }
  say(
    `  cold start  ${coldStart.command.toFixed(0)} ms for one case by the command line, of these ${coldStart.node.toFixed(0)} ms Node itself  (aim: below 500)`,
  );
  say(
    `  memory      ${memory.engine.toFixed(0)} MB resident after 400 notes, of these ${memory.node.toFixed(0)} MB Node itself  (aim: below 300)`,
  );
}

const WAYS: Readonly<Record<string, string>> = {
  catalog: 'catalog',
  map: 'a Map in memory',
  sqlite: 'SQLite',
};

async function sayCatalog(): Promise<void> {
  const { rows, real, importRowsPerSecond, ways, sqlite } = await measureCatalog();
  const number = (value: number) => Math.round(value).toLocaleString('en-US');
  say(`\nCode pair edits: ${number(rows)} ${real ? 'published' : 'made'} rows`);
  say(`  import  ${number(importRowsPerSecond)} rows a second`);
  for (const { way, loadMs, megabytes, checksPerSecond } of ways)
    say(
      `  ${(WAYS[way] ?? way).padEnd(15)}  loaded in ${number(loadMs)} ms, ${number(megabytes)} MB resident, ${number(checksPerSecond)} checks a second (${(1e6 / checksPerSecond).toFixed(2)} µs each)`,
    );
  say('  (aim: loaded in less than 2,000 ms, below 150 MB, single-digit µs)');
  if (!sqlite)
    say(
      '  SQLite not measured: npm install --no-save better-sqlite3@12 adds it (it must be compiled).',
    );
}

async function sayPipeline(): Promise<void> {
  const latency = await measureLatency(40);
  say('\nFirst reply on the embedded default: mail accepted -> reply accepted');
  say(
    `  median ${latency.medianMs.toFixed(0)} ms, p95 ${latency.p95Ms.toFixed(0)} ms over ${latency.count} letters`,
  );

  const missing = missingServers(['redis', 'postgres', 'dovecot']);
  if (missing.length > 0) {
    say(
      `\nThroughput not measured: ${missing.join(', ')} not installed (bash scripts/install-test-servers.sh).`,
    );
  } else {
    const { floor, pipeline, workers } = await measureThroughput(letters);
    say(`\nCases per second over ${letters} letters, Redis + PostgreSQL + Dovecot`);
    say(`  floor     ${floor.toFixed(1)}  (one loop: fetch, parse, send with the same libraries)`);
    say(`  pipeline  ${pipeline.toFixed(1)}  (one poller, ${workers} worker processes)`);
    say(`  ratio     ${(pipeline / floor).toFixed(2)}  (aim: 0.50 or more)`);
  }
}

const only = ['--engine', '--catalog'].find((part) => process.argv.includes(part));
if (only !== '--catalog') sayEngine();
if (only !== '--engine') await sayCatalog();
if (only === undefined) await sayPipeline();
