import type { AddressInfo } from 'node:net';
import { authorAddress } from './headers.js';
import type { Listening, MailAccount } from './imap-server.js';
import { PromptSmtpServer } from './prompt-smtp-server.js';

/** The name under which the sandbox vouches for senders in Authentication-Results. */
export const AUTHSERV_ID = 'mx.sandbox.test';

const LARGEST = 64 * 1024 * 1024;

export interface Submission {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly at: Date;
}

export interface SandboxSmtp {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * What a mail exchanger writes above a letter. The submitter logged in with a password, so the author
 * is known to be genuine exactly when the From field names that account.
 */
function trace(user: string, envelopeFrom: string, raw: Buffer, at: Date): Buffer {
  const author = authorAddress(raw);
  const genuine = author === user;
  const domain = author?.split('@')[1] ?? 'unknown';
  const results = [
    `Authentication-Results: ${AUTHSERV_ID};`,
    `\tauth=pass smtp.auth=${user};`,
    `\tspf=${genuine ? 'pass' : 'fail'} smtp.mailfrom=${envelopeFrom};`,
    `\tdkim=none;`,
    `\tdmarc=${genuine ? 'pass' : 'fail'} header.from=${domain}`,
  ];
  const lines = [
    `Return-Path: <${envelopeFrom}>`,
    ...results,
    `Received: from [127.0.0.1] by ${AUTHSERV_ID} with ESMTPA;`,
    `\t${at.toUTCString().replace('GMT', '+0000')}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8');
}

/** A field that claims to be ours but came with the letter would be believed: it is renamed, as real exchangers do. */
function withoutForgedResults(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  if (end < 0) return raw;
  const claim = new RegExp(
    `^Authentication-Results:(?=\\s*${AUTHSERV_ID.replaceAll('.', '\\.')})`,
    'gim',
  );
  const head = text.slice(0, end).replace(claim, 'X-Foreign-Authentication-Results:');
  return Buffer.from(head + text.slice(end), 'latin1');
}

/**
 * The SMTP side of the sandbox: each account logs in and writes to any account; `deliver` is called once
 * per letter before the client is told that it was accepted.
 */
export async function startSandboxSmtp(options: {
  readonly accounts: readonly MailAccount[];
  readonly listening: Listening;
  readonly now: () => Date;
  readonly deliver: (submission: Submission) => void;
  readonly onFault: (error: unknown) => void;
}): Promise<SandboxSmtp> {
  const { accounts, now, onFault } = options;
  const { host, port, tls } = options.listening;
  const known = (address: string): boolean =>
    accounts.some((account) => account.address === address.toLowerCase());
  const refuse = (code: number, text: string): Error =>
    Object.assign(new Error(text), { responseCode: code });

  const server = new PromptSmtpServer({
    name: AUTHSERV_ID,
    disabledCommands: ['STARTTLS'],
    ...(tls === undefined ? { allowInsecureAuth: true } : { ...tls, secure: true }),
    disableReverseLookup: true,
    logger: false,
    size: LARGEST,
    rejectOversized: true,
    closeTimeout: 100,
    onAuth: (auth, _session, callback) => {
      const user = auth.username?.toLowerCase();
      const account = accounts.find(({ address }) => address === user);
      if (account !== undefined && account.password === auth.password) {
        callback(null, { user: account.address });
      } else {
        callback(refuse(535, 'Wrong user or password'));
      }
    },
    onRcptTo: ({ address }, _session, callback) => {
      callback(known(address) ? null : refuse(550, 'No such mailbox in the sandbox'));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', (error) => callback(error));
      stream.on('end', () => {
        try {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          const letter = Buffer.concat(chunks);
          const at = now();
          options.deliver({
            from,
            to: [...new Set(rcptTo.map(({ address }) => address.toLowerCase()))],
            raw: Buffer.concat([
              trace(String(session.user), from, letter, at),
              withoutForgedResults(letter),
            ]),
            at,
          });
          callback(null, 'OK: delivered');
        } catch (error) {
          onFault(error);
          callback(refuse(451, 'The sandbox could not deliver this letter'));
        }
      });
    },
  });
  // Clients that break off are of no concern.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection._socket.destroy();
        server.close(() => resolve());
      }),
  };
}
