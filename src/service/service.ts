import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { packageVersion, type Config } from '../config/index.js';
import {
  codeSelectionStep,
  createPoller,
  extractionStep,
  gatherFilingCalls,
  instanceIdentity,
  Places,
  replyStep,
  runStage,
  sweepLedger,
  type Poller,
  type Progress,
  type StageDeps,
  type StageStep,
} from '../consultation/index.js';
import { silentLog, type Log } from '../log/index.js';
import { createMetrics } from '../metrics/index.js';
import { createReplyRenderer } from '../reply/index.js';
import { serveControl } from './control.js';
import { openEngine, openOfficialTables } from './engine.js';
import { startHealthServer } from './health.js';
import { openMailPorts, type MailPorts } from './mail-ports.js';
import { ROLES, type Role } from './roles.js';
import { controlSocket, openStores, type Stores } from './stores.js';

const SWEEP_MS = 10_000;
const PURGE_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface ServiceOptions {
  readonly roles?: readonly Role[];
  readonly log?: Log;
  /** Sees every transition that this process makes. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Service {
  readonly healthPort?: number;
  /** Takes nothing new, finishes what is in hand within the grace time, closes everything. */
  stop(): Promise<void>;
}

/** Starts the given roles in this process. Throws with what to fix when the stores cannot be opened. */
export async function startService(config: Config, options: ServiceOptions = {}): Promise<Service> {
  const roles = options.roles ?? ROLES;
  const log = options.log ?? silentLog;
  // Loaded first: broken knowledge must stop the start before any letter is touched.
  const engine = openEngine(
    config.knowledgeDir,
    config.knowledgeOverlayDir,
    openOfficialTables(config.catalogDir),
  );
  const stores = await openStores(config, log);
  const mail = openMailPorts(config);
  const clock = () => new Date();
  const metrics = createMetrics(stores, clock);
  const calls = gatherFilingCalls(stores.queue, log);
  const deps: StageDeps = {
    ledger: stores.ledger,
    queue: calls.queue,
    log,
    clock,
    owner: `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`,
    identity: instanceIdentity(config.instanceSecret, config.mail.domain),
    observe: (progress) => {
      metrics.observe(progress);
      options.onProgress?.(progress);
    },
  };

  const stopping = new AbortController();
  const { workers } = stores;
  const has = (role: Role) => roles.includes(role);

  const poller = has('poller') ? pollerFor(config, deps, mail) : undefined;
  // Before any work begins: a port that is taken must not leave a half-started process behind.
  const health =
    config.health.port === 0
      ? undefined
      : await startHealthServer(
          config.health,
          {
            roles,
            version: packageVersion(),
            ledger: stores.ledger,
            queue: stores.queue,
            metrics,
            log,
            ...(poller === undefined ? {} : { pollerStatus: poller.status }),
          },
          clock,
        ).catch(async (error: unknown) => {
          await mail.close();
          await closeStores(stores, log);
          throw error;
        });

  const places = new Places();
  const work: StageDeps = { ...deps, inProcess: (stage) => places.take(stage) };
  const run = async (step: StageStep, jobs: number, count: number) => {
    places.offer(step, count);
    await workers.run(step.stage, jobs, async (id) => {
      const place = await places.wait(step.stage);
      try {
        return await runStage(work, step, id);
      } finally {
        place.leave();
      }
    });
  };
  const { extraction, reply } = config.concurrency;
  // Last stage first: whoever takes up a letter here finds the stages behind it open.
  if (has('reply')) await run(replyFor(config, work, mail), reply, reply);
  if (has('code-selection')) {
    // One job at a time: the work is pure computation, more would only interleave.
    const step = codeSelectionStep({ ...work, determine: engine.select });
    await run(step, 1, extraction + 1);
  }
  if (has('extraction')) {
    const { reader, screener } = mail;
    const step = extractionStep({ ...work, reader, screener, document: engine.document });
    await run(step, extraction, extraction);
  }
  if (poller !== undefined) {
    // A finished consultation only wakes the poller, which owns the mailbox and files what the ledger lists.
    await workers.run('filing', 1, async () => {
      poller.wake();
      return { kind: 'done' };
    });
  }
  const polling = poller?.run(stopping.signal);
  const timers = [
    every(SWEEP_MS, 'sweep', log, () => sweepLedger(deps)),
    every(PURGE_MS, 'purge', log, () =>
      stores.ledger.purge(new Date(clock().getTime() - config.retentionDays * DAY_MS), clock()),
    ),
  ];

  const control =
    config.store.kind === 'embedded'
      ? await serveControl(controlSocket(config.store.dir), stores.ledger)
      : undefined;
  // What an earlier run left behind is due now, however fresh it is.
  await sweepLedger(deps, 0).catch((error: unknown) => log.warn('first sweep failed', { error }));
  log.info('service started', { role: roles.join(','), ...(health ? { port: health.port } : {}) });

  const shutDown = async () => {
    stopping.abort();
    for (const timer of timers) clearInterval(timer);
    await workers.drain(config.graceMs);
    await calls.flush();
    await within(config.graceMs, polling);
    await health?.close();
    await control?.close();
    await mail.close();
    await closeStores(stores, log);
    log.info('service stopped');
  };
  let stopped: Promise<void> | undefined;
  return {
    ...(health === undefined ? {} : { healthPort: health.port }),
    stop: () => (stopped ??= shutDown()),
  };
}

function replyFor(config: Config, deps: StageDeps, mail: MailPorts): StageStep {
  return replyStep({
    ...deps,
    renderer: createReplyRenderer({}),
    mime: mail.mime,
    sender: mail.sender,
    mailbox: mail.mailbox,
    from: config.mail.address,
    breakers: config.breakers,
    giveUpMs: config.giveUpSendingMs,
  });
}

function pollerFor(config: Config, deps: StageDeps, mail: MailPorts): Poller {
  return createPoller({
    ...deps,
    mailbox: mail.mailbox,
    mailboxName: config.mail.address,
    folders: config.mail.folders,
    maxBytes: config.mail.maxBytes,
    pollMs: config.pollMs,
  });
}

/** A periodic duty that never overlaps itself and never throws out of its timer. */
function every(ms: number, name: string, log: Log, duty: () => Promise<unknown>): NodeJS.Timeout {
  let running = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    duty()
      .catch((error: unknown) => log.warn('periodic duty failed', { stage: name, error }))
      .finally(() => (running = false));
  }, ms);
}

async function within(ms: number, work: Promise<void> | undefined): Promise<void> {
  if (work === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

async function closeStores(stores: Stores, log: Log): Promise<void> {
  try {
    await stores.close();
  } catch (error) {
    // The data is safe in the ledger; a store that is away must not keep the process.
    log.warn('stores could not be closed cleanly', { error });
  }
}
