import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot, packageVersion } from '../../config/index.js';
import {
  IMPORTERS,
  importRelease,
  readReleases,
  updateReleases,
  type Catalog,
  type Updated,
} from '../../terminology/index.js';
import { EXIT, Failure, wrongUsage } from '../exit.js';
import { importedText, openCatalog, progressBar } from './catalog.js';

export interface CatalogUpdateOptions {
  readonly acceptAmaLicense: boolean;
  readonly only?: readonly string[];
  readonly releases?: string;
  readonly catalog?: string;
}

const TIMEOUT_MS = 60_000;

/** Imports what came; a file that cannot be read is told and stops nothing else. */
async function importUpdated(updated: Updated, catalog: Catalog): Promise<string | undefined> {
  if (!('paths' in updated)) return updated.message;
  const importer = IMPORTERS.get(updated.kind);
  if (importer === undefined) return `there is no importer of ${updated.kind}.`;
  try {
    const imported = await importRelease(catalog, importer, updated.paths, {
      dryRun: false,
      allowFewer: false,
    });
    process.stdout.write(imported.map(importedText).join(''));
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ImportError') return error.message;
    throw error;
  }
}

/** `catalog update`: the newest editions from their publishers, into the catalog. */
export async function catalogUpdate(options: CatalogUpdateOptions): Promise<number> {
  const list = options.releases ?? join(packageRoot(), 'catalog/releases.yaml');
  if (!existsSync(list)) throw new Failure(`${list} cannot be read: no such file.`);
  const all = readReleases(list, readFileSync(list, 'utf8'));
  const unknown = options.only?.find((id) => !all.some((release) => release.id === id));
  if (unknown !== undefined)
    throw wrongUsage(
      `There is no release "${unknown}". Known: ${all.map(({ id }) => id).join(', ')}.`,
    );
  const releases = all.filter(({ id }) => options.only?.includes(id) ?? true);
  const catalog = openCatalog(options.catalog);
  const bar = progressBar();
  const results = await updateReleases(releases, {
    folder: join(catalog.folder, 'downloads'),
    acceptAmaLicense: options.acceptAmaLicense,
    http: {
      userAgent: `caseconsultant/${packageVersion()}`,
      timeoutMs: TIMEOUT_MS,
      pause: async (ms) => {
        await pause(ms);
      },
    },
    onProgress: (_id, received, total) => {
      bar.update(received, total);
    },
  }).finally(bar.stop);
  let failed = 0;
  for (const updated of results) {
    process.stdout.write(`${updated.id}: ${updated.result.replace('-', ' ')}\n`);
    const message = await importUpdated(updated, catalog);
    if (message === undefined) continue;
    failed += 1;
    process.stdout.write(`  ${message}\n`);
  }
  if (failed > 0)
    throw new Failure(
      `${failed} of ${results.length} releases are not up to date; the lines above say why.`,
    );
  return EXIT.done;
}
