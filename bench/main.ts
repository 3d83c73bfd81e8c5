import { missingServers } from '../test/helpers/servers/index.js';
import { measureLatency } from './latency.js';
import { measureThroughput } from './throughput.js';

/*
 * `npm run bench [-- --letters N]`: how long one sender waits on the embedded default, and how many cases a
 * second the whole pipeline answers, beside the floor that the mail libraries set on the same machine.
 */

const asked = process.argv.indexOf('--letters');
const letters = asked < 0 ? 300 : Number(process.argv[asked + 1]);

const say = (line: string) => process.stdout.write(`${line}\n`);

const latency = await measureLatency(40);
say('First reply on the embedded default: mail accepted -> reply accepted');
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
