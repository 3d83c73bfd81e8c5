import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ReadingLimits } from './limits.js';
import { childMessage, type ChildMessage } from './protocol.js';

/** How the work on one letter ended, seen from outside. */
export type ProcessOutcome =
  | Exclude<ChildMessage, { kind: 'ready' }>
  | { readonly kind: 'overrun' }
  | { readonly kind: 'crashed' };

export interface ProcessOptions {
  readonly wallClockMs: number;
  readonly memoryMb: number;
  /** Time to load the parsers before the first letter; not charged to the letter. */
  readonly startMs: number;
}

/** Looks at the size of a running process this often. */
const WATCH_MS = 100;
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The same switch under its name before and after it became stable (Node 23.5). */
const PERMISSION_FLAG = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/** One child process, one letter at a time. */
export class ReadingProcess {
  #served = 0;
  #next = 0;
  #ended = false;
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  readonly #ready: Promise<boolean>;

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.#child = startChild(options.memoryMb);
    this.#child.once('exit', () => (this.#ended = true));
    this.#ready = this.#untilReady();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get served(): number {
    return this.#served;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves false when the process did not come up: a fault of the machine, not of a letter. */
  ready(): Promise<boolean> {
    return this.#ready;
  }

  async read(raw: Uint8Array, limits: ReadingLimits): Promise<ProcessOutcome> {
    const id = (this.#next += 1);
    this.#served += 1;
    const outcome = await new Promise<ProcessOutcome>((resolve) => {
      const finish = (end: ProcessOutcome): void => {
        clearTimeout(clock);
        clearInterval(watch);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        resolve(end);
      };
      const onExit = (): void => finish({ kind: 'crashed' });
      const onMessage = (data: unknown): void => {
        const message = childMessage.safeParse(data);
        if (!message.success) return finish({ kind: 'crashed' });
        if (message.data.kind !== 'ready' && message.data.id === id) finish(message.data);
      };
      const clock = setTimeout(() => finish({ kind: 'overrun' }), this.#options.wallClockMs);
      const watch = setInterval(() => {
        void residentMb(this.#child.pid).then((size) => {
          if (size > this.#options.memoryMb * 1.5) finish({ kind: 'overrun' });
        });
      }, WATCH_MS);
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
      if (this.#ended || !this.#child.connected) return onExit();
      this.#child.send({ id, raw, limits }, (error) => {
        if (error !== null) onExit();
      });
    });
    if (outcome.kind === 'overrun' || outcome.kind === 'crashed') this.kill();
    return outcome;
  }

  kill(): void {
    this.#ended = true;
    this.#child.kill('SIGKILL');
  }

  async #untilReady(): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (up: boolean): void => {
        clearTimeout(clock);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        this.#child.off('error', onExit);
        resolve(up);
      };
      const onExit = (): void => finish(false);
      const onMessage = (data: unknown): void => {
        if (childMessage.safeParse(data).data?.kind === 'ready') finish(true);
      };
      const clock = setTimeout(onExit, this.#options.startMs);
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
      this.#child.on('error', onExit);
    });
  }
}

function startChild(memoryMb: number): ChildProcess {
  const entry = fileURLToPath(new URL(`./child${EXTENSION}`, import.meta.url));
  // From sources the child needs the loader of its parent, which itself starts threads; from dist it is
  // plain JavaScript and may neither write files nor start anything.
  const mode =
    EXTENSION === '.ts'
      ? ['--import', import.meta.resolve('tsx')]
      : [PERMISSION_FLAG, '--allow-fs-read=*'];
  const child = fork(entry, [], {
    execArgv: [`--max-old-space-size=${memoryMb}`, '--no-warnings', ...mode],
    // Nothing is inherited: connection strings and passwords stay with the parent.
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // An idle reading process must not keep the program alive.
  child.unref();
  child.channel?.unref();
  child.on('error', () => undefined);
  return child;
}

/** Resident memory of a process in MB; 0 where the system does not tell (then the heap flag alone holds). */
async function residentMb(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return (pages * 4096) / (1024 * 1024);
  } catch {
    return 0;
  }
}
