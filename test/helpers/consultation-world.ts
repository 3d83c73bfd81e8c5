import { instanceIdentity, logicalKey, consultationId } from '../../src/consultation/index.js';
import type {
  Delivery,
  ExtractionDeps,
  IncomingMail,
  Ledger,
  MailReader,
  PollerDeps,
  Progress,
  ReplyDeps,
  Screening,
  Stage,
  StageDeps,
} from '../../src/consultation/index.js';
import type { Determination } from '../../src/coding/determination.js';
import { silentLog } from '../../src/log/index.js';
import { openLedger, openMemoryPool } from '../../src/store/index.js';
import { letter, SENDER, type LetterOptions } from './letters.js';

/** An empty determination: what the stages carry does not matter to them. */
export const NOTHING_CODED: Determination = {
  version: '1',
  status: 'out-of-scope',
  lines: [],
  diagnoses: [],
  notSelected: [],
  edits: [],
  queries: [],
  setAside: [],
  editions: [],
};

/** A real ledger in memory, a clock that tests turn, and mail servers that do as they are told. */
export class World {
  now = new Date('2026-11-23T09:00:00Z');
  progress: Progress[] = [];
  enqueued: { stage: Stage; id: string }[] = [];
  sent: Buffer[] = [];
  /** What the mail server says to the next attempts; accepted when empty. */
  deliveries: Delivery[] = [];
  readonly inSent = new Set<string>();
  screening: Screening = { kind: 'accepted', replyTo: SENDER };
  reading: Awaited<ReturnType<MailReader['read']>> | undefined;
  renderFault: Error | undefined;
  private uid = 0;

  private constructor(
    readonly ledger: Ledger,
    private readonly closePool: () => Promise<void>,
  ) {}

  static async open(): Promise<World> {
    const pool = await openMemoryPool();
    const ledger = openLedger({ kind: 'embedded', pool });
    await ledger.migrate();
    return new World(ledger, () => pool.end());
  }

  /** A new day for the next test: the ledger keeps its rows, everything else is as at the start. */
  reset(): void {
    this.later(86_400_000);
    this.progress = [];
    this.enqueued = [];
    this.sent = [];
    this.deliveries = [];
    this.screening = { kind: 'accepted', replyTo: SENDER };
    this.reading = undefined;
    this.renderFault = undefined;
  }

  async close(): Promise<void> {
    await this.ledger.close();
    await this.closePool();
  }

  get base(): StageDeps {
    return {
      ledger: this.ledger,
      queue: {
        enqueue: async (stage, id) => {
          this.enqueued.push({ stage, id });
        },
        depth: async () => ({ extraction: 0, 'code-selection': 0, reply: 0, filing: 0 }),
        ping: async () => undefined,
        close: async () => undefined,
      },
      log: silentLog,
      clock: () => this.now,
      owner: 'test',
      identity: instanceIdentity('s'.repeat(32), 'clinic.test'),
      observe: (progress) => this.progress.push(progress),
    };
  }

  get extraction(): ExtractionDeps {
    return {
      ...this.base,
      reader: {
        read: async () => this.reading ?? { kind: 'read', mail: this.incoming() },
        close: async () => undefined,
      },
      screener: { screen: async () => this.screening },
      document: ({ title, body }) => ({
        text: title === undefined ? body : `${title}\n\n${body}`,
        services: [],
        conditions: [],
        proposedCodes: [],
        context: {},
        unassigned: [],
        diagnoses: [],
        findings: [],
        measurements: [],
      }),
    };
  }

  get replying(): ReplyDeps {
    return {
      ...this.base,
      renderer: {
        render: ({ reference, revision, answer }) => {
          if (this.renderFault !== undefined) throw this.renderFault;
          return { subject: 'Re: case', text: `${reference} ${revision} ${answer.kind}`, html: '' };
        },
      },
      mime: {
        build: async (input) =>
          Buffer.from(`${input.messageId}\n${input.text}\n${input.date.toISOString()}`),
      },
      sender: {
        send: async ({ raw }, onBodyStarted) => {
          const delivery = this.deliveries.shift() ?? { kind: 'accepted', response: '250 2.0.0' };
          if (delivery.kind !== 'retry') await onBodyStarted();
          if (delivery.kind === 'accepted' || delivery.kind === 'unknown')
            this.sent.push(Buffer.from(raw));
          return delivery;
        },
        verify: async () => undefined,
      },
      mailbox: {
        open: async () => ({
          uidValidity: '1',
          list: async () => [],
          fetch: async () => undefined,
          file: async () => 'moved',
          fileAll: async (uids) => new Set(uids),
          amongSent: async (messageIds) => new Set(messageIds.filter((id) => this.inSent.has(id))),
          findInSent: async (messageId) => this.inSent.has(messageId),
          appendToSent: async () => undefined,
          waitForNews: async () => undefined,
          close: async () => undefined,
        }),
      },
      from: 'consult@clinic.test',
      breakers: { perSender: 5, perCase: 3, global: 100 },
      giveUpMs: 3_600_000,
    };
  }

  poller(mailbox: PollerDeps['mailbox']): PollerDeps {
    return {
      ...this.base,
      mailbox,
      mailboxName: 'consult@clinic.test',
      folders: { answered: 'Answered', needsAttention: 'Needs attention', declined: 'Declined' },
      maxBytes: 1_000_000,
      pollMs: 10,
    };
  }

  incoming(change: Partial<IncomingMail> = {}): IncomingMail {
    return {
      headers: [],
      from: [SENDER],
      replyTo: [],
      subject: 'warts',
      messageId: '<one@practice.test>',
      inReplyTo: [],
      references: [],
      contentType: 'text/plain',
      text: 'Froze 3 warts.',
      remarks: [],
      ...change,
    };
  }

  /** Records a letter and returns its consultation id. */
  async receive(options: LetterOptions = {}): Promise<string> {
    const { raw } = letter(options);
    const key = logicalKey('consult@clinic.test', raw);
    this.uid += 1;
    const receipt = await this.ledger.receive({
      mailbox: 'consult@clinic.test',
      uidValidity: '1',
      uid: this.uid,
      logicalKey: key,
      id: consultationId(key),
      size: raw.length,
      raw,
      now: this.now,
    });
    return receipt.id;
  }

  async state(id: string): Promise<{ state: string; reason: string | undefined }> {
    const row = await this.ledger.get(id);
    return { state: row?.state ?? 'missing', reason: row?.reason?.code };
  }

  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }
}
