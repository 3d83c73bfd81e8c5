import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { PromptSmtpServer } from '../../../src/sandbox/prompt-smtp-server.js';
import { waitFor } from '../wait.js';
import { makeCertificate } from './certificate.js';
import { freePort } from './ports.js';
import { FaultScript, type SmtpFault } from './smtp-faults.js';

export interface AcceptedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** With angle brackets, or undefined when the message has none. */
  readonly messageId: string | undefined;
  /** The authenticated user, when there was one. */
  readonly user: string | undefined;
  readonly at: Date;
}

export interface SmtpSink {
  readonly port: number;
  /** PEM to trust when `tls` was asked for. */
  readonly ca: string | undefined;
  /** Messages that this server took responsibility for, in order: what a recipient would have got. */
  readonly accepted: readonly AcceptedMail[];
  /** Final dots seen, accepted or not. */
  finalDots(): number;
  /** Connections ever made. */
  connections(): number;
  acceptedWith(messageId: string): readonly AcceptedMail[];
  waitForAccepted(count: number, timeoutMs?: number): Promise<readonly AcceptedMail[]>;
  /** Adds faults; they are tried in the order in which they were added. */
  break(...faults: readonly SmtpFault[]): void;
  heal(): void;
  /** Refuses connections and drops those that are open, until `up()`, which uses the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SmtpOptions {
  readonly users?: readonly { readonly user: string; readonly password: string }[];
  /** OAuth2 access tokens that XOAUTH2 accepts, for any user name. */
  readonly accessTokens?: readonly string[];
  readonly tls?: 'none' | 'starttls' | 'implicit';
  readonly faults?: readonly SmtpFault[];
  /** Largest message, in bytes, as announced with SIZE. */
  readonly size?: number;
  /** Called for each accepted message, before the client hears of it. */
  readonly onAccepted?: (mail: AcceptedMail) => Promise<void> | void;
}

type Connection = SMTPServer['connections'] extends Set<infer C> ? C : never;

function refusal(answer: { code: number; text: string }): Error {
  return Object.assign(new Error(answer.text), { responseCode: answer.code });
}

function messageIdOf(raw: Buffer): string | undefined {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end < 0 ? raw.length : end).toString('latin1');
  return /^message-id:\s*(<[^>\r\n]*>)/im.exec(head)?.[1];
}

/**
 * A real SMTP server inside the test process that keeps what it accepts and fails as it is told.
 *
 * Passwords over an unencrypted connection are allowed: it only ever listens on loopback.
 */
