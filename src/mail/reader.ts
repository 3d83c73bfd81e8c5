import { headerLines } from '../consultation/identity.js';
import type { HeaderLine, IncomingMail, MailReader } from '../consultation/ports.js';
import { REASONS, reason, type ReasonCode } from '../consultation/reasons.js';
import { DEFAULT_LIMITS, type ReadingLimits } from './reading/limits.js';
import { ReadingProcess, type ProcessOutcome } from './reading/reading-process.js';

export interface MailReaderOptions {
  /** Reading processes, the first at once, others when needed. Default 2. */
  readonly processes?: number;
  /** Longest time for one letter, milliseconds. Default 5000. */
  readonly wallClockMs?: number;
  /** Heap of a reading process, megabytes. Default 512. */
  readonly memoryMb?: number;
  /** A process is replaced after this many letters. Default 200. */
  readonly lettersPerProcess?: number;
  readonly limits?: Partial<ReadingLimits>;
}

/** Time for a process to load its parsers, generous for a busy machine. */
const START_MS = 60_000;

type Result = Awaited<ReturnType<MailReader['read']>>;

/**
 * Reads letters in child processes. A letter that is over a cap, cannot be decoded or breaks its process is
 * `unreadable`; `read` rejects only when no process can be started.
 */
export function createMailReader(options: MailReaderOptions = {}): MailReader {
  const limits: ReadingLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const most = options.processes ?? 2;
  const lettersPerProcess = options.lettersPerProcess ?? 200;
  const processOptions = {
    wallClockMs: options.wallClockMs ?? 5000,
    memoryMb: options.memoryMb ?? 512,
    startMs: START_MS,
  };
  const idle: ReadingProcess[] = [];
  const all = new Set<ReadingProcess>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  function start(): ReadingProcess {
    const started = new ReadingProcess(processOptions);
    all.add(started);
    return started;
  }

  // Loading the parsers takes longer than reading a letter: the first one starts before it is needed.
  idle.push(start());

  async function borrow(): Promise<ReadingProcess> {
    while (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    if (closed) throw new Error('The mail reader is closed.');
    busy += 1;
    let reader = idle.pop();
    while (reader?.ended === true) reader = idle.pop();
    return reader ?? start();
  }

  function giveBack(reader: ReadingProcess): void {
    busy -= 1;
    if (closed || reader.ended || reader.served >= lettersPerProcess) {
      reader.kill();
      all.delete(reader);
    } else {
      idle.push(reader);
    }
    waiting.shift()?.();
  }

  async function attempt(raw: Uint8Array): Promise<ProcessOutcome> {
    const reader = await borrow();
    try {
      if (!(await reader.ready())) {
        reader.kill();
        throw new Error(
          'A mail reading process did not start. Check memory and process limits of this machine.',
        );
      }
      return await reader.read(raw, limits);
    } finally {
      giveBack(reader);
    }
  }

  return {
    async read(raw): Promise<Result> {
      // Sizes that no process should even see.
      if (raw.byteLength > limits.rawBytes)
        return unreadable('letter-too-large', undefined, headersOf(raw, limits));
      let outcome = await attempt(raw);
      // Once more in a fresh process: the first may have been ended by the system, not by the letter.
      if (outcome.kind === 'crashed') outcome = await attempt(raw);
      switch (outcome.kind) {
        case 'read':
          return { kind: 'read', mail: present(outcome.mail) };
        case 'unreadable':
          return unreadable(knownCode(outcome.code), outcome.detail, headersOf(raw, limits));
        case 'overrun':
          return unreadable('parser-timeout', undefined, headersOf(raw, limits));
        case 'crashed':
          return unreadable('parser-failed', undefined, headersOf(raw, limits));
      }
    },
    async close(): Promise<void> {
      closed = true;
      for (const reader of all) reader.kill();
      all.clear();
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

function unreadable(code: ReasonCode, detail: string | undefined, headers: HeaderLine[]): Result {
  return { kind: 'unreadable', reason: reason(code, detail), headers };
}

function knownCode(code: string): ReasonCode {
  return code in REASONS ? (code as ReasonCode) : 'parser-failed';
}

/** Header lines for screening, so that an unreadable automatic letter is declined and not parked. */
function headersOf(raw: Uint8Array, limits: ReadingLimits): HeaderLine[] {
  return headerLines(raw, limits.headerBytes);
}

/** zod gives optional fields as `undefined`; the port leaves them out. */
function present(mail: Extract<ProcessOutcome, { kind: 'read' }>['mail']): IncomingMail {
  const { messageId, reportType, ...rest } = mail;
  return {
    ...rest,
    ...(messageId === undefined ? {} : { messageId }),
    ...(reportType === undefined ? {} : { reportType }),
  };
}
