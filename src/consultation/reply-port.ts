import type { Answer, ScreenedMail } from './states.js';

export interface RenderedReply {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `recommendation`, `query` and `out-of-scope` follow the determination's status. */
export interface ReplyRenderer {
  render(input: {
    /** Short number that the reply shows and the operator can look up. */
    reference: string;
    revision: number;
    mail: ScreenedMail;
    answer: Answer;
  }): RenderedReply;
}
