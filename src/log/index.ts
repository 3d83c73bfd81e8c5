import pino from 'pino';

/**
 * What a log line may hold. Anything that is not named here is dropped, so that patient text, addresses
 * and subjects cannot reach a log by accident: library errors are reduced to their name and code.
 */
export interface LogFields {
  readonly consultation?: string;
  readonly stage?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly role?: string;
  readonly attempt?: number;
  readonly ms?: number;
  readonly count?: number;
  readonly uid?: number;
  readonly waitMs?: number;
  readonly port?: number;
  readonly response?: string;
  readonly setting?: string;
  readonly error?: unknown;
}

const PLAIN_FIELDS = [
  'consultation',
  'stage',
  'state',
  'reason',
  'role',
  'attempt',
  'ms',
  'count',
  'uid',
  'waitMs',
  'port',
  'response',
  'setting',
] as const satisfies readonly (keyof LogFields)[];

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** Something an operator must act on. */
  error(event: string, fields?: LogFields): void;
}

/** Name and code of an error: messages of mail and database libraries may quote content. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' || typeof code === 'number'
    ? `${error.name} ${code}`
    : error.name;
}

function allowed(fields: LogFields = {}): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of PLAIN_FIELDS) if (fields[name] !== undefined) out[name] = fields[name];
  if (fields.error !== undefined) {
    out['error'] = describeError(fields.error);
    // Stack frames name our files and lines; the first line, which repeats the message, is cut off.
    const stack = fields.error instanceof Error ? fields.error.stack : undefined;
    const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
    if (frames !== undefined && frames.length > 0)
      out['at'] = frames.slice(0, 6).map((l) => l.trim());
  }
  return out;
}

/** Structured JSON lines on stderr (stdout belongs to answers), or on `destination`. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (event, fields) => logger.debug(allowed(fields), event),
    info: (event, fields) => logger.info(allowed(fields), event),
    warn: (event, fields) => logger.warn(allowed(fields), event),
    error: (event, fields) => logger.error(allowed(fields), event),
  };
}

export const silentLog: Log = { debug: noop, info: noop, warn: noop, error: noop };

function noop(): void {
  // Tests and one-shot commands that speak on stdout want no log.
}
