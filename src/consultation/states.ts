import type { Determination } from '../coding/determination.js';
import type { Documentation } from '../documentation/types.js';

/**
 * The life of one consultation request:
 * `received -> screened | declined -> documented -> determined -> answering -> answered`,
 * and `needs-attention` (parked with a reason) from anywhere before `answered`.
 *
 * - declined: deliberately not answered (automatic mail, not enrolled, duplicate From...).
 * - needs-attention: a person must look; the reason says why and what to do.
 */
export const STATES = [
  'received',
  'screened',
  'documented',
  'determined',
  'answering',
  'answered',
  'declined',
  'needs-attention',
] as const;

export type StateName = (typeof STATES)[number];

export const TERMINAL_STATES = ['answered', 'declined', 'needs-attention'] as const;
export type TerminalState = (typeof TERMINAL_STATES)[number];

/** The three working stages, each one queue; `filing` moves mail once a consultation is terminal. */
export const STAGES = ['extraction', 'code-selection', 'reply', 'filing'] as const;
export type Stage = (typeof STAGES)[number];

/** Which stage moves a consultation on from its state; terminal states need only filing. */
export function stageFor(state: StateName): Stage {
  switch (state) {
    case 'received':
    case 'screened':
      return 'extraction';
    case 'documented':
      return 'code-selection';
    case 'determined':
    case 'answering':
      return 'reply';
    case 'answered':
    case 'declined':
    case 'needs-attention':
      return 'filing';
  }
}

export function isTerminal(state: StateName): state is TerminalState {
  return (TERMINAL_STATES as readonly string[]).includes(state);
}

/** What a letter said once it was read, kept in the ledger until retention ends. */
export interface ScreenedMail {
  /** The one address that a reply may go to. */
  readonly replyTo: string;
  readonly subject: string;
  /** Their Message-ID with angle brackets, or undefined when the letter had none. */
  readonly messageId?: string;
  /** References of the reply: theirs plus their Message-ID, strict msg-ids only. */
  readonly references: readonly string[];
  /** The text that is coded: quoted history and signature set aside, attachments appended. */
  readonly text: string;
  /** Remarks for the reply, by key ("hidden-text-ignored", "signature-set-aside"); wording lives in templates. */
  readonly remarks: readonly string[];
}

/** Why a consultation was declined or parked. `code` is stable; the wording for people is in one table. */
export interface Reason {
  readonly code: string;
  /** Facts for the operator. Never patient text, addresses or subjects. */
  readonly detail?: string;
}

/**
 * What the reply will say: the engine's determination, or that the letter could not be read whole (the
 * consultation is then parked after the reply has gone out).
 */
export type Answer =
  | { readonly kind: 'determination'; readonly determination: Determination }
  | { readonly kind: 'could-not-read'; readonly reason: Reason };

/** The move to a next state, with what that state adds to the record. */
export type Advance =
  | {
      readonly to: 'screened';
      readonly mail: ScreenedMail;
      readonly senderHash: string;
      readonly caseId: string;
      readonly revision: number;
    }
  | { readonly to: 'documented'; readonly documentation: Documentation }
  | { readonly to: 'determined'; readonly answer: Answer }
  | { readonly to: 'answering' }
  | { readonly to: 'answered' }
  | { readonly to: 'declined'; readonly reason: Reason }
  | { readonly to: 'needs-attention'; readonly reason: Reason };

/** One ledger row. Fields appear as the states that fill them are reached. */
export interface Consultation {
  readonly id: string;
  /** All revisions of one case share it; the first request's own id. */
  readonly caseId: string;
  readonly revision: number;
  readonly mailbox: string;
  readonly logicalKey: string;
  readonly state: StateName;
  readonly reason?: Reason;
  readonly mail?: ScreenedMail;
  readonly senderHash?: string;
  readonly documentation?: Documentation;
  readonly answer?: Answer;
  readonly attempts: number;
  readonly receivedAt: Date;
  readonly updatedAt: Date;
}
