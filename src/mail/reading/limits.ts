import type { ReasonCode } from '../../consultation/reasons.js';

/** Caps on one letter. Sizes in bytes of the transfer-decoded content unless said otherwise. */
export interface ReadingLimits {
  /** The raw letter as the mailbox holds it. */
  readonly rawBytes: number;
  /** All text taken from body and attachments, in characters. */
  readonly textChars: number;
  readonly headerBytes: number;
  readonly parts: number;
  /** Levels of multipart nesting, and of forwarded letters within letters. */
  readonly depth: number;
  readonly forwardDepth: number;
  readonly attachments: number;
  readonly attachmentBytes: number;
  /** Levels of HTML elements. */
  readonly htmlDepth: number;
  readonly pdfPages: number;
  /** An attached picture up to this size is taken for a logo. */
  readonly logoBytes: number;
}

export const DEFAULT_LIMITS: ReadingLimits = {
  rawBytes: 25 * 1024 * 1024,
  textChars: 10 * 1024 * 1024,
  headerBytes: 256 * 1024,
  parts: 200,
  depth: 20,
  forwardDepth: 3,
  attachments: 50,
  attachmentBytes: 20 * 1024 * 1024,
  htmlDepth: 400,
  pdfPages: 100,
  logoBytes: 100 * 1024,
};

/**
 * Raised inside the reading process where a letter turns out not to be readable whole; becomes the
 * `unreadable` value at its edge. Not a fault: the letter is at its end of the road, no retry helps.
 */
export class Unreadable extends Error {
  constructor(
    readonly code: ReasonCode,
    readonly detail?: string,
  ) {
    super(code);
    this.name = 'Unreadable';
  }
}
