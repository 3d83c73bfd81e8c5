/*
 * All tests by one command: first those that need nothing but Node, then those with real servers.
 *
 *   node scripts/test.mjs [vitest arguments]
 *
 * `--project NAME` among the arguments runs that tier only. The last line is "N passed, N failed, N skipped".
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './inputs.mjs';

const INSTALL = 'bash scripts/install-test-servers.sh';
const extra = process.argv.slice(2);
const chosen = extra.some((argument) => /^--project(=|$)/.test(argument));
const tiers = chosen
  ? [[]]
  : [
      ['unit', 'cases'],
      ['integration', 'e2e', 'faults'],
    ];

/** Runs one tier; what vitest reported, and its exit code. */
function runTier(projects, reportFile) {
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...projects.map((name) => `--project=${name}`),
      // A tier may hold no file that the arguments ask for; that no test ran at all is checked below.
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...extra,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : undefined;
  return { report, ok: run.status === 0 };
}

function count(reports) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lacking = new Map();
  for (const file of reports.flatMap((report) => report.testResults)) {
    // A file that could not even be loaded holds no tests; it counts as one that failed.
    if (file.status === 'failed' && file.assertionResults.length === 0) total.failed += 1;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') total.passed += 1;
      else if (test.status === 'failed') total.failed += 1;
      else total.skipped += 1;
      // The mark that test/helpers/servers puts on a suite whose servers are not there.
      const missing = /\[not installed: ([^\]]+)\]/.exec(test.ancestorTitles.join(' '))?.[1];
      if (missing === undefined) continue;
      const entry = lacking.get(file.name) ?? { tests: 0, missing: new Set() };
      entry.tests += 1;
      for (const name of missing.split(', ')) entry.missing.add(name);
      lacking.set(file.name, entry);
    }
  }
  return { total, lacking };
}

function sayWhatWasSkipped(lacking) {
  const names = new Set([...lacking.values()].flatMap(({ missing }) => [...missing]));
  const tests = [...lacking.values()].reduce((sum, entry) => sum + entry.tests, 0);
  console.log(
    `\nSkipped ${tests} tests, because these servers are not installed: ${[...names].join(', ')}.`,
  );
  for (const [file, entry] of lacking) {
    console.log(
      `  ${relative(root, file)}: ${entry.tests} (needs ${[...entry.missing].join(', ')})`,
    );
  }
  console.log(`Install them with: ${INSTALL}`);
}

function main() {
  if (!bootstrap()) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'caseconsultant-tests-'));
  let results;
  try {
    results = tiers.map((projects, index) => runTier(projects, join(folder, `${index}.json`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { total, lacking } = count(results.flatMap(({ report }) => report ?? []));
  if (lacking.size > 0) sayWhatWasSkipped(lacking);
  const ran = total.passed + total.failed;
  const ok = results.every((result) => result.ok) && total.failed === 0 && ran > 0;
  if (ran === 0) console.log('\nNo test ran.');
  else if (!ok && total.failed === 0) console.log('\nThe test runner itself failed; see above.');
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return ok ? 0 : 1;
}

process.exitCode = main();
