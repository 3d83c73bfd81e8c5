import {
  ConfigurationError,
  processEnvironment,
  readConfig,
  type Config,
} from '../../config/index.js';
import { MailboxError } from '../../consultation/index.js';
import { describeError, silentLog } from '../../log/index.js';
import { openEngine } from '../../service/engine.js';
import { openLedgerFor, openMailPorts, openStores } from '../../service/index.js';
import { EXIT } from '../exit.js';

interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly text: string;
}

const CHECK_DEADLINE_MS = 20_000;

/** `caseconsultant doctor`: checks what `start` needs, one line each, and says what to fix. */
export async function doctor(): Promise<number> {
  let config: Config;
  try {
    config = readConfig(processEnvironment());
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const problem of error.problems)
      print({ ok: false, what: 'configuration', text: problem });
    return EXIT.failed;
  }
  print({ ok: true, what: 'configuration', text: `replies come from ${config.mail.address}` });
  const findings = [
    await check('knowledge', () => checkKnowledge(config)),
    await check('stores', () => checkStores(config)),
    await check('mailbox', () => checkMailbox(config)),
    await check('sending', () => checkSending(config)),
  ];
  return findings.every(Boolean) ? EXIT.done : EXIT.failed;
}

function print({ ok, what, text }: Finding): void {
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(14)} ${text}\n`);
}

/** Runs one check within the deadline and prints its line. */
async function check(what: string, work: () => Promise<string>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${CHECK_DEADLINE_MS / 1000} seconds`)),
      CHECK_DEADLINE_MS,
    );
  });
  try {
    print({ ok: true, what, text: await Promise.race([work(), late]) });
    return true;
  } catch (error) {
    print({ ok: false, what, text: adviceFor(what, error) });
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function checkKnowledge(config: Config): Promise<string> {
  const { knowledgeDir, knowledgeOverlayDir } = config;
  openEngine(knowledgeDir, knowledgeOverlayDir);
  const over =
    knowledgeOverlayDir === undefined ? '' : `, with ${knowledgeOverlayDir} laid over it`;
  return `loaded from ${knowledgeDir}${over}`;
}

async function checkStores(config: Config): Promise<string> {
  if (config.store.kind === 'embedded') {
    // Through the running service when there is one: the embedded ledger belongs to one process.
    const { ledger, close } = await openLedgerFor(config.store);
    await ledger.list({ limit: 1 });
    await close();
    return `embedded, in ${config.store.dir}`;
  }
  const stores = await openStores(config, silentLog);
  try {
    await Promise.all([stores.ledger.ping(), stores.queue.ping()]);
  } finally {
    await stores.close();
  }
  return `ledger on PostgreSQL, queue on ${config.queue.kind === 'redis' ? 'Redis' : 'PostgreSQL'}`;
}

async function checkMailbox(config: Config): Promise<string> {
  const mail = openMailPorts(config);
  try {
    const session = await mail.mailbox.open();
    const letters = await session.list();
    await session.close();
    return `${config.mail.imap.host}: ${letters.length} letter(s) in ${config.mail.imap.inbox}`;
  } finally {
    await mail.close();
  }
}

async function checkSending(config: Config): Promise<string> {
  const mail = openMailPorts(config);
  try {
    await mail.sender.verify();
    return `${config.mail.smtp.host}: login accepted`;
  } finally {
    await mail.close();
  }
}

function adviceFor(what: string, error: unknown): string {
  const said =
    error instanceof Error && error.message !== '' ? error.message : describeError(error);
  if (error instanceof MailboxError) return `${said}. ${mailboxAdvice(error.kind)}`;
  switch (what) {
    case 'sending':
      return `${said}. Check SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER and SMTP_PASSWORD.`;
    case 'stores':
      return `${said}. Check DATABASE_URL and REDIS_URL, or DATA_DIR.`;
    default:
      return said;
  }
}

function mailboxAdvice(kind: MailboxError['kind']): string {
  switch (kind) {
    case 'authentication':
      return 'Check IMAP_USER and IMAP_PASSWORD, or the OAuth settings; the account must allow IMAP.';
    case 'throttled':
      return 'The server asks for a pause; try again later.';
    case 'connection':
      return 'Check IMAP_HOST, IMAP_PORT, IMAP_SECURITY and, for a private authority, TLS_CA_FILE.';
    case 'configuration':
      return 'Check IMAP_INBOX and the folder settings.';
  }
}
