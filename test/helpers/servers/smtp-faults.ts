/*
 * What can go wrong at a mail server, written down by a test and used up by the sink.
 */

/**
 * Where in the dialogue: before the greeting, at a command, while the body arrives, at the final dot
 * before the message is accepted (`dot`), or after it was accepted and before the client hears so
 * (`accepted`), the moment in which nobody can know from the outside what happened.
 */
export type SmtpStage = 'connect' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'accepted';

export type SmtpFault = {
  readonly at: SmtpStage;
  /** How often it happens before it is over. Default: until `heal()`. */
  readonly times?: number;
  /** Only each n-th time that the stage is reached. Default 1. */
  readonly every?: number;
} & (
  | { readonly drop: true }
  /** `body` and `accepted` cannot answer: there the connection is dropped after the answer's time. */
  | { readonly code: number; readonly text?: string }
  | { readonly delayMs: number }
);

interface Armed {
  readonly fault: SmtpFault;
  reached: number;
  used: number;
}

export class FaultScript {
  private armed: Armed[] = [];
  private readonly waiting = new Set<() => void>();

  add(faults: readonly SmtpFault[]): void {
    for (const fault of faults) this.armed.push({ fault, reached: 0, used: 0 });
  }

  /** All is well again; what was being delayed goes on at once. */
  heal(): void {
    this.armed = [];
    for (const wake of [...this.waiting]) wake();
  }

  /** Serves the delays of this stage, then says what else is to happen there. */
  async at(stage: SmtpStage): Promise<'go-on' | 'drop' | { code: number; text: string }> {
    for (const entry of this.armed) {
      if (entry.fault.at !== stage || entry.used >= (entry.fault.times ?? Infinity)) continue;
      entry.reached += 1;
      if (entry.reached % (entry.fault.every ?? 1) !== 0) continue;
      entry.used += 1;
      if ('drop' in entry.fault) return 'drop';
      if ('code' in entry.fault) {
        return { code: entry.fault.code, text: entry.fault.text ?? 'as the test asked' };
      }
      await this.pause(entry.fault.delayMs);
    }
    return 'go-on';
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waiting.add(wake);
    });
  }
}
