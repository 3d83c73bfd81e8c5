import type { ExtractionDeps } from './deps.js';
import { headerLines } from './identity.js';
import type { IncomingMail, JobResult } from './ports.js';
import { reason } from './reasons.js';
import { caseNote } from './case-note.js';
import { replyReferences } from './threading.js';
import { runStage } from './stage.js';
import type { Reason, ScreenedMail } from './states.js';
import type { StageStep, Work } from './step.js';
import { DONE } from './work.js';

/**
 * Letter -> text -> screening -> documented elements. Moves `received` to `screened` and on to `documented`;
 * or to `declined` (silent), `needs-attention` (parked), or `determined` with the answer "could not read".
 */
export function extract(deps: ExtractionDeps, id: string): Promise<JobResult> {
  return runStage(deps, extractionStep(deps), id);
}

export function extractionStep(deps: ExtractionDeps): StageStep {
  return {
    stage: 'extraction',
    states: ['received', 'screened'],
    run: async (work) => {
      if (work.consultation.state === 'received') return await screenLetter(deps, work);
      if (work.consultation.mail !== undefined) documentNote(deps, work, work.consultation.mail);
      return DONE;
    },
  };
}

async function screenLetter(deps: ExtractionDeps, work: Work): Promise<JobResult> {
  const { raw } = work;
  if (raw === undefined) {
    work.park(reason('letter-not-fetched'));
    return DONE;
  }
  const outcome = await deps.reader.read(raw);
  const screening = await deps.screener.screen(
    outcome.kind === 'read' ? outcome.mail : { headers: headerLines(raw) },
    raw,
  );
  switch (screening.kind) {
    case 'declined':
      work.move({ to: 'declined', reason: screening.reason });
      return DONE;
    case 'review':
      work.park(screening.reason);
      return DONE;
    case 'accepted':
      break;
  }
  if (outcome.kind === 'unreadable') {
    await answerUnreadable(deps, work, screening.replyTo, raw, outcome.reason);
    return DONE;
  }
  const letter = outcome.mail;
  const origin = await originOf(deps, work, screening.replyTo, letter);
  const mail: ScreenedMail = {
    replyTo: screening.replyTo,
    subject: letter.subject,
    ...(letter.messageId === undefined ? {} : { messageId: letter.messageId }),
    references: replyReferences(letter),
    text:
      origin.earlierNote === undefined
        ? letter.text
        : caseNote.withAddendum(origin.earlierNote, letter.text),
    remarks: letter.remarks,
  };
  work.move({ to: 'screened', mail, ...origin.row });
  documentNote(deps, work, mail);
  return DONE;
}

interface Origin {
  readonly row: { senderHash: string; caseId: string; revision: number };
  /** The note that this letter adds to. */
  readonly earlierNote?: string;
}

/** Who wrote, and whether the letter continues a case: it answers a reply of ours to the same sender. */
async function originOf(
  deps: ExtractionDeps,
  work: Work,
  replyTo: string,
  letter: Pick<IncomingMail, 'inReplyTo' | 'references'>,
): Promise<Origin> {
  const senderHash = deps.identity.addressHash(replyTo);
  const ours = [...letter.inReplyTo, ...letter.references].filter((messageId) =>
    deps.identity.isOwnMessageId(messageId),
  );
  const found = ours.length === 0 ? undefined : await deps.ledger.findCase(ours);
  // A forwarded thread must not let another sender add to, or read from, somebody else's case.
  if (found === undefined || found.latest.senderHash !== senderHash) {
    return { row: { senderHash, caseId: work.consultation.id, revision: 1 } };
  }
  const { caseId, latest } = found;
  const row = { senderHash, caseId, revision: await deps.ledger.nextRevision(caseId) };
  const earlierNote = latest.mail?.text;
  return earlierNote === undefined ? { row } : { row, earlierNote };
}

function documentNote(deps: ExtractionDeps, work: Work, mail: ScreenedMail): void {
  work.move({ to: 'documented', documentation: deps.document(caseNote.fromMail(mail)) });
}

/** An enrolled sender is told that the letter could not be read; the letter is parked all the same. */
async function answerUnreadable(
  deps: ExtractionDeps,
  work: Work,
  replyTo: string,
  raw: Uint8Array,
  reason: Reason,
): Promise<void> {
  const headers = headerLines(raw);
  const value = (name: string) => headers.find((line) => line.name === name)?.value ?? '';
  const ids = (name: string) => value(name).match(/<[^<>\s]+@[^<>\s]+>/g) ?? [];
  const [messageId] = ids('message-id');
  const letter = {
    inReplyTo: ids('in-reply-to'),
    references: ids('references'),
    ...(messageId === undefined ? {} : { messageId }),
  };
  const mail: ScreenedMail = {
    replyTo,
    // An undecoded subject may hold raw bytes of any charset; the reply then uses its neutral subject.
    subject: /^[\x20-\x7e]*$/.test(value('subject')) ? value('subject') : '',
    ...(messageId === undefined ? {} : { messageId }),
    references: replyReferences(letter),
    text: '',
    remarks: [],
  };
  const { row } = await originOf(deps, work, replyTo, letter);
  work.move({ to: 'screened', mail, ...row });
  work.move({ to: 'determined', answer: { kind: 'could-not-read', reason } });
}
