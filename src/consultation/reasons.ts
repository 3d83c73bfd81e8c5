import type { Reason } from './states.js';

/*
 * Why a letter was declined or parked, in one table: `says` is what happened, `next` what the operator can
 * do. Codes are stable: they stand in the ledger, in metrics and in `cases list`. Wording for the customer
 * lives in templates/.
 */

export interface ReasonWording {
  readonly says: string;
  readonly next: string;
}

const ASK_FOR_TEXT = 'Ask the sender to paste the note into the message as text, then close the case.';
const NOTHING = 'Nothing: the letter is kept in its folder and is not answered.';

const TABLE = {
  // Reading: shape and size
  'letter-too-large': {
    says: 'The letter is larger than the size limit and was not read.',
    next: ASK_FOR_TEXT,
  },
  'text-too-large': { says: 'The text of the letter is larger than the limit.', next: ASK_FOR_TEXT },
  'header-too-large': {
    says: 'The header of the letter is larger than any mail program writes.',
    next: 'Look at the raw letter: this is usually an attack or a broken gateway.',
  },
  'too-many-parts': {
    says: 'The letter has more MIME parts than the limit.',
    next: 'Look at the raw letter: this is usually an attack or a broken gateway.',
  },
  'too-deeply-nested': {
    says: 'MIME parts or forwarded letters are nested deeper than the limit.',
    next: 'Ask the sender to send the innermost letter by itself.',
  },
  'too-many-attachments': {
    says: 'The letter has more attachments than the limit.',
    next: 'Ask the sender to send one case per letter.',
  },
  'parser-timeout': {
    says: 'Reading the letter took longer than the time limit and was stopped.',
    next: ASK_FOR_TEXT,
  },
  'parser-failed': {
    says: 'The reading process broke down on this letter twice.',
    next: `${ASK_FOR_TEXT} Keep the raw letter for a bug report, without patient data.`,
  },
  // Reading: content
  empty: {
    says: 'The letter holds no text and no attachment that can be read.',
    next: 'Ask the sender for the case description.',
  },
  'only-quoted-text': {
    says: 'The letter answers another one and adds no words of its own.',
    next: 'Ask the sender what should be coded.',
  },
  charset: {
    says: 'The text cannot be decoded: its character set is unknown, forbidden or does not fit the bytes.',
    next: ASK_FOR_TEXT,
  },
  'malformed-part': {
    says: 'A MIME part is declared in a way that cannot be read whole.',
    next: ASK_FOR_TEXT,
  },
  'html-too-deep': {
    says: 'The HTML is nested too deeply to be turned into text.',
    next: ASK_FOR_TEXT,
  },
  'from-ambiguous': {
    says: 'The letter does not name one author beyond doubt (several From, Sender or Date lines, or readers disagree).',
    next: 'Check who wrote it; answer by hand if it is genuine.',
  },
  encrypted: {
    says: 'The letter is encrypted (S/MIME or PGP).',
    next: 'Ask the sender to send it without end-to-end encryption; the connection itself is protected.',
  },
  'attachment-encrypted': {
    says: 'An attachment is protected by a password.',
    next: 'Ask the sender for a copy without password, or for the text.',
  },
  'attachment-no-text': {
    says: 'An attachment is a scan or picture: it holds no text.',
    next: ASK_FOR_TEXT,
  },
  'attachment-too-large': { says: 'An attachment is larger than the limit.', next: ASK_FOR_TEXT },
  'attachment-archive': {
    says: 'An attachment is an archive; archives are not opened.',
    next: 'Ask the sender to attach the document itself.',
  },
  'attachment-tnef': {
    says: 'The letter carries a winmail.dat part that only Outlook can read.',
    next: 'Ask the sender to write in HTML or plain text format instead of Rich Text.',
  },
  'attachment-unsupported': {
    says: 'An attachment of a kind that is not read might hold the case.',
    next: 'Ask the sender for text, .txt, PDF or DOCX.',
  },
  'attachment-unreadable': {
    says: 'An attachment is damaged or is not what it claims to be.',
    next: ASK_FOR_TEXT,
  },
  // Screening: declined in silence
  'own-mail': { says: 'The letter is our own.', next: NOTHING },
  'delivery-report': {
    says: 'A delivery status report (bounce).',
    next: 'Check the address of the case that it names.',
  },
  'read-receipt': { says: 'A read receipt (disposition notification).', next: NOTHING },
  'abuse-report': {
    says: 'A feedback report: somebody marked our mail as unwanted.',
    next: 'Ask the recipient whether to leave them enrolled.',
  },
  'automatic-mail': { says: 'The letter was sent by a program, not a person.', next: NOTHING },
  'robot-sender': { says: 'The sender is a mail robot or takes no replies.', next: NOTHING },
  'sender-not-enrolled': {
    says: 'The sender is not enrolled. Strangers get no answer of any kind.',
    next: 'Enrol the address or its domain if it is genuine, then retry the case.',
  },
  // Screening: parked for a person
  'list-mail': {
    says: 'The letter came through a mailing list or carries list headers.',
    next: 'If an enrolled person wrote it to us, answer by hand.',
  },
  'possible-auto-reply': {
    says: 'The subject reads like an absence note.',
    next: 'If a person wrote a case under that subject, answer by hand.',
  },
  'sender-not-authenticated': {
    says: 'Nothing proves that the letter comes from the domain it names.',
    next: 'Check DKIM/DMARC of the sending domain and the configured authentication server id.',
  },
  // Deciding and answering
  'too-many-replies': {
    says: 'The limit of replies per hour was reached (sender, thread or whole program).',
    next: 'Look for a loop. When there is none, retry the case later.',
  },
  'attempts-exhausted': {
    says: 'Every attempt failed.',
    next: 'Read the events of the case, repair the cause, then retry it.',
  },
  'reply-not-rendered': {
    says: 'The reply could not be rendered: a template and its data do not fit.',
    next: 'Report the case number; retry after an upgrade.',
  },
  'reply-refused': {
    says: 'The mail server refused the reply for good.',
    next: 'The response code in the events says why. Correct the cause, then retry.',
  },
  'reply-outcome-unknown': {
    says: 'The connection broke after the reply was handed over: it may have arrived.',
    next: 'Look in Sent and ask the recipient before sending anything again.',
  },
  'could-not-read-answered': {
    says: 'The sender was told that the letter could not be read whole.',
    next: 'Nothing, unless the sender asks.',
  },
} as const satisfies Record<string, ReasonWording>;

export type ReasonCode = keyof typeof TABLE;

export const REASONS: Readonly<Record<ReasonCode, ReasonWording>> = TABLE;

/** A reason of the table. `detail` holds numbers, kinds and codes, never content of the letter. */
export function reason(code: ReasonCode, detail?: string): Reason {
  return detail === undefined ? { code } : { code, detail };
}

/** Wording of a code read from the ledger, which may be older than this table. */
export function wordingOf(code: string): ReasonWording {
  return (
    (REASONS as Readonly<Record<string, ReasonWording | undefined>>)[code] ?? {
      says: `Reason ${code} is not known to this version.`,
      next: 'Look at the raw letter.',
    }
  );
}
