import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Catalog } from '../src/terminology/index.js';

/* One way of holding the edits, alone in its process so that its memory is its own: node catalog-reader.ts WAY FOLDER */

const [, , way = '', folder = ''] = process.argv;
const DAY = 20240701;

type Check = (one: string, two: string) => boolean;

interface Statement {
  run(...values: unknown[]): unknown;
  get(...values: unknown[]): unknown;
}
interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

function* rows(): Iterable<string[]> {
  for (const line of readFileSync(join(folder, 'ccipra-v302r0-f1.txt'), 'latin1').split('\r\n'))
    yield line.split('\t');
}

/** The active pairs in one Map by both codes, as a short program would hold them. */
function openMap(): Check {
  const active = new Map<string, string>();
  for (const [one, two, , from, until, indicator = ''] of rows())
    if (indicator !== '9' && Number(from) <= DAY && (until === '*' || DAY <= Number(until)))
      active.set(`${one}${two}`, indicator);
  return (one, two) => active.has(`${one}${two}`);
}

/** Every row in an indexed table on disk; filled by a process of its own, as an installation would be. */
function fillSqlite(): void {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => Database;
  const filled = new Sqlite(join(folder, 'edits.sqlite'));
  filled.exec(
    'CREATE TABLE edit (one TEXT, two TEXT, since INTEGER, until INTEGER, indicator TEXT); BEGIN',
  );
  const insert = filled.prepare('INSERT INTO edit VALUES (?, ?, ?, ?, ?)');
  for (const [one, two, , from, until, indicator] of rows())
    insert.run(one, two, Number(from), until === '*' ? 99999999 : Number(until), indicator);
  filled.exec('COMMIT; CREATE INDEX pair ON edit (one, two)');
  filled.close();
}

function openSqlite(): Check {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => Database;
  const find = new Sqlite(join(folder, 'edits.sqlite')).prepare(
    "SELECT indicator FROM edit WHERE one = ? AND two = ? AND since <= ? AND until >= ? AND indicator <> '9'",
  );
  return (one, two) => find.get(one, two, DAY, DAY) !== undefined;
}

function openCatalog(): Check {
  const held = new Catalog(join(folder, 'catalog')).pairs('2024-07-01', 'practitioner');
  if (held === undefined) throw new Error('No edition is held.');
  return (one, two) => held.table.rule(one, two, DAY) !== undefined;
}

const ways: Readonly<Record<string, () => Check>> = {
  catalog: openCatalog,
  map: openMap,
  sqlite: openSqlite,
};

/** Pairs of ten characters, so that what is asked takes little of the memory that is measured. */
function measure(open: () => Check): unknown {
  const asked = readFileSync(join(folder, 'asked'), 'latin1');
  const start = performance.now();
  const check = open();
  const loadMs = performance.now() - start;
  const begin = performance.now();
  let found = 0;
  for (let at = 0; at < asked.length; at += 10) {
    const [one, two] = [asked.slice(at, at + 5), asked.slice(at + 5, at + 10)];
    found += Number(check(one, two)) + Number(check(two, one));
  }
  const seconds = (performance.now() - begin) / 1000;
  return {
    loadMs,
    megabytes: process.memoryUsage().rss / 1e6,
    checksPerSecond: (asked.length * 2) / 10 / seconds,
    found,
  };
}

if (way === 'fill-sqlite') {
  fillSqlite();
} else {
  const open = ways[way];
  if (open === undefined) throw new Error(`There is no way "${way}".`);
  process.stdout.write(JSON.stringify(measure(open)));
}
