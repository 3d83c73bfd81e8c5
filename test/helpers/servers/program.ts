import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../wait.js';
import { family, running } from './process-table.js';
import type { RunAs } from './runner.js';

/*
 * One real server program: started from a folder of its own, watched, stopped by its own pid.
 *
 * Each launch has a guard, a tiny shell that waits for a line on a pipe from this process. When this
 * process dies in any way at all, SIGKILL included, the pipe ends and the guard kills the server and
 * removes its folder, so that no test run leaves a server behind.
 */
const GUARD =
  'read -r word || true; [ "$word" = done ] && exit 0; kill -s KILL -- "-$1"; rm -rf -- "$2"';

export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly dir: string;
  readonly runAs: RunAs | undefined;
  /** Resolves true once the server answers; a throw means "not yet". */
  readonly ready: () => Promise<boolean>;
  readonly stopSignal: NodeJS.Signals;
  /** Its polite end takes a second and leaves nothing outside its folder: `stop` kills it instead. */
  readonly stopsSlowly?: boolean;
}

export interface Program {
  readonly pid: number;
  /** What the program has written so far: the last 16 kB. */
  log(): string;
  exited(): boolean;
  /** Stops politely, then by force after 10 seconds. */
  terminate(): Promise<void>;
  /** SIGKILL to the program and everything that it started: what a power cut looks like to clients. */
  kill(): Promise<void>;
  /** SIGSTOP to all of it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

/** A temporary folder that belongs to the user that the server runs as. */
export function temporaryFolder(name: string, runAs: RunAs | undefined): string {
  const dir = mkdtempSync(join(tmpdir(), `caseconsultant-${name}-`));
  if (runAs !== undefined) chownSync(dir, runAs.uid, runAs.gid);
  return dir;
}

export function removeFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function guard(pid: number, dir: string): ChildProcess {
  const watcher = spawn('/bin/sh', ['-c', GUARD, 'guard', String(pid), dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', () => undefined);
  watcher.stdin?.on('error', () => undefined);
  watcher.unref();
  return watcher;
}

/** Starts the program and resolves once it answers. Throws with its log when it ends or stays silent. */
export async function launch(options: Launch): Promise<Program> {
  const child = spawn(options.command, options.args, {
    cwd: options.dir,
    // A group of its own: Ctrl-C in the terminal reaches the tests, which then stop the servers.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: options.dir, LC_ALL: 'C', TZ: 'UTC' },
    ...(options.runAs === undefined ? {} : { uid: options.runAs.uid, gid: options.runAs.gid }),
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-16_384);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  let over = false;
  let spawnError: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      over = true;
      resolve();
    });
    child.once('error', (error) => {
      spawnError = error;
      over = true;
      resolve();
    });
  });
  const pid = child.pid;
  if (pid === undefined) {
    await ended;
    throw new Error(`${options.name} could not be started from ${options.command}`, {
      cause: spawnError,
    });
  }
  const watcher = guard(pid, options.dir);
  void ended.then(() => watcher.stdin?.end('done\n'));

  const program: Program = {
    pid,
    log: () => output,
    exited: () => over,
    terminate: async () => {
      if (over) return;
      // A stopped process does not see SIGTERM until it continues.
      program.resume();
      signal(pid, options.stopSignal);
      const force = setTimeout(() => void program.kill(), 10_000);
      await ended;
      clearTimeout(force);
    },
    kill: async () => {
      if (over) return;
      const members = family(pid);
      for (const member of members) signal(member, 'SIGKILL');
      await ended;
      await waitFor(() => running(members).length === 0, {
        what: `${options.name} and its children to be gone`,
      });
    },
    pause: () => {
      for (const member of family(pid)) signal(member, 'SIGSTOP');
    },
    resume: () => {
      for (const member of family(pid)) signal(member, 'SIGCONT');
    },
  };

  try {
    await waitFor(async () => over || (await options.ready()), {
      what: `${options.name} to answer`,
      timeoutMs: 30_000,
    });
  } catch (error) {
    await program.kill();
    throw new Error(`${options.name} did not answer. Its log ends with:\n${output}`, {
      cause: error,
    });
  }
  if (over) throw new Error(`${options.name} ended at once. Its log ends with:\n${output}`);
  return program;
}