export async function startSmtp(options: SmtpOptions = {}): Promise<SmtpSink> {
  const script = new FaultScript();
  script.add(options.faults ?? []);
  const accepted: AcceptedMail[] = [];
  let dots = 0;
  let connections = 0;
  const tls = options.tls ?? 'none';
  const certificate = tls === 'none' ? undefined : makeCertificate();
  const authenticates = options.users !== undefined || options.accessTokens !== undefined;

  const build = (): SMTPServer => {
    const find = (session: SMTPServerSession): Connection | undefined =>
      [...server.connections].find((connection) => connection.session === session);
    const drop = (connection: Connection | undefined): void => {
      connection?._socket.destroy();
    };
    /** Runs the script at a stage whose refusal smtp-server itself sends. */
    const gate = async (
      stage: 'connect' | 'mail' | 'rcpt',
      session: SMTPServerSession,
      callback: (error?: Error | null) => void,
    ): Promise<void> => {
      const outcome = await script.at(stage);
      if (outcome === 'drop') drop(find(session));
      else callback(outcome === 'go-on' ? null : refusal(outcome));
    };
    /** EHLO and DATA have no hook in smtp-server, so the command's handler is wrapped. */
    const wrap = (
      connection: Connection,
      name: 'handler_EHLO' | 'handler_DATA',
      stage: 'ehlo' | 'data',
    ): void => {
      const original = connection[name].bind(connection);
      connection[name] = (command, callback) => {
        void script.at(stage).then((outcome) => {
          if (outcome === 'go-on') return original(command, callback);
          if (outcome === 'drop') return drop(connection);
          connection.send(outcome.code, outcome.text);
          callback();
        });
      };
    };
    const receive = async (
      stream: SMTPServerDataStream,
      session: SMTPServerSession,
      callback: (error?: Error | null, message?: string) => void,
    ): Promise<void> => {
      const connection = find(session);
      // The envelope is read now: the session forgets it when the connection is dropped.
      const { mailFrom, rcptTo } = session.envelope;
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (chunks.length === 0 && (await script.at('body')) !== 'go-on') return drop(connection);
        chunks.push(chunk);
      }
      dots += 1;
      const atDot = await script.at('dot');
      if (atDot === 'drop') return drop(connection);
      if (atDot !== 'go-on') return callback(refusal(atDot));
      const raw = Buffer.concat(chunks);
      const mail: AcceptedMail = {
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        raw,
        messageId: messageIdOf(raw),
        user: typeof session.user === 'string' ? session.user : undefined,
        at: new Date(),
      };
      accepted.push(mail);
      await options.onAccepted?.(mail);
      if ((await script.at('accepted')) !== 'go-on') return drop(connection);
      callback(null, 'OK: accepted');
    };
    const server = new PromptSmtpServer({
      name: 'sink.test',
      secure: tls === 'implicit',
      ...(certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key }),
      disabledCommands: [
        ...(authenticates ? [] : ['AUTH']),
        ...(tls === 'starttls' ? [] : ['STARTTLS']),
      ],
      authMethods:
        options.accessTokens === undefined ? ['PLAIN', 'LOGIN'] : ['PLAIN', 'LOGIN', 'XOAUTH2'],
      allowInsecureAuth: tls === 'none',
      disableReverseLookup: true,
      logger: false,
      // Ends connections quickly on stop; the product's own time limits are what is tested.
      closeTimeout: 50,
      ...(options.size === undefined ? {} : { size: options.size, rejectOversized: true }),
      onAuth: (auth, _session, callback) => {
        const known =
          auth.method === 'XOAUTH2'
            ? options.accessTokens?.includes(auth.accessToken ?? '')
            : options.users?.some((u) => u.user === auth.username && u.password === auth.password);
        if (known === true) callback(null, { user: auth.username });
        else callback(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
      },
      onConnect: (session, callback) => {
        connections += 1;
        const connection = find(session);
        if (connection !== undefined) {
          wrap(connection, 'handler_EHLO', 'ehlo');
          wrap(connection, 'handler_DATA', 'data');
        }
        void gate('connect', session, callback);
      },
      onMailFrom: (_address, session, callback) => void gate('mail', session, callback),
      onRcptTo: (_address, session, callback) => void gate('rcpt', session, callback),
      onData: (stream, session, callback) => {
        // A connection that is dropped mid-body ends the stream with an error.
        receive(stream, session, callback).catch((error: unknown) =>
          callback(error instanceof Error ? error : new Error(String(error))),
        );
      },
    });
    // Clients that are cut off, by a fault or by their own end, are no concern of the sink.
    server.on('error', () => undefined);
    return server;
  };

  let server = build();
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.server.off('error', reject);
        resolve();
      });
    });
  let port = 0;
  for (let tries = 0; port === 0; tries += 1) {
    const candidate = await freePort();
    try {
      await listen(candidate);
      port = candidate;
    } catch (error) {
      if (tries >= 3) throw error;
      server = build();
    }
  }
  const down = (): Promise<void> =>
    new Promise((resolve) => {
      for (const connection of server.connections) connection._socket.destroy();
      if (!server.server.listening) return resolve();
      server.close(() => resolve());
    });
  const stop = async (): Promise<void> => {
    script.heal();
    await down();
  };
  return {
    port,
    ca: certificate?.cert,
    accepted,
    finalDots: () => dots,
    connections: () => connections,
    acceptedWith: (messageId) => accepted.filter((mail) => mail.messageId === messageId),
    waitForAccepted: async (count, timeoutMs) => {
      await waitFor(() => accepted.length >= count, {
        what: `${count} accepted message(s)`,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      return accepted;
    },
    break: (...faults) => script.add(faults),
    heal: () => script.heal(),
    down,
    up: async () => {
      server = build();
      await listen(port);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
