import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { packageRoot } from '../../src/config/index.js';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = join(packageRoot(), 'bin/caseconsultant.js');

/** Only what a test sets, so that no setting of the machine leaks in. */
function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...settings };
}

/** Runs the built program to its end. */
export async function caseconsultant(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(options.env ?? {}),
    cwd: options.cwd ?? packageRoot(),
  });
  child.stdin.end(options.input ?? '');
  const [stdout, stderr] = await Promise.all([
    readStream(child.stdout),
    readStream(child.stderr),
    child.exitCode === null ? once(child, 'exit') : undefined,
  ]);
  return { code: child.exitCode, stdout, stderr };
}

/** Starts the built program and lets it run. */
export function launch(
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(env),
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
