#!/usr/bin/env node
import { existsSync } from 'node:fs';
import process from 'node:process';

const main = new URL('../dist/src/cli/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'CaseConsultant is not built yet. Run: node scripts/bootstrap.mjs (npm run demo and npm start do it by themselves).\n',
  );
  process.exitCode = 1;
}
