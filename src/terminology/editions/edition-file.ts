import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Edition } from './edition.js';

/*
 * An edition is one immutable file: a line of JSON (what it is, where each section begins), then the sections as they
 * lie in memory, each at a multiple of eight bytes, so that a table is ready as soon as the file is read.
 */

const FORMAT = 'caseconsultant-edition-1';

interface FileHeader {
  readonly format: typeof FORMAT;
  readonly edition: Edition;
  /** Offset and length of each section after the header line. */
  readonly sections: Readonly<Record<string, readonly [number, number]>>;
  /** Length of the whole file behind the header line. */
  readonly bytes: number;
}

/** An edition's bytes by section. */
export interface EditionFile {
  readonly edition: Edition;
  readonly section: (name: string) => Uint8Array<ArrayBuffer>;
}

/** Thrown when a file of the catalog folder is not what was written there. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
}

const padded = (length: number) => Math.ceil(length / 8) * 8;

/** Writes an edition aside, makes it durable and puts it in its place in one step: readers see the old file or the new. */
export function writeEdition(
  path: string,
  edition: Edition,
  sections: Readonly<Record<string, Uint8Array>>,
): void {
  const places: Record<string, [number, number]> = {};
  let end = 0;
  for (const [name, bytes] of Object.entries(sections)) {
    places[name] = [end, bytes.length];
    end += padded(bytes.length);
  }
  const header: FileHeader = { format: FORMAT, edition, sections: places, bytes: end };
  const text = JSON.stringify(header);
  const line = Buffer.from(text);
  const head = Buffer.alloc(padded(line.length + 1), ' ');
  line.copy(head);
  head[head.length - 1] = 0x0a;
  const aside = `${path}.${process.pid}.part`;
  const handle = openSync(aside, 'w');
  try {
    writeSync(handle, head);
    for (const bytes of Object.values(sections)) {
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      writeSync(handle, Buffer.alloc(padded(bytes.length) - bytes.length));
    }
    fsyncSync(handle);
    closeSync(handle);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

const damaged = (path: string) =>
  new CatalogError(
    `${path} is not a whole edition of the catalog. Delete it and import its release again.`,
  );

function readHeader(path: string, handle: number): { header: FileHeader; start: number } {
  const size = statSync(path).size;
  for (let length = 65_536; ; length *= 8) {
    const head = Buffer.alloc(Math.min(length, size));
    readSync(handle, head, 0, head.length, 0);
    const end = head.indexOf(0x0a);
    if (end >= 0) {
      let header: FileHeader;
      try {
        header = JSON.parse(head.toString('utf8', 0, end)) as FileHeader;
      } catch {
        throw damaged(path);
      }
      if (header.format !== FORMAT || end + 1 + header.bytes !== size) throw damaged(path);
      return { header, start: end + 1 };
    }
    if (head.length === size) throw damaged(path);
  }
}

/**
 * What an edition is, without its rows.
 * @throws CatalogError when the file is cut or foreign
 */
export function readEditionHeader(path: string): Edition {
  const handle = openSync(path, 'r');
  try {
    return readHeader(path, handle).header.edition;
  } finally {
    closeSync(handle);
  }
}

/**
 * Reads a whole edition into memory, once.
 * @throws CatalogError when the file is cut or foreign
 */
export function readEdition(path: string): EditionFile {
  const handle = openSync(path, 'r');
  try {
    const { header, start } = readHeader(path, handle);
    const bytes = new Uint8Array(new ArrayBuffer(header.bytes));
    for (let at = 0; at < bytes.length;) {
      const read = readSync(handle, bytes, at, bytes.length - at, start + at);
      if (read === 0) throw damaged(path);
      at += read;
    }
    return {
      edition: header.edition,
      section: (name) => {
        const place = header.sections[name];
        if (place === undefined) throw damaged(path);
        return new Uint8Array(bytes.buffer, place[0], place[1]);
      },
    };
  } finally {
    closeSync(handle);
  }
}
