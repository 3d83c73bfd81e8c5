import { missingServers } from '../test/helpers/servers/index.js';
import { measureEngine, type Beside } from './engine.js';
import { measureLatency } from './latency.js';
import { measureThroughput } from './throughput.js';

/*
 * `npm run bench [-- --letters N | --engine]`: how fast the engine reads notes, beside a text search over the same
 * codes; how long one sender waits on the embedded default; and how many cases a second the whole pipeline
 * answers, beside the floor that the mail libraries set on the same machine. `--engine` is the first part alone.
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

sayEngine();
if (!process.argv.includes('--engine')) await sayPipeline();
