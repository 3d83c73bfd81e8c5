import { EventEmitter, once } from 'node:events';
import { createTransport } from 'nodemailer';
import { messageIds } from './headers.js';
import {
  startSandboxImap,
  type Listening,
  type MailAccount,
  type StoredMessage,
} from './imap-server.js';
import { AUTHSERV_ID, startSandboxSmtp, type Submission } from './smtp-server.js';

/** Where the product reads and answers. */
export const CONSULT_ADDRESS = 'consult@clinic.test';
/** Who writes in. */
export const SENDER_ADDRESS = 'dr.rivera@practice.test';

export interface Sandbox {
  /** Where to connect from this machine. */
  readonly host: '127.0.0.1';
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly consult: MailAccount;
  readonly sender: MailAccount;
  /** Name to trust in Authentication-Results: the sandbox writes one on every letter. */
  readonly authservId: string;
  /** Sends a raw letter from the sender to the consult address over SMTP; resolves once it is accepted. */
  send(raw: string | Uint8Array): Promise<Date>;
  /**
   * The first letter in the sender's INBOX whose In-Reply-To or References names this Message-ID (with
   * angle brackets), now or when it comes. Rejects when `signal` aborts.
   */
  waitForReply(messageId: string, signal?: AbortSignal): Promise<Submission>;
  /** Every letter of an account, in whatever folder it lies. */
  messages(address: string): readonly StoredMessage[];
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** Fixed ports, to keep a mail client's settings over restarts. Default: free ones. */
  readonly imapPort?: number;
  readonly smtpPort?: number;
  /** Address to listen on. Default 127.0.0.1; another one only inside a container. */
  readonly listenOn?: string;
  /** TLS from the first byte with this certificate (PEM). Default: none, for this machine only. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly now?: () => Date;
  /** Told of a fault inside the sandbox, which costs the client its connection and nothing else. */
  readonly onFault?: (error: unknown) => void;
}

function reportFault(error: unknown): void {
  // The name only: a parser's message may quote the letter.
  const name = error instanceof Error ? error.name : 'unknown error';
  process.stderr.write(`mail sandbox: dropped a connection after an internal fault (${name})\n`);
}

function answers(letter: Submission, messageId: string): boolean {
  if (!letter.to.includes(SENDER_ADDRESS)) return false;
  const named = [...messageIds(letter.raw, 'in-reply-to'), ...messageIds(letter.raw, 'references')];
  return named.includes(messageId);
}

/** Starts IMAP and SMTP on loopback, for the demo and for trying the product with any mail client. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? ((): Date => new Date());
  const onFault = options.onFault ?? reportFault;
  const consult: MailAccount = { address: CONSULT_ADDRESS, password: 'consult' };
  const sender: MailAccount = { address: SENDER_ADDRESS, password: 'rivera' };
  const accounts = [
    { ...consult, folders: ['Answered', 'Declined', 'Needs attention', 'Sent'] },
    { ...sender, folders: ['Sent'] },
  ];
  const letters: Submission[] = [];
  const news = new EventEmitter<{ letter: [] }>();
  news.setMaxListeners(0);

  const listening = (port: number | undefined): Listening => ({
    host: options.listenOn ?? '127.0.0.1',
    port: port ?? 0,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  });

  const imap = await startSandboxImap({
    accounts,
    uidValidity: Math.floor(now().getTime() / 1000),
    listening: listening(options.imapPort),
    onFault,
  });
  const smtp = await startSandboxSmtp({
    accounts,
    listening: listening(options.smtpPort),
    now,
    onFault,
    deliver: (letter) => {
      for (const address of letter.to) imap.deliver(address, letter.raw, letter.at);
      letters.push(letter);
      news.emit('letter');
    },
  }).catch(async (error: unknown) => {
    await imap.stop();
    throw error;
  });

  return {
    host: '127.0.0.1',
    imapPort: imap.port,
    smtpPort: smtp.port,
    consult,
    sender,
    authservId: AUTHSERV_ID,
    send: async (raw) => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: smtp.port,
        ...(options.tls === undefined
          ? { ignoreTLS: true }
          : { secure: true, tls: { ca: options.tls.cert, servername: 'localhost' } }),
        auth: { user: sender.address, pass: sender.password },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          envelope: { from: sender.address, to: [consult.address] },
          raw: Buffer.from(raw),
        });
        return now();
      } finally {
        transport.close();
      }
    },
    waitForReply: async (messageId, signal) => {
      for (;;) {
        const found = letters.find((letter) => answers(letter, messageId));
        if (found !== undefined) return found;
        await once(news, 'letter', signal === undefined ? {} : { signal });
      }
    },
    messages: (address) => imap.messages(address),
    stop: async () => {
      await Promise.all([imap.stop(), smtp.stop()]);
    },
  };
}
