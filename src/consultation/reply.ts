import { backoffMs } from './backoff.js';
import type { ReplyDeps } from './deps.js';
import { referenceOf } from './identity.js';
import type { JobResult, OutboxEntry, RenderedReply } from './ports.js';
import { reason } from './reasons.js';
import { runStage } from './stage.js';
import type { Advance, Answer, Consultation, ScreenedMail } from './states.js';
import type { StageStep, Work } from './step.js';
import { DONE } from './work.js';

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
  return runStage(deps, replyStep(deps), id);
}

export function replyStep(deps: ReplyDeps): StageStep {
  return {
    stage: 'reply',
    states: ['determined', 'answering'],
    run: async (work) => {
      // From here on things leave the house: what led to them is in the ledger first.
      if (!(await work.settle())) return DONE;
      const { id, state, mail, answer } = work.consultation;
      if (mail === undefined || answer === undefined) {
        work.park(reason('attempts-exhausted', 'answer missing'));
        return DONE;
      }
      // A reply is frozen in the same write that leaves `determined`: before it there is none to look for.
      const stored = state === 'determined' ? undefined : await deps.ledger.outboxEntry(id);
      return await (stored === undefined
        ? answerFirst(deps, work, mail, answer)
        : deliver(deps, work, stored, answer));
    },
  };
}

async function answerFirst(
  deps: ReplyDeps,
  work: Work,
  mail: ScreenedMail,
  answer: Answer,
): Promise<JobResult> {
  const { consultation } = work;
  const tripped = await trippedBreaker(deps, consultation, mail);
  if (tripped !== undefined) {
    deps.log.error('replies paused by a breaker', {
      consultation: consultation.id,
      reason: tripped,
    });
    return await work.retryLater(tripped, BREAKER_PAUSE_MS);
  }
  const frozen = await freeze(deps, work, mail, answer);
  if (frozen === undefined) return DONE;
  return frozen.begun
    ? await transmitBegun(deps, work, frozen.entry, answer)
    : await deliver(deps, work, frozen.entry, answer);
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

/** The reply as the ledger holds it; `begun` when it is the one made here, and its sending is recorded. */
async function freeze(
  deps: ReplyDeps,
  work: Work,
  mail: ScreenedMail,
  answer: Answer,
): Promise<{ entry: OutboxEntry; begun: boolean } | undefined> {
  const { id, caseId, revision } = work.consultation;
  let rendered: RenderedReply;
  try {
    rendered = deps.renderer.render({ reference: referenceOf(caseId), revision, mail, answer });
  } catch (error) {
    // A template that misses a value fails the same way each time: a person must look.
    deps.log.error('reply could not be rendered', { consultation: id, error });
    work.park(reason('reply-not-rendered'));
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
    true,
  );
  if (entry === undefined) {
    work.lose();
    return undefined;
  }
  if (work.consultation.state === 'determined') work.written({ to: 'answering' }, now);
  return { entry, begun: entry.raw === raw };
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
      work.move(conclusion(answer));
      return DONE;
    case 'refused':
      work.park(reason('reply-refused', entry.response));
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
  if (!(await ledger.setPhase(work.lease, ['rendered', 'sending'], 'sending', clock())))
    return work.lose();
  return await transmitBegun(deps, work, entry, answer);
}

/** The attempt is recorded as `sending`; nothing has left the house yet. */
async function transmitBegun(
  deps: ReplyDeps,
  work: Work,
  entry: OutboxEntry,
  answer: Answer,
): Promise<JobResult> {
  const { ledger, clock } = deps;
  const { lease } = work;
  const delivery = await deps.sender.send(entry, async () => {
    const mine = await ledger.setPhase(lease, ['sending'], 'body-started', clock());
    if (!mine) throw new Error('the lease was lost before the body was sent');
  });
  const settle = (to: OutboxEntry['phase']) =>
    ledger.setPhase(lease, ['sending', 'body-started'], to, clock(), delivery.response);
  switch (delivery.kind) {
    case 'accepted': {
      const next = conclusion(answer);
      const now = clock();
      if (!(await ledger.conclude(lease, next, now, delivery.response))) return work.lose();
      work.written(next, now);
      return DONE;
    }
    case 'refused':
      await settle('refused');
      work.park(reason('reply-refused', delivery.response));
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
    work.park(reason('mail-server-unreachable', response));
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
    work.move(conclusion(answer));
    return DONE;
  }
  await deps.ledger.setPhase(work.lease, ['body-started'], 'unknown', deps.clock());
  deps.log.error('a reply may or may not have been delivered; it is held', {
    consultation: entry.consultationId,
    reason: 'reply-outcome-unknown',
  });
  work.park(reason('reply-outcome-unknown'));
  return DONE;
}

/** A letter that could not be read is parked even though its sender was told. */
function conclusion(answer: Answer): Extract<Advance, { to: 'answered' | 'needs-attention' }> {
  switch (answer.kind) {
    case 'determination':
      return { to: 'answered' };
    case 'could-not-read':
      return { to: 'needs-attention', reason: answer.reason };
  }
}
