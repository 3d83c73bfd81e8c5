import { spawn } from 'node:child_process';
import pg from 'pg';
import { temporaryFolder } from './program.js';
import { locate } from './programs.js';
import { unprivilegedUser, type RunAs } from './runner.js';
import { startServer, type RunningServer } from './server.js';

export interface PostgresServer extends RunningServer {
  /** Connection URL of the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Creates an empty database and returns its URL: one per test keeps tests apart cheaply. */
  createDatabase(name: string): Promise<string>;
}

function initialise(
  initdb: string,
  data: string,
  cwd: string,
  runAs: RunAs | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      initdb,
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { PATH: process.env.PATH ?? '', HOME: cwd, LC_ALL: 'C', TZ: 'UTC' },
        ...(runAs === undefined ? {} : { uid: runAs.uid, gid: runAs.gid }),
      },
    );
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`initdb ended with ${code}: ${complaint}`));
    });
  });
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * A real PostgreSQL over TCP on loopback, user `postgres`, no password.
 *
 * `durable` keeps fsync on, as production does: slower, for measurements. Without it a commit still
 * survives SIGKILL of the server (the operating system keeps what was written), only not a power cut.
 */
export async function startPostgres(
  options: {
    readonly durable?: boolean;
    readonly settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<PostgresServer> {
  const { postgres, initdb } = locate('postgres');
  const runAs = unprivilegedUser(['postgres', 'nobody']);
  const dir = temporaryFolder('postgres', runAs);
  const data = `${dir}/data`;
  await initialise(initdb, data, dir, runAs);
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    max_connections: '100',
    // synchronous_commit stays on: without it a SIGKILL loses commits that were already answered.
    ...(options.durable === true ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  const url = (port: number, database = 'postgres'): string =>
    `postgres://postgres@127.0.0.1:${port}/${database}`;
  const { ports, server } = await startServer<{ main: number }>({
    dir,
    portNames: ['main'],
    plan: ({ main }) => ({
      name: 'postgres',
      command: postgres,
      args: [
        '-D',
        data,
        '-p',
        String(main),
        ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      dir,
      runAs,
      ready: async () => {
        await ask(url(main), 'select 1');
        return true;
      },
      // Fast shutdown: sessions are ended instead of waited for.
      stopSignal: 'SIGINT',
    }),
  });
  return Object.assign(server, {
    url: url(ports.main),
    port: ports.main,
    createDatabase: async (name: string) => {
      await ask(url(ports.main), `create database ${pg.escapeIdentifier(name)}`);
      return url(ports.main, name);
    },
  });
}
