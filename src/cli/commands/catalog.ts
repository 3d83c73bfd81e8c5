import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { processEnvironment, readCatalogDir } from '../../config/index.js';
import {
  Catalog,
  catalogStatus as statusOf,
  IMPORTERS,
  importRelease,
  isDate,
  type Imported,
  type Kind,
  type Setting,
} from '../../terminology/index.js';
import { EXIT, wrongUsage } from '../exit.js';
import { table } from '../table.js';

export interface CatalogImportOptions {
  readonly effective?: string;
  readonly setting?: Setting;
  readonly dryRun: boolean;
  readonly allowFewer: boolean;
  readonly json: boolean;
  readonly catalog?: string;
}

export interface CatalogStatusOptions {
  readonly date?: string;
  readonly json: boolean;
  readonly catalog?: string;
}

/** The catalog folder that is named, else that of the settings. */
export function openCatalog(folder: string | undefined): Catalog {
  return new Catalog(folder === undefined ? readCatalogDir(processEnvironment()) : resolve(folder));
}

export const today = () => new Date().toISOString().slice(0, 10);

const number = (value: number) => value.toLocaleString('en-US');

/** How many changes of a kind are named; the rest is counted. */
const NAMED = 10;

function changesText(what: string, keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const more = keys.length > NAMED ? ', ...' : '';
  return `  ${number(keys.length)} ${what}: ${keys.slice(0, NAMED).join(', ')}${more}\n`;
}

const RESULTS: Readonly<Record<Imported['result'], string>> = {
  imported: 'imported',
  'already-held': 'held already, nothing to do',
  'would-import': 'would be imported (nothing was kept)',
};

export function importedText({ edition, result, before, changes, seconds }: Imported): string {
  const { kind, setting, effective, rows } = edition;
  const name = [kind, ...(setting === undefined ? [] : [setting]), `from ${effective}`].join(' ');
  const head = `${name}: ${number(rows)} rows ${RESULTS[result]} (${seconds.toFixed(1)} s)\n`;
  if (before === undefined || changes === undefined) return head;
  const { added, removed, changed } = changes;
  if (added.length + removed.length + changed.length === 0)
    return `${head}  no change against the edition of ${before.effective}\n`;
  return [
    head,
    `  against the edition of ${before.effective}:\n`,
    changesText('added', added),
    changesText('removed', removed),
    changesText('changed', changed),
  ].join('');
}

/** A bar on a terminal; nothing where the output goes to a file. */
export function progressBar(): { update: (read: number, total: number) => void; stop: () => void } {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    stream: process.stderr,
    format: 'reading [{bar}] {percentage} % | {value} of {total} MB | {eta} s left',
    clearOnComplete: true,
    hideCursor: true,
  });
  let started = false;
  return {
    update: (read, total) => {
      const [done, all] = [Math.floor(read / 1e6), Math.max(1, Math.ceil(total / 1e6))];
      if (!started) bar.start(all, 0);
      started = true;
      bar.update(Math.min(done, all));
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}

/** `catalog import`: release files as published, whole or not at all. */
export async function catalogImport(
  kind: string,
  files: readonly string[],
  options: CatalogImportOptions,
): Promise<number> {
  const importer = IMPORTERS.get(kind as Kind);
  if (importer === undefined)
    throw wrongUsage(`There is no kind "${kind}". Known: ${[...IMPORTERS.keys()].join(', ')}.`);
  const bar = progressBar();
  const imported = await importRelease(openCatalog(options.catalog), importer, files, {
    ...(options.effective === undefined ? {} : { effective: options.effective }),
    ...(options.setting === undefined ? {} : { setting: options.setting }),
    dryRun: options.dryRun,
    allowFewer: options.allowFewer,
    onProgress: bar.update,
  }).finally(bar.stop);
  process.stdout.write(
    options.json ? `${JSON.stringify(imported, null, 2)}\n` : imported.map(importedText).join(''),
  );
  return EXIT.done;
}

/** `catalog status`: what is held, as it stands on a day. */
export function catalogStatus(options: CatalogStatusOptions): Promise<number> {
  const date = options.date ?? today();
  if (!isDate(date)) throw wrongUsage(`--date "${date}" is no date; write YYYY-MM-DD.`);
  const catalog = openCatalog(options.catalog);
  const status = statusOf(catalog, date);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ folder: catalog.folder, ...status }, null, 2)}\n`);
    return Promise.resolve(EXIT.done);
  }
  const { editions, missing } = status;
  process.stdout.write(`Catalog in ${catalog.folder}, as of ${date}\n\n`);
  process.stdout.write(
    editions.length === 0
      ? 'No edition is held.\n'
      : table(
          ['kind', 'setting', 'effective', 'standing', 'rows', 'files'],
          editions.map((each) => [
            each.kind,
            each.setting ?? '-',
            each.effective,
            each.standing,
            number(each.rows),
            each.sources.map(({ name }) => name).join(', '),
          ]),
        ),
  );
  const stale = editions.filter(({ standing }) => standing === 'stale');
  if (stale.length > 0)
    process.stdout.write(
      `\nStale: ${stale.map(({ kind, setting }) => [kind, setting].filter(Boolean).join(' ')).join(', ')}. Their publishers have later releases by now; run catalog update or import them.\n`,
    );
  if (missing.length > 0)
    process.stdout.write(
      `\nMissing for a full check of answers:\n${missing
        .map(
          ({ kind, setting, without }) =>
            `  ${[kind, setting].filter(Boolean).join(' ')}: ${without}\n`,
        )
        .join('')}`,
    );
  return Promise.resolve(EXIT.done);
}
