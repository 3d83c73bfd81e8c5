import { clean } from './quotation.js';
import { findIdentifiers, subjectHoldsIdentifier } from './redact.js';

/** Longer subjects are folded or cut by mail programs; nobody reads past this. */
const LONGEST_SUBJECT = 200;

/** "Re:" in the languages of common mail programs, once or several times, with or without a count. */
const REPLY_PREFIX =
  /^(?:(?:re|aw|sv|vs|antw|odp|ref|rif|res)(?:\s?[[(]\d{1,3}[\])])?\s?[:\uff1a]\s{0,5}){1,20}/i;

/** Their subject without reply prefixes, on one line; the template puts one prefix back. */
export function replySubject(subject: string): string {
  return clean(clean(subject).replace(REPLY_PREFIX, ''));
}

/**
 * Whether the neutral subject must stand in: theirs is empty, too long, or holds an identifier, also
 * one that only the letter gives away ("Patient: Ann Lee" in the text, "Lee, biopsy" in the subject).
 */
export function neutralSubjectNeeded(subject: string, note: string): boolean {
  if (subject === '' || subject.length > LONGEST_SUBJECT) return true;
  // An encoded word that nobody decoded can hold anything.
  if (/=\?[^?\s]{1,40}\?[bq]\?/i.test(subject)) return true;
  if (subjectHoldsIdentifier(subject)) return true;
  // The subject stands first: the search is capped, and a name announced anywhere is found everywhere.
  return findIdentifiers(`${subject}\n${note}`).some(({ start }) => start < subject.length);
}
