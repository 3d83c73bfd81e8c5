import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '../config/index.js';
import type { PollerStatus, Ledger, StageQueue } from '../consultation/index.js';
import type { Log } from '../log/index.js';
import type { Metrics } from '../metrics/index.js';
import type { Role } from './roles.js';

export interface HealthSources {
  readonly roles: readonly Role[];
  readonly version: string;
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  readonly metrics: Metrics;
  readonly pollerStatus?: () => PollerStatus;
  readonly log: Log;
}

/** A sweep older than this means that the mailbox is not being watched. */
const SWEEP_OVERDUE_MS = 180_000;

/**
 * `/healthz`: the process answers. `/readyz`: its stores and its mailbox do, too; 503 names which not.
 * `/metrics`: Prometheus text. No patient data on any of them. Resolves with the port in use.
 */
export async function startHealthServer(
  listen: { host: string; port: number },
  sources: HealthSources,
  clock: () => Date,
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    answer(path ?? '/', response, sources, clock).catch((error: unknown) => {
      sources.log.warn('health page failed', { error });
      if (!response.headersSent) response.writeHead(503);
      response.end();
    });
  });
  server.requestTimeout = 5_000;
  await listening(server, listen);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code ?? error.name;
      reject(
        new ConfigurationError([
          `HEALTH_PORT ${port} on ${host} cannot be used (${why}). Give each process of a machine its own port, or 0 for none.`,
        ]),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

async function answer(
  path: string,
  response: ServerResponse,
  sources: HealthSources,
  clock: () => Date,
): Promise<void> {
  const json = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  switch (path) {
    case '/healthz':
      return json(200, { status: 'alive', roles: sources.roles, version: sources.version });
    case '/readyz': {
      const report = await readiness(sources, clock);
      return json(report.ready ? 200 : 503, report);
    }
    case '/metrics': {
      const text = await sources.metrics.render();
      response.writeHead(200, { 'content-type': sources.metrics.contentType });
      response.end(text);
      return;
    }
    default:
      return json(404, { error: 'Known pages: /healthz, /readyz, /metrics' });
  }
}

interface Readiness {
  readonly ready: boolean;
  readonly ledger: 'up' | 'down';
  readonly queue: 'up' | 'down';
  readonly mailbox?:
    'watched' | 'connecting' | 'authentication' | 'throttled' | 'connection' | 'configuration';
}

async function readiness(sources: HealthSources, clock: () => Date): Promise<Readiness> {
  const up = async (ping: Promise<void>): Promise<'up' | 'down'> =>
    await ping.then(
      () => 'up' as const,
      () => 'down' as const,
    );
  const [ledger, queue] = await Promise.all([up(sources.ledger.ping()), up(sources.queue.ping())]);
  const storesUp = ledger === 'up' && queue === 'up';
  const poller = sources.pollerStatus?.();
  if (poller === undefined) return { ready: storesUp, ledger, queue };
  const age =
    poller.lastSweep === undefined ? Infinity : clock().getTime() - poller.lastSweep.getTime();
  const watched = poller.connected && age < SWEEP_OVERDUE_MS;
  const mailbox = watched ? 'watched' : (poller.problem ?? 'connecting');
  return { ready: storesUp && watched, ledger, queue, mailbox };
}
