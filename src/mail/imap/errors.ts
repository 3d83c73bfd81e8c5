import { MailboxError } from '../../consultation/ports.js';
import type { ServerOptions } from '../transport.js';

/* From the library's and the server's words to the one question of the caller: can waiting help? */

/** Response codes (RFC 5530) that mean "later", though some servers send them in answer to LOGIN. */
const LATER = new Set(['UNAVAILABLE', 'INUSE', 'SERVERBUG', 'CONTACTADMIN']);
const SLOWER = new Set(['LIMIT', 'THROTTLED', 'OVERQUOTA']);
const SLOWER_WORDS =
  /too many|throttl|rate limit|try again later|simultaneous connections|exceeded .{0,40}(?:limit|quota|bandwidth)/i;
const CERTIFICATE = /^(?:CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

interface Facts {
  readonly code: string;
  readonly message: string;
  readonly responseText: string;
  readonly serverResponseCode: string;
  readonly authenticationFailed: boolean;
  readonly tlsFailed: boolean;
  readonly throttleReset: number | undefined;
}

/** Messages are ours: the server's own may hold the account name. */
export function asMailboxError(error: unknown, server: ServerOptions): MailboxError {
  if (error instanceof MailboxError) return error;
  const where = `IMAP ${server.host}:${server.port}`;
  const facts = factsOf(error);
  const words = `${facts.message} ${facts.responseText}`;
  if (facts.code === 'ETHROTTLE' || SLOWER.has(facts.serverResponseCode)) {
    return new MailboxError('throttled', `${where} asks to wait.`, facts.throttleReset);
  }
  if (facts.authenticationFailed) {
    if (SLOWER_WORDS.test(words))
      return new MailboxError('throttled', `${where} asks to wait before the next sign-in.`);
    if (LATER.has(facts.serverResponseCode)) {
      return new MailboxError(
        'connection',
        `${where} cannot sign anybody in now (${facts.serverResponseCode}).`,
      );
    }
    return new MailboxError(
      'authentication',
      `${where} refused the sign-in. Check user and password or token.`,
    );
  }
  if (CERTIFICATE.test(facts.code)) {
    return new MailboxError(
      'configuration',
      `${where} shows a certificate that is not trusted (${facts.code}).`,
    );
  }
  if (facts.tlsFailed || /STARTTLS/.test(facts.message)) {
    return new MailboxError(
      'configuration',
      `${where} offers no STARTTLS. Use port 993 with "tls", or another server.`,
    );
  }
  return new MailboxError('connection', `${where}: ${plainCode(facts.code)}.`, facts.throttleReset);
}

function plainCode(code: string): string {
  return /^[A-Za-z_]{2,40}$/.test(code)
    ? `the connection failed (${code})`
    : 'the connection failed';
}

function factsOf(error: unknown): Facts {
  const source =
    typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  const text = (name: string): string => (typeof source[name] === 'string' ? source[name] : '');
  const reset = source['throttleReset'];
  return {
    code: text('code'),
    message: text('message'),
    responseText: `${text('responseText')} ${text('response')}`,
    serverResponseCode: text('serverResponseCode').toUpperCase(),
    authenticationFailed: source['authenticationFailed'] === true,
    tlsFailed: source['tlsFailed'] === true,
    throttleReset: typeof reset === 'number' ? reset : undefined,
  };
}
