import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '../../src/config/index.js';
import type { CaseSummary, Progress, StateName } from '../../src/consultation/index.js';
import { openLedgerFor, startService, type Service } from '../../src/service/index.js';
import {
  AUTHSERV_ID,
  CONSULT,
  letter,
  SENDER,
  type Letter,
  type LetterOptions,
} from './letters.js';
import {
  startDovecot,
  startSmtp,
  type AcceptedMail,
  type DovecotServer,
  type FiledMessage,
  type SmtpSink,
} from './servers/index.js';
import { waitFor } from './wait.js';

/** Shared stores; absent means the embedded ones. */
export interface SharedStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export interface ClinicOptions {
  readonly stores?: SharedStores;
  readonly settings?: Readonly<Record<string, string>>;
  /** IMAP port to use instead of Dovecot's own, such as a fault proxy's. */
  readonly imapPort?: (dovecot: DovecotServer) => Promise<number>;
  /** Do not start the service yet. */
  readonly stopped?: boolean;
}

/** A clinic: a real mailbox, a mail server that takes replies, and the service between them. */
export class Clinic {
  readonly progress: Progress[] = [];
  /** Called for each reply that the mail server takes, before the service hears of it. */
  onAccepted: ((mail: AcceptedMail) => Promise<void>) | undefined;
  private service: Service | undefined;

  private constructor(
    readonly dovecot: DovecotServer,
    readonly sink: SmtpSink,
    readonly config: Config,
    readonly dir: string,
  ) {}

  static async open(options: ClinicOptions = {}): Promise<Clinic> {
    const dir = mkdtempSync(join(tmpdir(), 'cc-clinic-'));
    const dovecot = await startDovecot();
    let clinic: Clinic | undefined = undefined;
    const sink = await startSmtp({
      users: [{ user: CONSULT, password: 'consult-password' }],
      onAccepted: async (mail) => {
        await clinic?.onAccepted?.(mail);
      },
    });
    const imapPort = (await options.imapPort?.(dovecot)) ?? dovecot.imapPort;
    const config = readConfig({
      DATA_DIR: join(dir, 'data'),
      MAIL_ADDRESS: CONSULT,
      SENDERS_ALLOWED: `${SENDER},@practice.test`,
      IMAP_HOST: '127.0.0.1',
      IMAP_PORT: String(imapPort),
      IMAP_SECURITY: 'none',
      IMAP_PASSWORD: 'consult-password',
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(sink.port),
      SMTP_SECURITY: 'none',
      AUTHSERV_ID,
      POLL_SECONDS: '1',
      HEALTH_PORT: '0',
      REPLIES_PER_SENDER_PER_HOUR: '1000',
      REPLIES_PER_HOUR: '10000',
      ...(options.stores === undefined
        ? {}
        : {
            DATABASE_URL: options.stores.databaseUrl,
            REDIS_URL: options.stores.redisUrl,
            INSTANCE_SECRET: 'test-secret-of-at-least-32-characters',
          }),
      ...options.settings,
    });
    clinic = new Clinic(dovecot, sink, config, dir);
    if (options.stopped !== true) await clinic.start();
    return clinic;
  }

  async start(): Promise<void> {
    this.service = await startService(this.config, {
      onProgress: (progress) => this.progress.push(progress),
    });
  }

  async stopService(): Promise<void> {
    await this.service?.stop();
    this.service = undefined;
  }

  get healthPort(): number | undefined {
    return this.service?.healthPort;
  }

  /** Puts a letter into INBOX, as the clinic's mail server would. */
  async receive(options: LetterOptions = {}): Promise<Letter> {
    const sent = letter(options);
    await this.dovecot.deliver(sent.raw);
    return sent;
  }

  async cases(): Promise<CaseSummary[]> {
    const { ledger, close } = await openLedgerFor(this.config.store);
    try {
      return await ledger.list({ limit: 10_000 });
    } finally {
      await close();
    }
  }

  /** Replies accepted by the mail server that answer this Message-ID. */
  repliesTo(messageId: string): AcceptedMail[] {
    return this.sink.accepted.filter((mail) =>
      mail.raw.toString('latin1').includes(`In-Reply-To: ${messageId}`),
    );
  }

  /** Letters of a folder, without the copies in Sent. */
  async filed(folder: string): Promise<FiledMessage[]> {
    return (await this.dovecot.messages()).filter((message) => message.folder === folder);
  }

  /** Waits until exactly `count` consultations are in this state and INBOX is empty. */
  async settled(state: StateName, count: number, timeoutMs = 30_000): Promise<CaseSummary[]> {
    return await waitFor(
      async () => {
        const rows = (await this.cases()).filter((row) => row.state === state);
        const { INBOX } = await this.dovecot.folders();
        return rows.length === count && INBOX === 0 ? rows : undefined;
      },
      {
        timeoutMs,
        what: `${count} consultation(s) in state ${state} and an empty INBOX`,
        everyMs: 100,
      },
    );
  }

  async close(): Promise<void> {
    await this.stopService();
    await this.sink.stop();
    await this.dovecot.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
