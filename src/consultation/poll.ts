import { backoffMs } from './backoff.js';
import type { PollerDeps } from './deps.js';
import { consultationId, logicalKey, physicalKey } from './identity.js';
import { MailboxError, type FilingTask, type MailboxSession } from './ports.js';

const RECONNECT = { baseMs: 1_000, maxMs: 60_000 };

/** A wrong password does not heal by itself, and knocking on locks accounts: one try in five minutes. */
const AUTHENTICATION_PAUSE_MS = 300_000;

const FILING_BATCH = 100;

/** A letter that breaks the session this often is recorded unread, so that those behind it are reached. */
const FETCH_ATTEMPTS = 3;

/** Failed fetches so far, by UID. */
type StubbornLetters = Map<number, number>;

/** What the health page says of the poller. */
export interface PollerStatus {
  readonly connected: boolean;
  readonly lastSweep?: Date;
  readonly problem?: MailboxError['kind'];
}

export interface Poller {
  /** Runs until the signal; resolves when the sweep in hand is done. Never rejects. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Ends the present wait: something is ready to be filed. */
  readonly wake: () => void;
  readonly status: () => PollerStatus;
}

/**
 * Watches INBOX. The sweep is the rule, IDLE only ends a wait early: a missed notification costs at most one
 * poll interval. A letter stays in INBOX until its consultation is terminal, then it is filed.
 */
export function createPoller(deps: PollerDeps): Poller {
  let status: PollerStatus = { connected: false };
  let news = new AbortController();
  let filingWanted = false;

  const wake = () => {
    filingWanted = true;
    news.abort();
  };

  const wait = async (session: MailboxSession, signal: AbortSignal): Promise<void> => {
    news = new AbortController();
    // Woken between the sweep and here: go round again at once.
    if (filingWanted) return;
    await session.waitForNews(deps.pollMs, AbortSignal.any([signal, news.signal]));
  };

  let failures = 0;
  const stubborn: StubbornLetters = new Map();

  const watch = async (session: MailboxSession, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      filingWanted = false;
      const done = await sweep(deps, session, signal, stubborn);
      failures = 0;
      status = { connected: true, lastSweep: deps.clock() };
      // What came while the sweep was busy was announced to nobody: look again before waiting.
      if (done === 0 && !signal.aborted) await wait(session, signal);
    }
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      let session: MailboxSession | undefined;
      try {
        session = await deps.mailbox.open();
        deps.log.info('mailbox open', { role: 'poller' });
        status = { ...status, connected: true };
        await watch(session, signal);
      } catch (error) {
        failures += 1;
        const pause = pauseAfter(error, failures);
        const problem = error instanceof MailboxError ? error.kind : 'connection';
        status = { ...status, connected: false, problem };
        const fields = { role: 'poller', attempt: failures, waitMs: pause, reason: problem, error };
        if (problem === 'authentication') deps.log.error('the mailbox refuses our login', fields);
        else deps.log.warn('mailbox lost; will reconnect', fields);
        await sleep(pause, signal);
      } finally {
        await session?.close().catch(() => undefined);
      }
    }
  };

  return { run, wake, status: () => status };
}

function pauseAfter(error: unknown, failures: number): number {
  if (error instanceof MailboxError) {
    if (error.kind === 'authentication') return AUTHENTICATION_PAUSE_MS;
    if (error.kind === 'throttled') return error.retryAfterMs ?? RECONNECT.maxMs;
  }
  return backoffMs(failures, RECONNECT);
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

/** One look at the whole INBOX: takes in what is new, files what is finished. Returns how many letters that were. */
export async function sweep(
  deps: PollerDeps,
  session: MailboxSession,
  signal: AbortSignal,
  stubborn: StubbornLetters = new Map(),
): Promise<number> {
  const listed = await session.list();
  const known = await deps.ledger.sightedUids(deps.mailboxName, session.uidValidity);
  const fresh = listed.filter(({ uid }) => !known.has(uid));
  for (const letter of fresh) {
    if (signal.aborted) return 0;
    await takeIn(deps, session, letter, stubborn);
  }
  return fresh.length + (await fileFinished(deps, session, signal));
}

/** Ledger first, queue second; nothing in the mailbox changes. */
async function takeIn(
  deps: PollerDeps,
  session: MailboxSession,
  { uid, size }: { uid: number; size: number },
  stubborn: StubbornLetters,
): Promise<void> {
  const { mailboxName: mailbox } = deps;
  const { uidValidity } = session;
  const fits = size <= deps.maxBytes && (stubborn.get(uid) ?? 0) < FETCH_ATTEMPTS;
  const raw = fits ? await fetchCounted(deps, session, uid, stubborn) : undefined;
  // A person moved it between the list and the fetch: it is theirs.
  if (fits && raw === undefined) return;
  const key = raw === undefined ? physicalKey(mailbox, uidValidity, uid) : logicalKey(mailbox, raw);
  const now = deps.clock();
  const receipt = await deps.ledger.receive({
    mailbox,
    uidValidity,
    uid,
    logicalKey: key,
    id: consultationId(key),
    size,
    ...(raw === undefined ? {} : { raw }),
    now,
  });
  deps.log.info('letter taken in', { consultation: receipt.id, uid, reason: receipt.kind });
  if (receipt.kind !== 'new') return;
  deps.observe({ id: receipt.id, state: 'received', stage: 'poller', at: now });
  try {
    await deps.queue.enqueue('extraction', receipt.id);
  } catch (error) {
    deps.log.warn('extraction not woken; the sweeper will', { consultation: receipt.id, error });
  }
}

async function fetchCounted(
  deps: PollerDeps,
  session: MailboxSession,
  uid: number,
  stubborn: StubbornLetters,
): Promise<Uint8Array | undefined> {
  try {
    return await session.fetch(uid, deps.maxBytes);
  } catch (error) {
    stubborn.set(uid, (stubborn.get(uid) ?? 0) + 1);
    throw error;
  }
}

async function fileFinished(
  deps: PollerDeps,
  session: MailboxSession,
  signal: AbortSignal,
): Promise<number> {
  const tasks = await deps.ledger.filingTasks(deps.mailboxName, session.uidValidity, FILING_BATCH);
  for (const task of tasks) {
    if (signal.aborted) return 0;
    await fileOne(deps, session, task);
  }
  return tasks.length;
}

async function fileOne(deps: PollerDeps, session: MailboxSession, task: FilingTask): Promise<void> {
  if (task.sentCopy !== undefined) {
    // Some servers keep a copy of what they relay; a second one would look like a second answer.
    if (!(await session.findInSent(task.sentCopy.messageId))) {
      await session.appendToSent(task.sentCopy.raw);
    }
    await deps.ledger.markSentCopied(task.consultationId, deps.clock());
  }
  const flags = task.state === 'answered' ? ['\\Answered', '\\Seen'] : [];
  const outcome = await session.file(task.uid, folderFor(deps, task.state), flags);
  await deps.ledger.markFiled(deps.mailboxName, session.uidValidity, task.uid, deps.clock());
  deps.log.info('letter filed', {
    consultation: task.consultationId,
    state: task.state,
    reason: outcome,
  });
}

function folderFor(deps: PollerDeps, state: FilingTask['state']): string {
  switch (state) {
    case 'answered':
      return deps.folders.answered;
    case 'declined':
      return deps.folders.declined;
    case 'needs-attention':
      return deps.folders.needsAttention;
  }
}
