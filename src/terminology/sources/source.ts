import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- in Node 20 from 20.15, and we start at 20.19
import { crc32, createGunzip } from 'node:zlib';
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';
import { ImportError } from './import-error.js';

/** One file of a release as its publisher wrote it, unpacked. Its bytes can be read any number of times. */
export interface Source {
  /** "PPRRVU2026_Jan_nonQPP.csv in rvu26a.zip": what messages call it. */
  readonly name: string;
  /** The file's own name, without the archive and ".gz". */
  readonly file: string;
  /** ".txt", ".csv", ".xlsx" or ".xml", in lower case. */
  readonly extension: string;
  /** Unpacked size where it is known, for the progress bar. */
  readonly bytes: number;
  open(): Promise<Readable>;
}

/** The size above which an unpacked file is taken for a decompression bomb; the largest real one has 0.4 GB. */
const LARGEST = 4 * 1024 ** 3;
/** Archives stand in archives in the coverage database's downloads; those are unpacked in memory. */
const LARGEST_INNER_ARCHIVE = 1024 ** 3;

/** A stream that fails as soon as more bytes come than are believable, or other bytes than the archive's checksum says. */
function guarded(source: string, stream: Readable, checksum?: number): Readable {
  let seen = 0;
  let sum = 0;
  const guard = new PassThrough({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (checksum !== undefined) sum = crc32(chunk, sum);
      if (seen > LARGEST)
        done(
          new ImportError(source, undefined, 'unpacks to more than 4 GB; this is no release file.'),
        );
      else done(null, chunk);
    },
    flush(done) {
      if (checksum !== undefined && sum !== checksum)
        done(new ImportError(source, undefined, 'is damaged (wrong checksum). Download it again.'));
      else done();
    },
  });
  pipeline(stream, guard, () => undefined);
  return guard;
}

function plain(path: string, bytes: number): Source {
  const packed = extname(path).toLowerCase() === '.gz';
  const file = packed ? basename(path).slice(0, -'.gz'.length) : basename(path);
  return {
    name: basename(path),
    file,
    extension: extname(file).toLowerCase(),
    bytes,
    open: () => {
      const stream = createReadStream(path);
      if (!packed) return Promise.resolve(stream);
      const unpacked = createGunzip();
      pipeline(stream, unpacked, () => undefined);
      return Promise.resolve(guarded(basename(path), unpacked));
    },
  };
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith('/')) entries.push(entry);
  return entries;
}

const broken = (name: string, error: unknown) =>
  new ImportError(
    name,
    undefined,
    `is no readable zip archive (${error instanceof Error ? error.message : String(error)}). Download it again.`,
  );

type OpenZip = () => Promise<ZipFile>;

/** The files of an archive, those of archives within it included. */
async function unpack(name: string, openZip: OpenZip, depth = 0): Promise<Source[]> {
  let entries: Entry[];
  try {
    const zip = await openZip();
    entries = await entriesOf(zip);
    zip.close();
  } catch (error) {
    throw broken(name, error);
  }
  const sources = await Promise.all(
    entries.map(async (entry): Promise<Source[]> => {
      const file = basename(entry.fileName.replaceAll('\\', '/'));
      const inner: Source = {
        name: `${file} in ${name}`,
        file,
        extension: extname(file).toLowerCase(),
        bytes: entry.uncompressedSize,
        open: async () => {
          const zip = await openZip();
          const stream = await zip.openReadStreamPromise(entry);
          stream.once('close', () => {
            zip.close();
          });
          return guarded(`${file} in ${name}`, stream, entry.crc32);
        },
      };
      if (inner.extension !== '.zip' || depth > 0) return [inner];
      if (entry.uncompressedSize > LARGEST_INNER_ARCHIVE)
        throw new ImportError(
          inner.name,
          undefined,
          'is too large; unpack it and import its files.',
        );
      const bytes = await buffer(await inner.open());
      return await unpack(
        inner.name,
        () => fromBufferPromise(bytes, { lazyEntries: true }),
        depth + 1,
      );
    }),
  );
  return sources.flat();
}

/**
 * The files behind a path: the file itself (unpacked where it ends in ".gz"), or those within a zip archive.
 * @throws ImportError when the path cannot be read or is a broken archive
 */
export async function openSource(path: string): Promise<Source[]> {
  let size: number;
  let magic: string;
  try {
    const info = await stat(path);
    if (info.isDirectory())
      throw new ImportError(path, undefined, 'is a folder. Name its files, or the zip archive.');
    size = info.size;
    const handle = await open(path);
    const head = Buffer.alloc(4);
    await handle.read(head, 0, 4, 0).finally(() => handle.close());
    magic = head.toString('latin1');
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(path, undefined, 'cannot be read: no such file, or no permission.');
  }
  if (size === 0) throw new ImportError(basename(path), undefined, 'is empty. Download it again.');
  // A workbook is a zip archive too; its rows are read as a table.
  if (magic !== 'PK\u0003\u0004' || extname(path).toLowerCase() === '.xlsx')
    return [plain(path, size)];
  const openZip = () => openPromise(path, { lazyEntries: true, autoClose: false });
  return await unpack(basename(path), openZip);
}
