import { backoffMs } from './backoff.js';
import type { ReplyDeps } from './deps.js';
import { referenceOf } from './identity.js';
import type { JobResult, OutboxEntry, RenderedReply } from './ports.js';
import { reason } from './reasons.js';
import { DONE, runStage, type Work } from './stage.js';
import type { Answer, Consultation, ScreenedMail } from './states.js';

const HOUR_MS = 3_600_000;

/** A mail server that is away for minutes should not delay a reply by hours once it is back. */
const SEND_PAUSE = { baseMs: 2_000, maxMs: 300_000 };

/** A tripped breaker looks again after this; the window is an hour. */
const BREAKER_PAUSE_MS = 300_000;

/**
 * Determination -> frozen bytes -> SMTP. Moves `determined` to `answering` and on to `answered`, or to
 * `needs-attention` when the letter could not be read, was refused for good, or may or may not be out.
 */
export function reply(deps: ReplyDeps, id: string): Promise<JobResult> {
  return runStage(deps, 'reply', ['determined', 'answering'], id, async (work) => {
    const { mail, answer } = work.consultation;
    if (mail === undefined || answer === undefined) {
      await work.park(work.consultation.state, reason('attempts-exhausted', 'answer missing'));
      return DONE;
    }
    const stored = await deps.ledger.outboxEntry(id);
    if (stored !== undefined) return await deliver(deps, work, stored, answer);

    const tripped = await trippedBreaker(deps, work.consultation, mail);
    if (tripped !== undefined) {
      deps.log.error('replies paused by a breaker', { consultation: id, reason: tripped });
      return await work.retryLater(tripped, BREAKER_PAUSE_MS);
    }
    const frozen = await freeze(deps, work, mail, answer);
    return frozen === undefined ? DONE : await deliver(deps, work, frozen, answer);
  });
}

/** The breaker that forbids one more reply now, by its reason code. */
async function trippedBreaker(
  deps: ReplyDeps,
  { caseId }: Consultation,
  mail: ScreenedMail,
): Promise<string | undefined> {
  const counts = await deps.ledger.countReplies({
    recipientHash: deps.identity.addressHash(mail.replyTo),
    caseId,
    since: new Date(deps.clock().getTime() - HOUR_MS),
  });
  if (counts.global >= deps.breakers.global) return 'breaker-global';
  if (counts.sender >= deps.breakers.perSender) return 'breaker-sender';
  if (counts.thread >= deps.breakers.perCase) return 'breaker-case';
  return undefined;
}

async function freeze(
  deps: ReplyDeps,
  work: Work,
  mail: ScreenedMail,
  answer: Answer,
): Promise<OutboxEntry | undefined> {
  const { id, caseId, revision } = work.consultation;
  let rendered: RenderedReply;
  try {
    rendered = deps.renderer.render({ reference: referenceOf(caseId), revision, mail, answer });
  } catch (error) {
    // A template that misses a value fails the same way each time: a person must look.
    deps.log.error('reply could not be rendered', { consultation: id, error });
    await work.park('determined', reason('reply-not-rendered'));
    return undefined;
  }
  const messageId = deps.identity.replyMessageId(id);
  const now = deps.clock();
  const raw = await deps.mime.build({
    from: deps.from,
    to: mail.replyTo,
    subject: rendered.subject,
    messageId,
    ...(mail.messageId === undefined ? {} : { inReplyTo: mail.messageId }),
    references: mail.references,
    date: now,
    text: rendered.text,
    html: rendered.html,
  });
  const entry = await deps.ledger.freezeReply(
    work.lease,
    {
      consultationId: id,
      caseId,
      messageId,
      from: deps.from,
      to: mail.replyTo,
      recipientHash: deps.identity.addressHash(mail.replyTo),
      raw,
    },
    now,
  );
  if (entry !== undefined) deps.observe({ id, state: 'answering', stage: 'reply', at: now });
  return entry;
}

/** Takes the frozen reply on from whatever phase it is in. */
async function deliver(
  deps: ReplyDeps,
  work: Work,
  entry: OutboxEntry,
  answer: Answer,
): Promise<JobResult> {
  switch (entry.phase) {
    case 'rendered':
    case 'sending':
      return await transmit(deps, work, entry, answer);
    case 'body-started':
    case 'unknown':
      return await reconcile(deps, work, entry, answer);
    case 'sent':
      return await conclude(work, answer);
    case 'refused':
      await work.park('answering', reason('reply-refused', entry.response));
      return DONE;
  }
}

async function transmit(
  deps: ReplyDeps,
  work: Work,
  entry: OutboxEntry,
  answer: Answer,
): Promise<JobResult> {
  const { ledger, clock } = deps;
  const { lease } = work;
  if (!(await ledger.setPhase(lease, ['rendered', 'sending'], 'sending', clock()))) return DONE;
  const delivery = await deps.sender.send(entry, async () => {
    const mine = await ledger.setPhase(lease, ['sending'], 'body-started', clock());
    if (!mine) throw new Error('the lease was lost before the body was sent');
  });
  const settle = (to: OutboxEntry['phase']) =>
    ledger.setPhase(lease, ['sending', 'body-started'], to, clock(), delivery.response);
  switch (delivery.kind) {
    case 'accepted':
      await settle('sent');
      return await conclude(work, answer);
    case 'refused':
      await settle('refused');
      await work.park('answering', reason('reply-refused', delivery.response));
      return DONE;
    case 'retry':
      await settle('rendered');
      return await tryAgain(deps, work, delivery.response);
    case 'unknown':
      await settle('unknown');
      return await reconcile(deps, work, entry, answer);
  }
}

async function tryAgain(deps: ReplyDeps, work: Work, response: string): Promise<JobResult> {
  const { consultation } = work;
  if (deps.clock().getTime() - consultation.receivedAt.getTime() > deps.giveUpMs) {
    await work.park('answering', reason('mail-server-unreachable', response));
    return DONE;
  }
  return await work.retryLater(
    `smtp ${response}`.trim(),
    backoffMs(consultation.attempts + 1, SEND_PAUSE),
  );
}

/**
 * The server may or may not have taken the body (RFC 1047's window). Only a copy in Sent proves that it
 * has; without proof the reply is held for a person, never sent on the chance.
 */
async function reconcile(
  deps: ReplyDeps,
  work: Work,
  entry: OutboxEntry,
  answer: Answer,
): Promise<JobResult> {
  let inSent: boolean;
  try {
    const session = await deps.mailbox.open();
    try {
      inSent = await session.findInSent(entry.messageId);
    } finally {
      await session.close();
    }
  } catch (error) {
    deps.log.warn('Sent could not be searched', { consultation: entry.consultationId, error });
    return await work.retryLater('sent-not-searched', backoffMs(1, SEND_PAUSE));
  }
  if (inSent) {
    await deps.ledger.setPhase(work.lease, ['body-started', 'unknown'], 'sent', deps.clock());
    return await conclude(work, answer);
  }
  await deps.ledger.setPhase(work.lease, ['body-started'], 'unknown', deps.clock());
  deps.log.error('a reply may or may not have been delivered; it is held', {
    consultation: entry.consultationId,
    reason: 'reply-outcome-unknown',
  });
  await work.park('answering', reason('reply-outcome-unknown'));
  return DONE;
}

/** A letter that could not be read is parked even though its sender was told. */
async function conclude(work: Work, answer: Answer): Promise<JobResult> {
  switch (answer.kind) {
    case 'determination':
      await work.advance('answering', { to: 'answered' });
      return DONE;
    case 'could-not-read':
      await work.park('answering', answer.reason);
      return DONE;
  }
}
