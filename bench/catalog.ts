import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { Catalog, IMPORTERS, importRelease } from '../src/terminology/index.js';

/** How one way of holding the procedure-to-procedure edits answers. */
const figuresSchema = z.object({
  /** From the files to a table that answers. */
  loadMs: z.number(),
  /** Resident after all checks, of the whole process. */
  megabytes: z.number(),
  checksPerSecond: z.number(),
  /** Pairs found of those asked, the same for every way. */
  found: z.number(),
});

export interface CatalogFigures {
  readonly rows: number;
  readonly real: boolean;
  readonly importRowsPerSecond: number;
  readonly ways: readonly ({ readonly way: string } & z.infer<typeof figuresSchema>)[];
  readonly sqlite: boolean;
}

const DATA = fileURLToPath(
  new URL('../../shared/data/ncci-ptp-practitioner-2024q3.csv.gz', import.meta.url),
);

/** The published rows in the layout of the original where they are there, else as many made ones. */
function editLines(): string[] {
  if (existsSync(DATA))
    return gunzipSync(readFileSync(DATA))
      .toString('latin1')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => {
        const [one, two, deletion = '', indicator, rationale] = line.split(',');
        const from = indicator === '9' ? deletion : '19960101';
        return [one, two, '', from, deletion || '*', indicator, rationale].join('\t');
      });
  const lines: string[] = [];
  const code = (number: number) => String(10_000 + (number % 12_000));
  for (let row = 0; row < 2_500_000; row += 1)
    lines.push(
      `${code(Math.floor(row / 220))}\t${code(row * 7 + Math.floor(row / 220))}\t\t20200101\t*\t1\tmade`,
    );
  return lines;
}

/** Import rate of the edits, then load time, memory and checks a second, beside a Map and SQLite in the same run. */
export async function measureCatalog(): Promise<CatalogFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'caseconsultant-bench-'));
  try {
    const lines = editLines();
    const release = join(folder, 'ccipra-v302r0-f1.txt');
    writeFileSync(release, lines.join('\r\n'));
    const importer = IMPORTERS.get('ptp');
    if (importer === undefined) throw new Error('There is no importer of PTP edits.');
    const catalog = new Catalog(join(folder, 'catalog'));
    const start = performance.now();
    await importRelease(catalog, importer, [release], { dryRun: false, allowFewer: false });
    const seconds = (performance.now() - start) / 1000;
    // Every tenth row and the same pair the other way round: codes of both columns, found and not found.
    const asked = lines.filter((_line, index) => index % 10 === 0);
    writeFileSync(
      join(folder, 'asked'),
      asked.map((line) => line.slice(0, 5) + line.slice(6, 11)).join(''),
    );
    const sqlite = hasSqlite();
    if (sqlite) read('fill-sqlite', folder);
    const ways = ['catalog', 'map', ...(sqlite ? ['sqlite'] : [])].map((way) => {
      return { way, ...figuresSchema.parse(JSON.parse(read(way, folder))) };
    });
    return {
      rows: lines.length,
      real: existsSync(DATA),
      importRowsPerSecond: lines.length / seconds,
      ways,
      sqlite,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs one way in a process of its own. */
function read(way: string, folder: string): string {
  const reader = fileURLToPath(new URL('./catalog-reader.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--max-old-space-size=4096', reader, way, folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The ${way} reader failed: ${stderr}`);
  return stdout;
}

/** Not among our packages, since it must be compiled: `npm install --no-save better-sqlite3@12` brings it. */
function hasSqlite(): boolean {
  try {
    const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => object;
    return Boolean(new Sqlite(':memory:'));
  } catch {
    return false;
  }
}
