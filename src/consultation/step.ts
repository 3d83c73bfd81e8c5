import type { JobResult, Lease } from './ports.js';
import type { Advance, Consultation, Reason, Stage, StateName } from './states.js';

/** One claimed consultation in the hands of a process, from stage to stage. */
export interface Work {
  /** As it stands with every move made so far, written or not. */
  readonly consultation: Consultation;
  readonly lease: Lease;
  /** The letter, where the row was not read yet and it was fetched. */
  readonly raw: Uint8Array | undefined;
  /**
   * Moves on. The move is written with the next `settle`: stages that only compute lose nothing when their
   * moves reach the ledger together, and a crash before that repeats milliseconds of work.
   */
  move(next: Advance): void;
  park(reason: Reason): void;
  /** Writes the moves made so far; false when the row was lost to another process, whose work then stands. */
  settle(): Promise<boolean>;
  /** A move that the ledger wrote as part of something else. */
  written(next: Advance, at: Date): void;
  /** The row was lost to another process: nothing more is to be done here. */
  lose(): JobResult;
  /** Leaves the row where it is and comes back after a pause. */
  retryLater(detail: string, delayMs: number): Promise<JobResult>;
}

/** What one stage does with a consultation that is in one of its states. */
export interface StageStep {
  readonly stage: Stage;
  readonly states: readonly StateName[];
  readonly run: (work: Work) => Promise<JobResult>;
}

/** The right to run a stage's step once. */
export interface Place {
  readonly step: StageStep;
  leave(): void;
}
