import type { Delivery } from '../../consultation/ports.js';

/*
 * What an SMTP failure means for the letter. One rule above all: once the server asked for the body, only
 * its own answer tells; a broken line after that may hide an acceptance (RFC 1047).
 */

export interface SmtpFailure {
  /** nodemailer's code: EAUTH, EENVELOPE, EMESSAGE, ECONNECTION... */
  readonly code?: string;
  /** SMTP reply code, when the server gave one. */
  readonly responseCode?: number;
  readonly response?: string;
  /** Which step the reply answered: "MAIL FROM", "RCPT TO", "DATA", "AUTH PLAIN", "CONN"... */
  readonly command?: string;
}

/** 5xx that speak of the session and not of this letter: repaired by the operator or by time. */
const SESSION_REPLIES = new Set([500, 502, 503, 530, 534, 535, 538]);
const LETTER_COMMANDS = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

export function deliveryAfterFailure(failure: SmtpFailure, bodyStarted: boolean): Delivery {
  const { responseCode, command } = failure;
  if (bodyStarted) {
    const answered =
      responseCode !== undefined &&
      failure.code === 'EMESSAGE' &&
      command === 'DATA' &&
      isWhole(failure.response);
    if (!answered) return { kind: 'unknown', response: withoutReply(failure) };
    const response = codesOf(failure.response ?? '');
    return responseCode >= 500 ? { kind: 'refused', response } : { kind: 'retry', response };
  }
  if (responseCode === undefined) {
    // Ours: the letter is larger than the server announced that it takes.
    if (failure.code === 'EMESSAGE') return { kind: 'refused', response: '552 5.3.4' };
    return { kind: 'retry', response: withoutReply(failure) };
  }
  const response = codesOf(failure.response ?? String(responseCode));
  const aboutTheLetter = command !== undefined && LETTER_COMMANDS.has(command);
  return responseCode >= 500 && aboutTheLetter && !SESSION_REPLIES.has(responseCode)
    ? { kind: 'refused', response }
    : { kind: 'retry', response };
}

/** Code and enhanced status of a reply ("250 2.0.0"); texts name addresses and queue ids, so they stay out. */
export function codesOf(reply: string): string {
  const last = reply.split(/\r?\n/).at(-1) ?? '';
  const parts = /^([2-5]\d\d)[ -]?(?:([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(last);
  if (parts === null) return 'no reply code';
  return parts[2] === undefined ? (parts[1] ?? '') : `${parts[1]} ${parts[2]}`;
}

function isWhole(reply: string | undefined): boolean {
  return reply !== undefined && /^[45]\d\d(?:[ -]|$)/.test(reply);
}

function withoutReply(failure: SmtpFailure): string {
  const code = /^[A-Z_]{3,30}$/.test(failure.code ?? '') ? failure.code : 'error';
  return `no reply (${code})`;
}
