import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { MailboxError, type Delivery, type ReplySender } from '../consultation/ports.js';
import { strictAddress } from './addresses.js';
import { bodyStream } from './smtp/body-stream.js';
import { codesOf, deliveryAfterFailure, type SmtpFailure } from './smtp/delivery.js';
import { assertProtected, tlsOptions, type ServerOptions, type SignIn } from './transport.js';

export interface ReplySenderOptions {
  readonly server: ServerOptions;
  /** Absent: no sign-in (a relay on this machine). */
  readonly signIn?: SignIn;
  /** Name in EHLO; default the system's host name. */
  readonly clientName?: string;
  readonly connectTimeoutMs?: number;
  /** Longest silence of the server, the wait for the answer to the final dot included. Default 10 minutes. */
  readonly socketTimeoutMs?: number;
}

/**
 * Sends one letter per connection, without pool: a pool re-queues by itself, and a letter that is sent
 * again behind our back is a second answer.
 */
export function createReplySender(options: ReplySenderOptions): ReplySender {
  assertProtected(options.server);

  return {
    async send(mail, onBodyStarted): Promise<Delivery> {
      assertEnvelope(mail.from);
      assertEnvelope(mail.to);
      let connection: SMTPConnection | undefined;
      let bodyStarted = false;
      let notRecorded: { readonly error: unknown } | undefined;
      const body = bodyStream(mail.raw, async () => {
        try {
          await onBodyStarted();
          bodyStarted = true;
        } catch (error) {
          notRecorded = { error };
          throw error;
        }
      });
      try {
        connection = await signedIn(options);
        const response = await transact(connection, mail, body);
        return { kind: 'accepted', response: codesOf(response) };
      } catch (error) {
        if (notRecorded !== undefined) throw notRecorded.error;
        return deliveryAfterFailure(asFailure(error), bodyStarted);
      } finally {
        body.destroy();
        connection?.close();
      }
    },

    async verify(): Promise<void> {
      try {
        (await signedIn(options)).close();
      } catch (error) {
        throw asMailboxError(error, options.server);
      }
    },
  };
}

/** The envelope is one strict addr-spec: address parsers are how replies go astray. */
function assertEnvelope(address: string): void {
  if (strictAddress(address) !== address.toLowerCase()) {
    throw new Error('An envelope address is not one plain ASCII address.');
  }
}

function newConnection(options: ReplySenderOptions): SMTPConnection {
  const { server } = options;
  return new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    tls: tlsOptions(server),
    connectionTimeout: options.connectTimeoutMs ?? 30_000,
    greetingTimeout: options.connectTimeoutMs ?? 30_000,
    dnsTimeout: options.connectTimeoutMs ?? 30_000,
    socketTimeout: options.socketTimeoutMs ?? 10 * 60_000,
    // Its log holds addresses and, with `debug`, the letter.
    logger: false,
    debug: false,
    ...(options.clientName === undefined ? {} : { name: options.clientName }),
  });
}

/** A connection ready for a letter. A token that the server refuses is renewed once: it may have been revoked. */
async function signedIn(options: ReplySenderOptions, renew = false): Promise<SMTPConnection> {
  const { signIn } = options;
  // Fetched before the line is opened: servers hang up on clients that think.
  const token = signIn?.kind === 'oauth2' ? await signIn.tokens.get(renew) : undefined;
  const connection = newConnection(options);
  try {
    await untilFailure(connection, (resolve, reject) => {
      connection.connect((error) => (error === undefined ? resolve() : reject(error)));
    });
    if (signIn === undefined) return connection;
    const auth =
      signIn.kind === 'password'
        ? { user: signIn.user, pass: signIn.password }
        : {
            user: signIn.user,
            method: 'XOAUTH2',
            oauth2: new XOAuth2({ user: signIn.user, accessToken: token }),
          };
    await untilFailure(connection, (resolve, reject) => {
      connection.login(auth, (error) => (error === null ? resolve() : reject(error)));
    });
    return connection;
  } catch (error) {
    connection.close();
    if (token !== undefined && !renew && asFailure(error).code === 'EAUTH')
      return signedIn(options, true);
    throw error;
  }
}

function transact(
  connection: SMTPConnection,
  mail: { readonly from: string; readonly to: string; readonly raw: Uint8Array },
  body: ReturnType<typeof bodyStream>,
): Promise<string> {
  return untilFailure<string>(connection, (resolve, reject) => {
    const envelope = { from: mail.from, to: [mail.to], size: mail.raw.byteLength };
    connection.send(envelope, body, (error, info) => {
      if (error !== null) reject(error);
      else resolve(info.response);
    });
  });
}

/** A step of the dialogue; errors of the connection end it as well, whichever comes first. */
async function untilFailure<T = void>(
  connection: SMTPConnection,
  step: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  let onError: ((error: unknown) => void) | undefined;
  let onEnd: (() => void) | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      onError = reject;
      // `end` comes without error when the server just leaves; the step's own answer is given first.
      onEnd = () => setImmediate(reject, { code: 'ECONNECTION' });
      connection.on('error', onError);
      connection.on('end', onEnd);
      step(resolve, reject);
    });
  } finally {
    if (onEnd !== undefined) connection.off('end', onEnd);
    // From here on a late error has nobody to tell, and without listener it would end the program.
    connection.on('error', () => undefined);
    if (onError !== undefined) connection.off('error', onError);
  }
}

function asFailure(error: unknown): SmtpFailure {
  if (error instanceof MailboxError) return { code: 'EAUTH' };
  if (typeof error !== 'object' || error === null) return {};
  const { code, responseCode, response, command } = error as Record<string, unknown>;
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof responseCode === 'number' ? { responseCode } : {}),
    ...(typeof response === 'string' ? { response } : {}),
    ...(typeof command === 'string' ? { command } : {}),
  };
}

function asMailboxError(error: unknown, server: ServerOptions): MailboxError {
  if (error instanceof MailboxError) return error;
  const failure = asFailure(error);
  const where = `SMTP ${server.host}:${server.port}`;
  const reply =
    failure.response === undefined ? (failure.code ?? 'no reply') : codesOf(failure.response);
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') {
    const temporary = failure.responseCode !== undefined && failure.responseCode < 500;
    return new MailboxError(
      temporary ? 'throttled' : 'authentication',
      `${where} refused the sign-in (${reply}). Check user and password or token.`,
    );
  }
  if (failure.code === 'ETLS') {
    return new MailboxError(
      'configuration',
      `${where} gave no protected line. Check port, security and certificate.`,
    );
  }
  return new MailboxError('connection', `${where} could not be used (${reply}).`);
}
