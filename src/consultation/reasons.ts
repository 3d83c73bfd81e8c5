import type { Reason } from './states.js';

/*
 * Why a letter was declined or parked, in one table: `operator` is what happened, `nextStep`
 * what the operator can do. Codes are stable: they stand in the ledger, in metrics and in `cases list`. Wording for the customer
 * lives in templates/.
 */

export interface ReasonWording {
  readonly operator: string;
  readonly nextStep: string;
}

const ASK_FOR_TEXT =
  'Ask the sender to paste the note into the message as text, then close the case.';
const NOTHING = 'Nothing: the letter is kept in its folder and is not answered.';

const TABLE = {
  // Reading: shape and size
  'letter-too-large': {
    operator: 'The letter is larger than the size limit and was not read.',
    nextStep: ASK_FOR_TEXT,
  },
  'text-too-large': {
    operator: 'The text of the letter is larger than the limit.',
    nextStep: ASK_FOR_TEXT,
  },
  'header-too-large': {
    operator: 'The header of the letter is larger than any mail program writes.',
    nextStep: 'Look at the raw letter: this is usually an attack or a broken gateway.',
  },
  'too-many-parts': {
    operator: 'The letter has more MIME parts than the limit.',
    nextStep: 'Look at the raw letter: this is usually an attack or a broken gateway.',
  },
  'too-deeply-nested': {
    operator: 'MIME parts or forwarded letters are nested deeper than the limit.',
    nextStep: 'Ask the sender to send the innermost letter by itself.',
  },
  'too-many-attachments': {
    operator: 'The letter has more attachments than the limit.',
    nextStep: 'Ask the sender to send one case per letter.',
  },
  'parser-timeout': {
    operator: 'Reading the letter took more time or memory than allowed and was stopped.',
    nextStep: ASK_FOR_TEXT,
  },
  'parser-failed': {
    operator: 'The reading process broke down on this letter twice.',
    nextStep: `${ASK_FOR_TEXT} Keep the raw letter for a bug report, without patient data.`,
  },
  // Reading: content
  empty: {
    operator: 'The letter holds no text and no attachment that can be read.',
    nextStep: 'Ask the sender for the case description.',
  },
  'only-quoted-text': {
    operator: 'The letter answers another one and adds no words of its own.',
    nextStep: 'Ask the sender what should be coded.',
  },
  charset: {
    operator:
      'The text cannot be decoded: its character set is unknown, forbidden or does not fit the bytes.',
    nextStep: ASK_FOR_TEXT,
  },
  'malformed-part': {
    operator: 'A MIME part is declared in a way that cannot be read whole.',
    nextStep: ASK_FOR_TEXT,
  },
  'html-too-deep': {
    operator: 'The HTML is nested too deeply to be turned into text.',
    nextStep: ASK_FOR_TEXT,
  },
  'from-ambiguous': {
    operator:
      'The letter does not name one author beyond doubt (several From, Sender or Date lines, or readers disagree).',
    nextStep: 'Check who wrote it; answer by hand if it is genuine.',
  },
  encrypted: {
    operator: 'The letter is encrypted (S/MIME or PGP).',
    nextStep:
      'Ask the sender to send it without end-to-end encryption; the connection itself is protected.',
  },
  'attachment-encrypted': {
    operator: 'An attachment is protected by a password.',
    nextStep: 'Ask the sender for a copy without password, or for the text.',
  },
  'attachment-no-text': {
    operator: 'An attachment is a scan or picture: it holds no text.',
    nextStep: ASK_FOR_TEXT,
  },
  'attachment-too-large': {
    operator: 'An attachment is larger than the limit.',
    nextStep: ASK_FOR_TEXT,
  },
  'attachment-archive': {
    operator: 'An attachment is an archive; archives are not opened.',
    nextStep: 'Ask the sender to attach the document itself.',
  },
  'attachment-tnef': {
    operator: 'The letter carries a winmail.dat part that only Outlook can read.',
    nextStep: 'Ask the sender to write in HTML or plain text format instead of Rich Text.',
  },
  'attachment-unsupported': {
    operator: 'An attachment of a kind that is not read might hold the case.',
    nextStep: 'Ask the sender for text, .txt, PDF or DOCX.',
  },
  'attachment-unreadable': {
    operator: 'An attachment is damaged or is not what it claims to be.',
    nextStep: ASK_FOR_TEXT,
  },
  // Screening: declined in silence
  'own-mail': { operator: 'The letter is our own.', nextStep: NOTHING },
  'delivery-report': {
    operator: 'A delivery status report (bounce).',
    nextStep: 'Check the address of the case that it names.',
  },
  'read-receipt': { operator: 'A read receipt (disposition notification).', nextStep: NOTHING },
  'abuse-report': {
    operator: 'A feedback report: somebody marked our mail as unwanted.',
    nextStep: 'Ask the recipient whether to leave them enrolled.',
  },
  'automatic-mail': {
    operator: 'The letter was sent by a program, not a person.',
    nextStep: NOTHING,
  },
  'robot-sender': {
    operator: 'The sender is a mail robot or takes no replies.',
    nextStep: NOTHING,
  },
  'sender-not-enrolled': {
    operator: 'The sender is not enrolled. Strangers get no answer of any kind.',
    nextStep: 'Enrol the address or its domain if it is genuine, then retry the case.',
  },
  // Screening: parked for a person
  'list-mail': {
    operator: 'The letter came through a mailing list or carries list headers.',
    nextStep: 'If an enrolled person wrote it to us, answer by hand.',
  },
  'possible-auto-reply': {
    operator: 'The subject reads like an absence note.',
    nextStep: 'If a person wrote a case under that subject, answer by hand.',
  },
  'sender-not-authenticated': {
    operator: 'Nothing proves that the letter comes from the domain it names.',
    nextStep: 'Check DKIM/DMARC of the sending domain and the configured authentication server id.',
  },
  // Deciding and answering
  'letter-not-fetched': {
    operator:
      'The letter is larger than MAX_MAIL_MEGABYTES, or the mail server would not hand it out.',
    nextStep: ASK_FOR_TEXT,
  },
  'attempts-exhausted': {
    operator: 'Every attempt failed.',
    nextStep: 'Read the events of the case, repair the cause, then retry it.',
  },
  'reply-not-rendered': {
    operator: 'The reply could not be rendered: a template and its data do not fit.',
    nextStep: 'Report the case number; retry after an upgrade.',
  },
  'reply-refused': {
    operator: 'The mail server refused the reply for good.',
    nextStep: 'The response code in the events says why. Correct the cause, then retry.',
  },
  'reply-outcome-unknown': {
    operator: 'The connection broke after the reply was handed over: it may have arrived.',
    nextStep: 'Look in Sent and ask the recipient before sending anything again.',
  },
  'mail-server-unreachable': {
    operator: 'The mail server took no reply for GIVE_UP_SENDING_HOURS.',
    nextStep: 'Repair the sending settings (caseconsultant doctor), then retry the case.',
  },
} as const satisfies Record<string, ReasonWording>;

export type ReasonCode = keyof typeof TABLE;

export const REASONS: Readonly<Record<ReasonCode, ReasonWording>> = TABLE;

/** A reason of the table. `detail` holds numbers, kinds and codes, never content of the letter. */
export function reason(code: ReasonCode, detail?: string): Reason {
  return detail === undefined ? { code } : { code, detail };
}

/** Wording of a code read from the ledger, which may be older than this table. */
export function explainReason(code: string): ReasonWording {
  return (
    (REASONS as Readonly<Record<string, ReasonWording | undefined>>)[code] ?? {
      operator: `Reason ${code} is not known to this version.`,
      nextStep: 'Look at the raw letter.',
    }
  );
}
