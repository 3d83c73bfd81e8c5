import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { PassThrough, pipeline } from 'node:stream';
import { editionName, type Catalog } from './editions/catalog.js';
import { inForce, isDate, type Edition } from './editions/edition.js';
import type { Setting } from './kinds.js';
import { packRecords } from './editions/records.js';
import { changesOf, type Changes } from './changes.js';
import type { Importer, NamedEdition } from './importers/importer.js';
import { ImportError } from './sources/import-error.js';
import { openSource, type Source } from './sources/source.js';

export interface ImportOptions {
  /** Instead of what the file names say. */
  readonly effective?: string;
  readonly setting?: Setting;
  /** Reads and compares, keeps nothing. */
  readonly dryRun: boolean;
  /** Takes an edition although it holds far fewer rows than the one before. */
  readonly allowFewer: boolean;
  /** Unpacked bytes read so far and in all, over all editions of the call. */
  readonly onProgress?: (read: number, total: number) => void;
}

/** What became of one edition of an import. */
export interface Imported {
  readonly edition: Edition;
  readonly result: 'imported' | 'already-held' | 'would-import';
  /** The edition that it was compared with: the one before it, or the one that it replaces. */
  readonly before?: Edition;
  readonly changes?: Changes;
  readonly seconds: number;
}

interface Group extends NamedEdition {
  readonly effective: string;
  readonly sources: Source[];
  readonly paths: Set<string>;
}

/** Fewer rows than this share of the edition before are taken for a cut file. */
const FEWER = 0.7;

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The files of an archive that belong to the importer, in the preferred form alone. */
function chosen(importer: Importer, path: string, sources: readonly Source[]): readonly Source[] {
  if (sources.length === 1) return sources;
  for (const form of importer.inArchives) {
    const fitting = sources.filter(({ file }) => form.test(file));
    if (fitting.length > 0) return fitting;
  }
  throw new ImportError(
    basename(path),
    undefined,
    `holds no file of ${importer.title}: ${sources
      .slice(0, 5)
      .map(({ file }) => file)
      .join(', ')}${sources.length > 5 ? ', ...' : ''}.`,
  );
}

async function groupsOf(
  importer: Importer,
  paths: readonly string[],
  options: ImportOptions,
): Promise<Group[]> {
  if (options.effective !== undefined && !isDate(options.effective))
    throw new ImportError(
      '--effective',
      undefined,
      `"${options.effective}" is no date; write YYYY-MM-DD.`,
    );
  if (options.setting !== undefined && !importer.settings.includes(options.setting))
    throw new ImportError(
      '--setting',
      undefined,
      `${importer.kind} has no setting "${options.setting}"${importer.settings.length > 0 ? `; it has ${importer.settings.join(', ')}` : ''}.`,
    );
  const groups = new Map<string, Group>();
  for (const path of paths) {
    for (const source of chosen(importer, path, await openSource(path))) {
      const said = importer.nameSays(source.name);
      const setting = options.setting ?? said.setting;
      const effective = options.effective ?? said.effective;
      if (effective === undefined)
        throw new ImportError(
          source.name,
          undefined,
          'its name does not say from when it counts. Add --effective YYYY-MM-DD.',
        );
      if (importer.settings.length > 0 && setting === undefined)
        throw new ImportError(
          source.name,
          undefined,
          `its name does not say for whom it is. Add --setting ${importer.settings.join('|')}.`,
        );
      const key = `${setting ?? ''} ${effective}`;
      const group: Group = groups.get(key) ?? {
        ...(setting === undefined ? {} : { setting }),
        effective,
        sources: [],
        paths: new Set(),
      };
      group.sources.push(source);
      group.paths.add(path);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** The same source, telling how many of its bytes were read. */
function counted(source: Source, tell: (bytes: number) => void): Source {
  return {
    ...source,
    open: async () => {
      const counter = new PassThrough({
        transform(chunk: Buffer, _encoding, done) {
          tell(chunk.length);
          done(null, chunk);
        },
      });
      pipeline(await source.open(), counter, () => undefined);
      return counter;
    },
  };
}

/**
 * Reads release files into the catalog. Each edition is read whole, checked, and put in its place in one step: a broken
 * file changes nothing, and a run that was cut is simply run again, since editions that are held already are not read twice.
 * @throws ImportError naming file, line and what was expected
 */
export async function importRelease(
  catalog: Catalog,
  importer: Importer,
  paths: readonly string[],
  options: ImportOptions,
): Promise<Imported[]> {
  const groups = await groupsOf(importer, paths, options);
  const total = groups.flatMap(({ sources }) => sources).reduce((sum, { bytes }) => sum + bytes, 0);
  let read = 0;
  const results: Imported[] = [];
  for (const { setting, effective, sources, paths: from } of groups) {
    const start = performance.now();
    const files = await Promise.all(
      [...from].map(async (path) => ({ name: basename(path), sha256: await sha256(path) })),
    );
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    const named = { kind: importer.kind, ...(setting === undefined ? {} : { setting }), effective };
    const same = catalog.editions.find(
      (known) => editionName(known) === editionName({ ...named, rows: 0, sources: [] }),
    );
    const hashes = (edition: Edition['sources']) => edition.map((each) => each.sha256).join();
    const seconds = () => (performance.now() - start) / 1000;
    if (same !== undefined && hashes(same.sources) === hashes(files)) {
      results.push({ edition: same, result: 'already-held', seconds: seconds() });
      read += sources.reduce((sum, { bytes }) => sum + bytes, 0);
      options.onProgress?.(read, total);
      continue;
    }
    const reading = await importer.read(
      sources.map((source) =>
        counted(source, (bytes) => {
          read += bytes;
          options.onProgress?.(Math.min(read, total), total);
        }),
      ),
    );
    const edition: Edition = { ...named, rows: reading.rows, sources: files };
    const before = same ?? inForce(catalog.editionsOf(importer.kind, setting), effective);
    if (before !== undefined && edition.rows < before.rows * FEWER && !options.allowFewer)
      throw new ImportError(
        files.map(({ name }) => name).join(', '),
        undefined,
        `holds ${edition.rows} rows, the edition of ${before.effective} ${before.rows}. It seems cut: download it again, or add --allow-fewer if it is right. Nothing was changed.`,
      );
    const changes = before && changesOf(catalog, before, edition, reading);
    if (!options.dryRun)
      catalog.put(
        edition,
        'pairs' in reading ? reading.pairs.pack() : packRecords(reading.records),
      );
    results.push({
      edition,
      result: options.dryRun ? 'would-import' : 'imported',
      ...(before === undefined ? {} : { before }),
      ...(changes === undefined ? {} : { changes }),
      seconds: seconds(),
    });
  }
  return results;
}
