import type { PollerDeps } from './deps.js';
import type { FilingTask, MailboxSession } from './ports.js';

/** Asked of the ledger at once: when as many come back, there may be more. */
export const FILING_BATCH = 100;

/** Letters that share their commands: few enough that a cut line or a stop repeats little. */
const TOGETHER = 25;

/**
 * Files the letters of finished consultations, many with each command. Returns how many the ledger had ready.
 * What was done before a cut is found again: a copy by the look into Sent, a move because the letter is gone.
 */
export async function fileFinished(
  deps: PollerDeps,
  session: MailboxSession,
  signal: AbortSignal,
): Promise<number> {
  const tasks = await deps.ledger.filingTasks(deps.mailboxName, session.uidValidity, FILING_BATCH);
  for (let at = 0; at < tasks.length; at += TOGETHER) {
    if (signal.aborted) return 0;
    const batch = tasks.slice(at, at + TOGETHER);
    await copyToSent(deps, session, batch);
    for (const state of new Set(batch.map((task) => task.state))) {
      const alike = batch.filter((task) => task.state === state);
      await fileAlike(deps, session, state, alike);
    }
  }
  return tasks.length;
}

async function copyToSent(
  deps: PollerDeps,
  session: MailboxSession,
  tasks: readonly FilingTask[],
): Promise<void> {
  const copies = tasks.flatMap(({ consultationId, sentCopy }) =>
    sentCopy === undefined ? [] : [{ consultationId, ...sentCopy }],
  );
  if (copies.length === 0) return;
  // Some servers keep a copy of what they relay; a second one would look like a second answer.
  const there = await session.amongSent(copies.map(({ messageId }) => messageId));
  for (const { messageId, raw } of copies) {
    if (!there.has(messageId)) await session.appendToSent(raw);
  }
  const ids = copies.map(({ consultationId }) => consultationId);
  await deps.ledger.markSentCopied(ids, deps.clock());
}

async function fileAlike(
  deps: PollerDeps,
  session: MailboxSession,
  state: FilingTask['state'],
  tasks: readonly FilingTask[],
): Promise<void> {
  const flags = state === 'answered' ? ['\\Answered', '\\Seen'] : [];
  const uids = tasks.map(({ uid }) => uid);
  const moved = await session.fileAll(uids, folderFor(deps, state), flags);
  await deps.ledger.markFiled(deps.mailboxName, session.uidValidity, uids, deps.clock());
  for (const { consultationId, uid } of tasks) {
    const reason = moved.has(uid) ? 'moved' : 'gone';
    deps.log.info('letter filed', { consultation: consultationId, state, reason });
  }
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
