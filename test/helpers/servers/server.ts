import { launch, removeFolder, type Launch, type Program } from './program.js';
import { freePort } from './ports.js';

/** What every server in these tests can do, whatever program it is. */
export interface RunningServer {
  readonly pid: number;
  readonly dir: string;
  log(): string;
  /** Ends the program and removes its data. Safe to call twice, or after `kill`. */
  stop(): Promise<void>;
  /** SIGKILL; data and ports stay reserved for `restart`. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends the program politely if it runs, and starts it again on the same port and data. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Blueprint<Ports extends Record<string, number>> {
  readonly dir: string;
  /** Names of the ports that the program listens on. */
  readonly portNames: readonly (keyof Ports & string)[];
  /** Writes configuration, if any, and says how to start the program on these ports. */
  readonly plan: (ports: Ports) => Launch;
}

async function pickPorts<Ports extends Record<string, number>>(
  names: readonly (keyof Ports & string)[],
): Promise<Ports> {
  const ports: Record<string, number> = {};
  for (const name of names) ports[name] = await freePort();
  return ports as Ports;
}

/**
 * Starts a program on free ports. Another process may take a port between the look and the start, so
 * a failed start is tried again on other ports before it counts.
 */
export async function startServer<Ports extends Record<string, number>>(
  blueprint: Blueprint<Ports>,
): Promise<{ ports: Ports; server: RunningServer }> {
  let program: Program | undefined;
  let planned: Launch | undefined;
  let ports: Ports | undefined;
  let failure: unknown;
  for (let tries = 0; tries < 4 && program === undefined; tries += 1) {
    ports = await pickPorts<Ports>(blueprint.portNames);
    planned = blueprint.plan(ports);
    try {
      program = await launch(planned);
    } catch (error) {
      failure = error;
    }
  }
  if (program === undefined || planned === undefined || ports === undefined) {
    removeFolder(blueprint.dir);
    throw failure;
  }
  const plan = planned;
  let current = program;
  const stop = async (): Promise<void> => {
    await (plan.stopsSlowly === true ? current.kill() : current.terminate());
    removeFolder(blueprint.dir);
  };
  const server: RunningServer = {
    get pid() {
      return current.pid;
    },
    dir: blueprint.dir,
    log: () => current.log(),
    stop,
    kill: () => current.kill(),
    pause: () => current.pause(),
    resume: () => current.resume(),
    restart: async () => {
      await current.terminate();
      current = await launch(plan);
    },
    [Symbol.asyncDispose]: stop,
  };
  return { ports, server };
}
