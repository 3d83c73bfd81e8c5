import { createServer, request } from 'node:http';
import { existsSync, rmSync } from 'node:fs';
import { text as readStream } from 'node:stream/consumers';
import type { Ledger } from '../consultation/index.js';

/*
 * The embedded ledger belongs to one process. While the service runs, `cases` and `purge` ask it through a
 * local socket in the data folder, which the file system protects like the data itself.
 */

/** What operator commands need of the ledger. */
export type OperatorLedger = Pick<Ledger, 'list' | 'events' | 'retry' | 'purge'>;

interface Call {
  readonly method: keyof OperatorLedger;
  readonly args: readonly unknown[];
}

export async function serveControl(
  socketPath: string,
  ledger: OperatorLedger,
): Promise<{ close: () => Promise<void> }> {
  rmSync(socketPath, { force: true });
  const server = createServer((incoming, response) => {
    readStream(incoming)
      .then(async (body) => {
        response.end(JSON.stringify({ result: await perform(ledger, parseCall(body)) }));
      })
      .catch((error: unknown) => {
        response.writeHead(500);
        response.end(JSON.stringify({ error: error instanceof Error ? error.name : 'failed' }));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parseCall(body: string): Call {
  return JSON.parse(body, reviveDates) as Call;
}

function perform(ledger: OperatorLedger, { method, args }: Call): Promise<unknown> {
  switch (method) {
    case 'list':
      return ledger.list(args[0] as Parameters<Ledger['list']>[0]);
    case 'events':
      return ledger.events(args[0] as string);
    case 'retry':
      return ledger.retry(args[0] as string, args[1] as Date);
    case 'purge':
      return ledger.purge(args[0] as Date, args[1] as Date);
  }
}

/** The running service's ledger, or undefined when no service answers on the socket. */
export async function connectControl(socketPath: string): Promise<OperatorLedger | undefined> {
  if (!existsSync(socketPath)) return undefined;
  const call = async (method: keyof OperatorLedger, ...args: unknown[]): Promise<unknown> => {
    const body = await new Promise<string>((resolve, reject) => {
      const outgoing = request({ socketPath, method: 'POST', path: '/' }, (response) => {
        readStream(response).then(resolve, reject);
      });
      outgoing.once('error', reject);
      outgoing.end(JSON.stringify({ method, args }));
    });
    const answer = JSON.parse(body, reviveDates) as { result?: unknown; error?: string };
    if (answer.error !== undefined) throw new Error(`The running service failed: ${answer.error}`);
    return answer.result;
  };
  try {
    await call('list', { limit: 1 });
  } catch {
    return undefined;
  }
  return {
    list: async (filter) => (await call('list', filter)) as Awaited<ReturnType<Ledger['list']>>,
    events: async (id) => (await call('events', id)) as Awaited<ReturnType<Ledger['events']>>,
    retry: async (id, now) => (await call('retry', id, now)) as boolean,
    purge: async (before, now) => (await call('purge', before, now)) as number,
  };
}

/** JSON has no dates; ISO timestamps of our own making come back as Date. */
function reviveDates(_key: string, value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
    ? new Date(value)
    : value;
}
