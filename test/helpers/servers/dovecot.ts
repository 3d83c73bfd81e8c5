import { chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { makeCertificate } from './certificate.js';
import { dovecotConfig } from './dovecot-config.js';
import { firstAnswer } from './ports.js';
import { temporaryFolder } from './program.js';
import { locate } from './programs.js';
import { unprivilegedUser } from './runner.js';
import { startServer, type RunningServer } from './server.js';

export interface MailUser {
  readonly user: string;
  readonly password: string;
}

export interface FiledMessage {
  readonly folder: string;
  readonly uid: number;
  readonly uidValidity: string;
  readonly flags: readonly string[];
  readonly messageId: string | undefined;
  readonly subject: string | undefined;
  readonly raw: Buffer;
}

export interface DovecotServer extends RunningServer {
  readonly imapPort: number;
  /** Implicit TLS; only with `tls: true`. */
  readonly imapsPort: number;
  readonly lmtpPort: number;
  /** PEM to trust when `tls` was asked for. */
  readonly ca: string | undefined;
  /** Hands a raw message to the server as a mail exchanger would, into the first user's INBOX by default. */
  deliver(raw: string | Uint8Array, to?: string): Promise<void>;
  /** A connected client; the caller logs it out. For what the helpers below do not offer. */
  connect(user?: string): Promise<ImapFlow>;
  /** Every message of a user, folder by folder, read over IMAP without setting flags. */
  messages(user?: string): Promise<readonly FiledMessage[]>;
  /**
   * Gives the INBOX of a user a new UIDVALIDITY and its letters new UIDs, as after a restore from a backup.
   * Seen by the next session that opens it.
   */
  renumber(user?: string): void;
  /** Folder name -> number of messages. */
  folders(user?: string): Promise<Readonly<Record<string, number>>>;
}

export interface DovecotOptions {
  readonly users?: readonly MailUser[];
  /** Also offer STARTTLS and implicit TLS with a self-made certificate. */
  readonly tls?: boolean;
  /** Folders that exist from the start. Default: Sent. */
  readonly folders?: readonly string[];
}

const CONSULT: MailUser = { user: 'consult@clinic.test', password: 'consult-password' };

async function readFolder(client: ImapFlow, folder: string): Promise<FiledMessage[]> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    if (client.mailbox === false || client.mailbox.exists === 0) return [];
    const uidValidity = String(client.mailbox.uidValidity);
    const found: FiledMessage[] = [];
    for (const item of await client.fetchAll('1:*', {
      uid: true,
      flags: true,
      envelope: true,
      source: true,
    })) {
      found.push({
        folder,
        uid: item.uid,
        uidValidity,
        flags: [...(item.flags ?? [])],
        messageId: item.envelope?.messageId,
        subject: item.envelope?.subject,
        raw: item.source ?? Buffer.alloc(0),
      });
    }
    return found;
  } finally {
    lock.release();
  }
}

/** A real Dovecot 2.3: IMAP for the product, LMTP for the tests to deliver mail into it. */
export async function startDovecot(options: DovecotOptions = {}): Promise<DovecotServer> {
  const { dovecot } = locate('dovecot');
  const users = options.users ?? [CONSULT];
  const runAs = unprivilegedUser(['nobody', 'dovecot']);
  const dir = temporaryFolder('dovecot', runAs);
  const certificate = options.tls === true ? makeCertificate() : undefined;
  const own = (path: string): void => {
    if (runAs !== undefined) chownSync(path, runAs.uid, runAs.gid);
  };
  const write = (name: string, text: string): void => {
    writeFileSync(`${dir}/${name}`, text, { mode: 0o600 });
    own(`${dir}/${name}`);
  };
  for (const name of ['mail', 'state']) {
    mkdirSync(`${dir}/${name}`);
    own(`${dir}/${name}`);
  }
  write('users', users.map(({ user, password }) => `${user}:{PLAIN}${password}\n`).join(''));
  if (certificate !== undefined) {
    write('cert.pem', certificate.cert);
    write('key.pem', certificate.key);
  }
  const { ports, server } = await startServer<{ imap: number; imaps: number; lmtp: number }>({
    dir,
    portNames: ['imap', 'imaps', 'lmtp'],
    plan: (chosen) => {
      const layout = {
        dir,
        ...chosen,
        tls: options.tls === true,
        folders: options.folders ?? ['Sent'],
        runAs,
      };
      write('dovecot.conf', dovecotConfig(layout));
      return {
        name: 'dovecot',
        command: dovecot,
        args: ['-F', '-c', `${dir}/dovecot.conf`],
        dir,
        runAs,
        ready: async () => {
          const imap = await firstAnswer(chosen.imap);
          const lmtp = await firstAnswer(chosen.lmtp);
          return imap.startsWith('* OK') && lmtp.startsWith('220');
        },
        stopSignal: 'SIGTERM',
        stopsSlowly: true,
      };
    },
  });

  const credentials = (name: string | undefined): MailUser => {
    const found = name === undefined ? users[0] : users.find(({ user }) => user === name);
    if (found === undefined) throw new Error(`this Dovecot has no user ${name ?? 'at all'}`);
    return found;
  };
  const connect = async (name?: string): Promise<ImapFlow> => {
    const { user, password } = credentials(name);
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: ports.imap,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: password },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const withClient = async <T>(
    name: string | undefined,
    use: (client: ImapFlow) => Promise<T>,
  ): Promise<T> => {
    const client = await connect(name);
    try {
      return await use(client);
    } finally {
      client.close();
    }
  };
  return Object.assign(server, {
    imapPort: ports.imap,
    imapsPort: ports.imaps,
    lmtpPort: ports.lmtp,
    ca: certificate?.cert,
    connect,
    deliver: async (raw: string | Uint8Array, to?: string) => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: ports.lmtp,
        lmtp: true,
        ignoreTLS: true,
      });
      try {
        await transport.sendMail({
          envelope: { from: 'sender@outside.test', to: [to ?? credentials(undefined).user] },
          raw: Buffer.from(raw),
        });
      } finally {
        transport.close();
      }
    },
    messages: (name?: string) =>
      withClient(name, async (client) => {
        const all: FiledMessage[] = [];
        for (const { path } of await client.list()) all.push(...(await readFolder(client, path)));
        return all;
      }),
    renumber: (name?: string) => {
      const maildir = `${dir}/mail/${credentials(name).user}/Maildir`;
      for (const file of readdirSync(maildir)) {
        if (/^dovecot(-uidlist|\.index)/.test(file)) rmSync(`${maildir}/${file}`);
      }
    },
    folders: (name?: string) =>
      withClient(name, async (client) => {
        const listed = await client.list({ statusQuery: { messages: true } });
        return Object.fromEntries(listed.map(({ path, status }) => [path, status?.messages ?? 0]));
      }),
  });
}
