import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageRoot, readConfig, type Config } from '../../config/index.js';
import type { Progress, StateName } from '../../consultation/index.js';
import { startService } from '../../service/index.js';
import type * as sandboxTypes from '../../sandbox/index.js';
import type { DemoLetter, Sandbox } from '../../sandbox/index.js';
import { EXIT, Failure } from '../exit.js';
import { noteFromText } from '../note-file.js';
import { untilStopped } from '../signals.js';

type SandboxModule = typeof sandboxTypes;

interface DemoOptions {
  readonly case?: string;
  readonly keep: boolean;
  readonly out: string;
}

const REPLY_DEADLINE_MS = 60_000;

/** What the demo calls each transition; states without a word pass silently. */
const STEPS: Partial<Record<StateName, string>> = {
  received: 'received',
  documented: 'documented',
  determined: 'coded',
  answered: 'replied',
  declined: 'declined',
  'needs-attention': 'parked for a person',
};

/** `caseconsultant demo`: one letter in over SMTP, one reply out, everything on this machine. */
export async function demo(options: DemoOptions): Promise<number> {
  // Loaded here only: the sandbox stands on packages that an installed release does not have.
  const sandboxModule = await import('../../sandbox/index.js').catch(() => {
    throw new Failure(
      'The demo needs the development packages. Clone the repository and run: npm run demo',
    );
  });
  const letter = await letterOf(
    options.case ?? join(packageRoot(), 'examples', 'skin-visit.txt'),
    sandboxModule,
  );
  const data = await mkdtemp(join(tmpdir(), 'caseconsultant-demo-'));
  const sandbox = await sandboxModule.startSandbox();
  const steps = stepPrinter();
  say(
    `Mail sandbox    IMAP ${sandbox.host}:${sandbox.imapPort}, SMTP ${sandbox.host}:${sandbox.smtpPort}`,
  );
  say(`Stores          embedded, in ${data}\n`);
  const service = await startService(configFor(sandbox, data), { onProgress: steps.progress });
  try {
    const done = await run(sandbox, sandboxModule, letter, steps, resolve(options.out));
    if (options.keep) await keep(sandbox);
    return done ? EXIT.done : EXIT.failed;
  } finally {
    await service.stop();
    await sandbox.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function run(
  sandbox: Sandbox,
  { readLetter }: SandboxModule,
  { raw, messageId }: DemoLetter,
  steps: Steps,
  out: string,
): Promise<boolean> {
  await sandbox.send(raw);
  steps.print('mailed', `${sandbox.sender.address} -> ${sandbox.consult.address}`);
  const outcome = await Promise.race([
    sandbox.waitForReply(messageId, AbortSignal.timeout(REPLY_DEADLINE_MS)),
    steps.unanswered,
  ]).catch(() => {
    throw new Failure(`No reply came within ${REPLY_DEADLINE_MS / 1000} seconds.`);
  });
  if (outcome === 'unanswered') {
    say('\nThe letter was not answered; see the step above.');
    return false;
  }
  steps.print('arrived', `in the inbox of ${sandbox.sender.address}`);
  await steps.finished;
  const reply = await readLetter(outcome.raw);
  say(
    `\n${'-'.repeat(72)}\nSubject: ${reply.subject}\n\n${reply.text.trimEnd()}\n${'-'.repeat(72)}`,
  );
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'reply.eml'), outcome.raw);
  await writeFile(join(out, 'reply.html'), reply.html);
  await writeFile(join(out, 'reply.txt'), reply.text);
  say(`\nFiles           ${join(out, 'reply.html')}, reply.txt, reply.eml`);
  return true;
}

async function keep(sandbox: Sandbox): Promise<void> {
  say(`
The sandbox stays up; write to ${sandbox.consult.address} with any mail program. No TLS, this machine only.
  IMAP   ${sandbox.host} port ${sandbox.imapPort}
  SMTP   ${sandbox.host} port ${sandbox.smtpPort}
  you    ${sandbox.sender.address}, password ${sandbox.sender.password}
  clinic ${sandbox.consult.address}, password ${sandbox.consult.password}
Stop with Ctrl-C.`);
  await untilStopped();
}

interface Steps {
  readonly print: (step: string, detail?: string) => void;
  readonly progress: (progress: Progress) => void;
  /** Resolves when the consultation ends in any state but `answered`. */
  readonly unanswered: Promise<'unanswered'>;
  /** Resolves when the consultation is terminal. */
  readonly finished: Promise<unknown>;
}

/** Prints each step with the seconds since the first. */
function stepPrinter(): Steps {
  let start: number | undefined;
  const { promise: answered, resolve: onAnswered } = signal<'answered'>();
  const { promise: unanswered, resolve: onUnanswered } = signal<'unanswered'>();
  const print = (step: string, detail = '') => {
    start ??= performance.now();
    const seconds = ((performance.now() - start) / 1000).toFixed(3);
    say(`${seconds.padStart(7)} s  ${step.padEnd(12)}${detail === '' ? '' : ` ${detail}`}`);
  };
  return {
    print,
    progress: ({ state, stage }) => {
      const step = STEPS[state];
      if (step !== undefined) print(step, `(${stage})`);
      if (state === 'answered') onAnswered('answered');
      if (state === 'declined' || state === 'needs-attention') onUnanswered('unanswered');
    },
    unanswered,
    finished: Promise.race([answered, unanswered]),
  };
}

function signal<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

/** The case as a letter of the sandbox's sender. */
async function letterOf(file: string, sandbox: SandboxModule): Promise<DemoLetter> {
  const bytes = await readFile(file).catch(() => {
    throw new Failure(`${file} cannot be read: no such file, or no permission.`);
  });
  if (file.toLowerCase().endsWith('.eml')) {
    const letter = sandbox.readdressLetter(bytes, new Date());
    if (letter === undefined)
      throw new Failure(`${file} is not a letter: header and body are missing.`);
    return letter;
  }
  const { title, body } = noteFromText(bytes.toString('utf8'), file);
  return await sandbox.composeLetter(title ?? 'Coding question', body);
}

function configFor(sandbox: Sandbox, data: string): Config {
  return readConfig({
    DATA_DIR: data,
    MAIL_ADDRESS: sandbox.consult.address,
    SENDERS_ALLOWED: sandbox.sender.address,
    IMAP_HOST: sandbox.host,
    IMAP_PORT: String(sandbox.imapPort),
    IMAP_SECURITY: 'none',
    IMAP_PASSWORD: sandbox.consult.password,
    SMTP_HOST: sandbox.host,
    SMTP_PORT: String(sandbox.smtpPort),
    SMTP_SECURITY: 'none',
    AUTHSERV_ID: sandbox.authservId,
    POLL_SECONDS: '5',
    HEALTH_PORT: '0',
    LOG_LEVEL: 'silent',
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
