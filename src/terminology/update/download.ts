import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { DownloadError, request, type Answer, type Http } from './http.js';

/** What is remembered of a file beside it, to ask whether it changed and to go on where a line was cut. */
const rememberedSchema = z.object({
  url: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  bytes: z.number().optional(),
  sha256: z.string().optional(),
});
type Remembered = z.infer<typeof rememberedSchema>;

export interface Download {
  readonly path: string;
  readonly result: 'downloaded' | 'unchanged';
  readonly sha256: string;
}

export interface DownloadOptions {
  readonly url: string;
  readonly folder: string;
  readonly largest: number;
  readonly sha256?: string;
  readonly onProgress?: (received: number, total: number) => void;
}

const ATTEMPTS = 5;

function recall(path: string): Remembered | undefined {
  if (!existsSync(path)) return undefined;
  const parsed = rememberedSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0);

/** "bytes 100-199/200" -> 200; the whole size that the server speaks of. */
function wholeSize(response: Answer, from: number): number | undefined {
  const range = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (range !== null) return Number(range[1]);
  const length = response.headers.get('content-length');
  return length === null ? undefined : from + Number(length);
}

/** Publishers answer with a page where a file has gone, or where they ask for something first. */
async function checkKind(url: string, path: string): Promise<void> {
  const handle = await open(path);
  const head = Buffer.alloc(64);
  const { bytesRead } = await handle.read(head, 0, 64, 0).finally(() => handle.close());
  const text = head.toString('latin1', 0, bytesRead).trimStart();
  if (/^<(?:!doctype|html)/i.test(text))
    throw new DownloadError(
      `${url} is a web page, not a file. The publisher may have moved it, or asks for something first: download it by hand and import it.`,
    );
  if (/\.zip$/i.test(new URL(url).pathname) && !text.startsWith('PK'))
    throw new DownloadError(`${url} is no zip archive.`);
}

/** One answer of the server into the part file. True when the file is whole. */
async function receive(options: DownloadOptions, part: string, http: Http): Promise<boolean> {
  const { url, largest } = options;
  const noteOfPart = `${part}.json`;
  const before = recall(noteOfPart);
  const mark = before?.url === url ? (before.etag ?? before.lastModified) : undefined;
  const from = mark === undefined ? 0 : sizeOf(part);
  const headers: Record<string, string> =
    from > 0 && mark !== undefined ? { range: `bytes=${from}-`, 'if-range': mark } : {};
  const response = await request(url, headers, http);
  if (response.status === 416) {
    rmSync(part, { force: true });
    return false;
  }
  if (!response.ok || response.body === null)
    throw new DownloadError(`${url} answers ${response.status}.`);
  const start = response.status === 206 ? from : 0;
  const whole = wholeSize(response, start);
  const tooLarge = () =>
    new DownloadError(
      `${url} is larger than the ${Math.round(largest / 1e6)} MB that its release may have.`,
    );
  if (whole !== undefined && whole > largest) {
    await response.body.cancel();
    throw tooLarge();
  }
  const etag = response.headers.get('etag');
  const lastModified = response.headers.get('last-modified');
  const remembered: Remembered = {
    url,
    ...(etag === null ? {} : { etag }),
    ...(lastModified === null ? {} : { lastModified }),
  };
  writeFileSync(noteOfPart, JSON.stringify(remembered));
  const file = await open(part, start > 0 ? 'r+' : 'w');
  let size = start;
  try {
    for await (const chunk of response.body) {
      const bytes = chunk as Uint8Array;
      await file.write(bytes, 0, bytes.length, size);
      size += bytes.length;
      options.onProgress?.(size, whole ?? size);
      if (size > largest) throw tooLarge();
    }
  } catch (error) {
    // The line was cut: what came is kept, and the next attempt asks for the rest.
    if (error instanceof DownloadError) throw error;
    return false;
  } finally {
    await file.close();
  }
  return whole === undefined || size === whole;
}

/**
 * Brings a file into a folder: only where it changed, going on where a line was cut, checked by size, kind and checksum, and in its
 * place in one step.
 * @throws DownloadError naming the address and what to do
 */
export async function download(options: DownloadOptions, http: Http): Promise<Download> {
  const { url, folder, sha256 } = options;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, basename(new URL(url).pathname));
  const note = `${path}.json`;
  const known = existsSync(path) ? recall(note) : undefined;
  if (known?.url === url && known.sha256 !== undefined && known.bytes === sizeOf(path)) {
    const headers: Record<string, string> = {
      ...(known.etag === undefined ? {} : { 'if-none-match': known.etag }),
      ...(known.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
    };
    const marked = Object.keys(headers).length > 0;
    const response = marked ? await request(url, headers, http) : undefined;
    await response?.body?.cancel();
    if (response?.status === 304) return { path, result: 'unchanged', sha256: known.sha256 };
  }
  const part = `${path}.part`;
  for (let attempt = 1; !(await receive(options, part, http)); attempt += 1) {
    if (attempt === ATTEMPTS)
      throw new DownloadError(
        `${url} was cut ${ATTEMPTS} times. What came is kept; run catalog update again to go on.`,
      );
    await http.pause(1000 * 2 ** attempt);
  }
  try {
    await checkKind(url, part);
    const found = await sha256Of(part);
    if (sha256 !== undefined && sha256 !== found)
      throw new DownloadError(
        `${url} has the SHA-256 ${found}, and the list of releases names ${sha256}.`,
      );
    const remembered = { ...recall(`${part}.json`), url, bytes: sizeOf(part), sha256: found };
    renameSync(part, path);
    writeFileSync(note, JSON.stringify(remembered));
    return { path, result: 'downloaded', sha256: found };
  } finally {
    rmSync(part, { force: true });
    rmSync(`${part}.json`, { force: true });
  }
}
