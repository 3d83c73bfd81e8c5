import type { Determination } from '../coding/determination.js';
import type { Documentation } from '../documentation/types.js';
import type { Log } from '../log/index.js';
import type { InstanceIdentity } from './identity.js';
import type {
  Ledger,
  MailReader,
  MailboxOpener,
  ReplyMime,
  ReplyRenderer,
  ReplySender,
  Screener,
  StageQueue,
} from './ports.js';
import type { Stage, StateName } from './states.js';
import type { Place } from './step.js';

/** Hourly ceilings on replies: a loop or a flood is paused and reported, never answered at full speed. */
export interface Breakers {
  readonly perSender: number;
  readonly perCase: number;
  readonly global: number;
}

/** Something that happened to a consultation, for metrics and for the demo's live view. */
export interface Progress {
  readonly id: string;
  readonly state: StateName;
  readonly stage: Stage | 'poller';
  readonly at: Date;
}

/** What every stage needs. */
export interface StageDeps {
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  readonly log: Log;
  readonly clock: () => Date;
  /** Names this process in leases; each run adds its own mark. */
  readonly owner: string;
  readonly identity: InstanceIdentity;
  readonly observe: (progress: Progress) => void;
  /** A place in a stage that this process runs too, when one is free now; the caller leaves it. */
  readonly inProcess?: (stage: Stage) => Place | undefined;
}

export interface ExtractionDeps extends StageDeps {
  readonly reader: MailReader;
  readonly screener: Screener;
  readonly document: (note: { title?: string; body: string }) => Documentation;
}

export interface CodeSelectionDeps extends StageDeps {
  readonly determine: (documentation: Documentation) => Determination;
}

export interface ReplyDeps extends StageDeps {
  readonly renderer: ReplyRenderer;
  readonly mime: ReplyMime;
  readonly sender: ReplySender;
  /** For the one question that only the mailbox can answer: is our reply in Sent already? */
  readonly mailbox: MailboxOpener;
  readonly from: string;
  readonly breakers: Breakers;
  readonly giveUpMs: number;
}

export interface PollerDeps extends StageDeps {
  readonly mailbox: MailboxOpener;
  readonly mailboxName: string;
  readonly folders: {
    readonly answered: string;
    readonly needsAttention: string;
    readonly declined: string;
  };
  readonly maxBytes: number;
  readonly pollMs: number;
}
