import type { HeaderLine, IncomingMail } from '../../consultation/ports.js';
import { authorsOf, type Authors } from '../authors.js';
import { messageIds } from '../addresses.js';

/** What the rules look at: header lines first, the rest of a read letter where there is one. */
export interface LetterFacts {
  /** Every value of a header, top to bottom. Names in lower case. */
  values(name: string): string[];
  names(): readonly string[];
  readonly headers: readonly HeaderLine[];
  readonly authors: Authors;
  readonly subject: string;
  readonly contentType: string;
  readonly reportType: string;
  readonly ownIds: readonly string[];
  /** Message-IDs that this letter answers. */
  readonly answers: readonly string[];
}

export function factsOf(mail: Pick<IncomingMail, 'headers'> & Partial<IncomingMail>): LetterFacts {
  const { headers } = mail;
  const values = (name: string): string[] =>
    headers.filter((line) => line.name === name).map((line) => line.value);
  const type = (values('content-type')[0] ?? '').toLowerCase();
  return {
    headers,
    values,
    names: () => headers.map((line) => line.name),
    authors: authorsOf(headers),
    subject: mail.subject ?? values('subject')[0] ?? '',
    contentType:
      mail.contentType ?? /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+/.exec(type)?.[0] ?? 'text/plain',
    reportType: mail.reportType ?? /report-type\s*=\s*"?([a-z-]+)/.exec(type)?.[1] ?? '',
    ownIds: messageIds(values('message-id').join(' ')),
    answers: messageIds([...values('in-reply-to'), ...values('references')].join(' ')),
  };
}
