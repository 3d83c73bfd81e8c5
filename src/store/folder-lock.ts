import { randomUUID } from 'node:crypto';
import { readFile, rename, unlink, utimes, writeFile } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** Two processes on one PGlite folder destroy it: the folder belongs to one process at a time. */
export class FolderInUseError extends Error {
  constructor(folder: string, holder: string, file: string) {
    super(
      `The data folder ${folder} is in use by ${holder}. Stop it first, give this one another folder, or use ` +
        `PostgreSQL and Redis (DATABASE_URL, REDIS_URL) to run several processes. If no such process exists, ` +
        `delete ${file}.`,
    );
    this.name = 'FolderInUseError';
  }
}

const holderSchema = z.object({
  token: z.string(),
  pid: z.number().int().positive(),
  host: z.string(),
  /** Kernel start time of the process, which tells it from a later one with the same pid. */
  startedAt: z.string().optional(),
});
type Holder = z.infer<typeof holderSchema>;

const HEARTBEAT_MS = 5_000;
/** A holder on another host (a container that shares the folder) is judged by its heartbeat alone. */
const SILENT_MS = 30_000;

/** Folders held by this very process: its own pid in a file is otherwise a sign of a dead predecessor. */
const heldHere = new Set<string>();

export interface FolderLock {
  release(): Promise<void>;
}

/** Takes the folder or throws `FolderInUseError`. The lock of a process that died is taken over. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(resolve(folder), 'caseconsultant.lock');
  if (heldHere.has(file)) throw new FolderInUseError(folder, 'this process', file);
  heldHere.add(file);
  try {
    const mine = await describeSelf();
    await takeFile(folder, file, mine);
    return hold(file, mine);
  } catch (error) {
    heldHere.delete(file);
    throw error;
  }
}

async function describeSelf(): Promise<Holder> {
  const startedAt = await kernelStartTime(process.pid);
  return {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}

async function takeFile(folder: string, file: string, mine: Holder): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const found = await readHolder(file);
    if (found.kind === 'gone') continue;
    if (found.kind === 'held' && (await isAlive(file, found.holder))) {
      const { pid, host } = found.holder;
      throw new FolderInUseError(folder, `process ${pid} on ${host}`, file);
    }
    await setAside(file, found.text);
  }
  throw new FolderInUseError(folder, 'another process that is starting', file);
}

/**
 * Moves a dead holder's file away. Another process may have done so and written its own in between: then the
 * file that was moved is not the one that was judged, and it goes back.
 */
async function setAside(file: string, judged: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) === judged) await unlink(aside);
  else await rename(aside, file);
}

type Found =
  | { readonly kind: 'gone' }
  | { readonly kind: 'held'; readonly holder: Holder; readonly text: string }
  | { readonly kind: 'unreadable'; readonly text: string };

async function readHolder(file: string): Promise<Found> {
  for (let attempt = 0; ; attempt += 1) {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { kind: 'gone' };
      throw error;
    }
    const parsed = holderSchema.safeParse(parseJson(text));
    if (parsed.success) return { kind: 'held', holder: parsed.data, text };
    // Created but not yet written by another process, or cut short by a full disk.
    if (attempt === 5) return { kind: 'unreadable', text };
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

async function isAlive(file: string, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    const age = Date.now() - (await stat(file)).mtimeMs;
    return age < SILENT_MS;
  }
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another account.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const startedAt = await kernelStartTime(holder.pid);
  return (
    startedAt === undefined || holder.startedAt === undefined || startedAt === holder.startedAt
  );
}

/** Field 22 of /proc/PID/stat; undefined where there is no /proc. */
async function kernelStartTime(pid: number): Promise<string | undefined> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may itself hold blanks.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function hold(file: string, mine: Holder): FolderLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      if (!heldHere.delete(file)) return;
      const found = await readHolder(file);
      if (found.kind === 'held' && found.holder.token === mine.token) await unlink(file);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
