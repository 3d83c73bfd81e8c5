import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { MailboxError, type MailboxOpener, type MailboxSession } from '../consultation/ports.js';
import { asMailboxError } from './imap/errors.js';
import { sessionOn } from './imap/session.js';
import { assertProtected, tlsOptions, type ServerOptions, type SignIn } from './transport.js';

export interface MailboxOptions {
  readonly server: ServerOptions;
  readonly signIn: SignIn;
  /** Default "INBOX". */
  readonly inbox?: string;
  /** Used when the server marks no folder as \Sent. Default "Sent". */
  readonly sentFolder?: string;
  /** Largest letter that is fetched, bytes. Default 25 MB. */
  readonly maxBytes?: number;
  /** Longest time to connect, and for any one call. Defaults 30 and 60 seconds. */
  readonly connectTimeoutMs?: number;
  readonly callTimeoutMs?: number;
  /** IDLE is renewed after this long: middleboxes forget quiet connections. Default 4 minutes. */
  readonly maxIdleMs?: number;
}

const MB = 1024 * 1024;

/** Opens sessions on the consult mailbox. A client of the library is single use, so each session has its own. */
export function openMailbox(options: MailboxOptions): MailboxOpener {
  const { server } = options;
  assertProtected(server);

  async function connected(renew: boolean): Promise<ImapFlow> {
    const client = new ImapFlow(await clientOptions(options, renew));
    // Without a listener a late socket error would end the program.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.close();
      const problem = asMailboxError(error, server);
      // A token may have been revoked before its time: one new one, then it is a matter for the operator.
      if (problem.kind === 'authentication' && options.signIn.kind === 'oauth2' && !renew)
        return connected(true);
      throw problem;
    }
  }

  return {
    async open(): Promise<MailboxSession> {
      const client = await connected(false);
      try {
        assertSafeMove(client, server);
        const inbox = options.inbox ?? 'INBOX';
        const mailbox = await client.mailboxOpen(inbox).catch((error: unknown) => {
          if (!client.usable) throw error;
          throw new MailboxError(
            'configuration',
            `IMAP ${server.host}:${server.port} has no folder "${inbox}" for this account.`,
          );
        });
        if (mailbox.readOnly === true) {
          throw new MailboxError(
            'configuration',
            `IMAP ${server.host}:${server.port} opens "${inbox}" for reading only; letters must be moved.`,
          );
        }
        return sessionOn(client, String(mailbox.uidValidity), {
          server,
          inbox,
          sentFolder: options.sentFolder ?? 'Sent',
          callTimeoutMs: options.callTimeoutMs ?? 60_000,
        });
      } catch (error) {
        client.close();
        throw asMailboxError(error, server);
      }
    },
  };
}

/**
 * Without MOVE the library copies, marks as deleted and expunges; without UIDPLUS that expunge would also
 * take away what other programs marked.
 */
function assertSafeMove(client: ImapFlow, server: ServerOptions): void {
  if (client.capabilities.has('MOVE') || client.capabilities.has('UIDPLUS')) return;
  throw new MailboxError(
    'configuration',
    `IMAP ${server.host}:${server.port} offers neither MOVE nor UIDPLUS, so letters cannot be filed safely.`,
  );
}

async function clientOptions(options: MailboxOptions, renew: boolean): Promise<ImapFlowOptions> {
  const { server, signIn } = options;
  const maxBytes = options.maxBytes ?? 25 * MB;
  const connectTimeoutMs = options.connectTimeoutMs ?? 30_000;
  return {
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    doSTARTTLS: server.security === 'starttls',
    tls: tlsOptions(server),
    auth:
      signIn.kind === 'password'
        ? { user: signIn.user, pass: signIn.password }
        : { user: signIn.user, accessToken: await signIn.tokens.get(renew) },
    // Its log holds subjects and addresses.
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: options.maxIdleMs ?? 4 * 60_000,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    maxLiteralSize: maxBytes + MB,
    maxResponseSize: maxBytes + 2 * MB,
    maxLineLength: 8 * MB,
  };
}
