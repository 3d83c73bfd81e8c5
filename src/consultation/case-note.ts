import type { ScreenedMail } from './states.js';

/** Parts an answer to our query from the note it adds to; the reader treats it as a new paragraph. */
const ADDENDUM_BREAK = '\n\n';

const REPLY_PREFIX = /^\s*(?:(?:re|fwd?|aw|wg|sv|antw)\s*(?:\[\d+\])?\s*:\s*)+/i;

/** The text that is coded, made from the letters of a case. */
export const caseNote = {
  /** The subject is the note's title, without the reply and forward marks of mail programs. */
  fromMail(mail: ScreenedMail): { title?: string; body: string } {
    const title = mail.subject.replace(REPLY_PREFIX, '').trim();
    return title === '' ? { body: mail.text } : { title, body: mail.text };
  },
  withAddendum(note: string, addendum: string): string {
    return `${note.trimEnd()}${ADDENDUM_BREAK}${addendum.trim()}`;
  },
};
