/*
 * Brings the clone up to date, then runs the program in this process:
 *
 *   node scripts/run.mjs demo --case my-case.txt
 *
 * One process, so that Ctrl-C and SIGTERM reach the program itself.
 */
import { bootstrap } from './bootstrap.mjs';

if (bootstrap()) {
  await import('../bin/caseconsultant.js');
} else {
  process.exitCode = 1;
}
