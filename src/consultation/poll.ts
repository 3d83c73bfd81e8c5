import { backoffMs } from './backoff.js';
import type { PollerDeps } from './deps.js';
import { FILING_BATCH, fileFinished } from './filing.js';
import { consultationId, logicalKey, physicalKey } from './identity.js';
import { MailboxError, type MailboxSession } from './ports.js';

const RECONNECT = { baseMs: 1_000, maxMs: 60_000 };

/** A wrong password does not heal by itself, and knocking on locks accounts: one try in five minutes. */
const AUTHENTICATION_PAUSE_MS = 300_000;

/** A letter that breaks the session this often is recorded unread, so that those behind it are reached. */
const FETCH_ATTEMPTS = 3;

/** Letters on their way into the ledger while the next one is fetched. */
const RECORDING_AT_ONCE = 4;

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
    // The first look in a session sees all of INBOX, later ones what came after it, and all again from time
    // to time: UIDs only grow, and what was not taken in ended the session.
    let look: Look = { file: true };
    let wholeAt = deps.clock().getTime();
    while (!signal.aborted) {
      if (look.file) filingWanted = false;
      const { taken, filed, highestUid } = await sweep(deps, session, signal, look, stubborn);
      failures = 0;
      status = { connected: true, lastSweep: deps.clock() };
      const after = Math.max(look.after ?? 0, highestUid);
      // What came while the sweep was busy was announced to nobody: look again before waiting. Filing waits
      // for its next call meanwhile, so that letters that finish one after another are filed together.
      if (taken + filed > 0) {
        look = { after, file: filed === FILING_BATCH };
        continue;
      }
      if (signal.aborted) break;
      await wait(session, signal);
      const whole = deps.clock().getTime() - wholeAt >= deps.pollMs;
      if (whole) wholeAt = deps.clock().getTime();
      look = whole ? { file: true } : { after, file: true };
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

/** What a sweep is to see: letters above a UID or all of them, and whether to file what is finished. */
interface Look {
  readonly after?: number;
  readonly file: boolean;
}

/** Takes in what is new, files what is finished, and says how many letters that were. */
async function sweep(
  deps: PollerDeps,
  session: MailboxSession,
  signal: AbortSignal,
  { after, file }: Look,
  stubborn: StubbornLetters,
): Promise<{ taken: number; filed: number; highestUid: number }> {
  const listed = await session.list(after);
  const uids = listed.map(({ uid }) => uid);
  const known = await deps.ledger.sightedUids(deps.mailboxName, session.uidValidity, uids);
  const fresh = listed.filter(({ uid }) => !known.has(uid));
  const recording = new Set<Promise<void>>();
  try {
    for (const letter of fresh) {
      if (signal.aborted) break;
      const fetched = await fetchLetter(deps, session, letter, stubborn);
      if (fetched === undefined) continue;
      const recorded = record(deps, session.uidValidity, fetched).finally(() =>
        recording.delete(recorded),
      );
      // Awaited below; until then a failure must not count as unheard.
      recorded.catch(() => undefined);
      recording.add(recorded);
      if (recording.size >= RECORDING_AT_ONCE) await Promise.race(recording);
    }
    await Promise.all(recording);
  } finally {
    // The session is not given up while the ledger is still being written.
    await Promise.allSettled(recording);
  }
  const filed = file && !signal.aborted ? await fileFinished(deps, session, signal) : 0;
  return { taken: fresh.length, filed, highestUid: Math.max(0, ...uids.slice(-1)) };
}

interface FetchedLetter {
  readonly uid: number;
  readonly size: number;
  /** Undefined for a letter that is recorded unread. */
  readonly raw: Uint8Array | undefined;
}

/** Undefined when a person moved it between the list and the fetch: it is theirs. */
async function fetchLetter(
  deps: PollerDeps,
  session: MailboxSession,
  { uid, size }: { uid: number; size: number },
  stubborn: StubbornLetters,
): Promise<FetchedLetter | undefined> {
  const fits = size <= deps.maxBytes && (stubborn.get(uid) ?? 0) < FETCH_ATTEMPTS;
  if (!fits) return { uid, size, raw: undefined };
  const raw = await fetchCounted(deps, session, uid, stubborn);
  return raw === undefined ? undefined : { uid, size, raw };
}

/** Ledger first, queue second; nothing in the mailbox changes. */
async function record(
  deps: PollerDeps,
  uidValidity: string,
  { uid, size, raw }: FetchedLetter,
): Promise<void> {
  const { mailboxName: mailbox } = deps;
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
