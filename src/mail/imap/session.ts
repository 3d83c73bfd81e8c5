import type { ImapFlow } from 'imapflow';
import { MailboxError, type MailboxSession } from '../../consultation/ports.js';
import type { ServerOptions } from '../transport.js';
import { asMailboxError } from './errors.js';
import { ensureFolder, ensureSent, findSent } from './folders.js';

export interface SessionOptions {
  readonly server: ServerOptions;
  readonly inbox: string;
  readonly sentFolder: string;
  /** Longest time for one call, milliseconds. */
  readonly callTimeoutMs: number;
}

/**
 * The port over one connected client with INBOX selected. Calls run one after another: the library handles
 * one command at a time, and looking into Sent changes what is selected.
 */
export function sessionOn(
  client: ImapFlow,
  uidValidity: string,
  options: SessionOptions,
): MailboxSession {
  const { server, inbox } = options;
  const folders = new Map<string, string>();
  /** RFC822.SIZE by UID, as last listed. */
  const sizes = new Map<number, number>();
  let sent: string | undefined;
  /** Letters in INBOX when it was last listed, less those filed since. */
  let listed: number | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  function lost(what: string): MailboxError {
    return new MailboxError('connection', `IMAP ${server.host}:${server.port}: ${what}.`);
  }

  /** One call at a time, each with its own deadline: the library can wait for ever on a dead line. */
  function call<T>(work: () => Promise<T>): Promise<T> {
    const run = queue.then(async () => {
      if (!client.usable) throw lost('the connection is closed');
      try {
        return await withDeadline(work(), options.callTimeoutMs, () => {
          client.close();
          return lost('no answer in time');
        });
      } catch (error) {
        throw client.usable ? withoutServerWords(error) : asMailboxError(error, server);
      }
    });
    queue = run.catch(() => undefined);
    return run;
  }

  /** A command that was refused on a living line; the library's error quotes the command and the answer. */
  function withoutServerWords(error: unknown): unknown {
    const refused =
      error instanceof Error && ('responseStatus' in error || 'executedCommand' in error);
    if (!refused) return error;
    const problem = asMailboxError(error, server);
    if (problem.kind === 'throttled') return problem;
    return new Error(`IMAP ${server.host}:${server.port} refused a command.`);
  }

  async function select(path: string, readOnly: boolean): Promise<void> {
    await client.mailboxOpen(path, { readOnly });
  }

  /** Back to INBOX; under another UIDVALIDITY every number that the caller holds is void. */
  async function returnToInbox(): Promise<void> {
    const mailbox = await client.mailboxOpen(inbox);
    if (String(mailbox.uidValidity) === uidValidity) return;
    client.close();
    throw lost('UIDVALIDITY changed');
  }

  /** Undefined when the letter is gone. */
  async function sizeOf(uid: number): Promise<number | undefined> {
    if (client.mailbox === false || client.mailbox.exists === 0) return undefined;
    const row = await client.fetchOne(String(uid), { uid: true, size: true }, { uid: true });
    return row === false ? undefined : (row.size ?? 0);
  }

  async function exists(uid: number): Promise<boolean> {
    if (client.mailbox === false || client.mailbox.exists === 0) return false;
    const found = await client.fetchOne(String(uid), { uid: true }, { uid: true });
    return found !== false && found.uid === uid;
  }

  /** One visit to Sent for all of them, one search for each. */
  const amongSent = (messageIds: readonly string[]): Promise<ReadonlySet<string>> =>
    call(async () => {
      const path = sent ?? (await findSent(client, options.sentFolder));
      if (path === undefined) return new Set();
      sent = path;
      const found = new Set<string>();
      try {
        await select(path, true);
        for (const messageId of letters(client) === 0 ? [] : messageIds) {
          if (await selectedHolds(messageId)) found.add(messageId);
        }
        return found;
      } finally {
        if (client.usable) await returnToInbox();
      }
    });

  async function selectedHolds(messageId: string): Promise<boolean> {
    const hits =
      (await client.search({ header: { 'message-id': messageId } }, { uid: true })) || [];
    // Servers match parts of the value; the header itself decides.
    for (const uid of hits) {
      const row = await client.fetchOne(
        String(uid),
        { uid: true, headers: ['message-id'] },
        { uid: true },
      );
      if (row !== false && holdsMessageId(row.headers, messageId)) return true;
    }
    return false;
  }

  return {
    uidValidity,

    list: (after) =>
      call(async () => {
        // "1:*" on an empty mailbox is an error to some servers.
        listed = letters(client);
        if (listed === 0) return [];
        const query = { uid: true, size: true } as const;
        const rows =
          after === undefined
            ? await client.fetchAll('1:*', query)
            : await client.fetchAll(`${after + 1}:*`, query, { uid: true });
        sizes.clear();
        for (const row of rows) sizes.set(row.uid, row.size ?? 0);
        return (
          rows
            .map((row) => ({ uid: row.uid, size: row.size ?? 0 }))
            // "*" is the last letter even when its UID lies below the range asked for.
            .filter(({ uid }) => uid > (after ?? 0))
            .sort((one, other) => one.uid - other.uid)
        );
      }),

    fetch: (uid, maxBytes) =>
      call(async () => {
        const size = sizes.get(uid) ?? (await sizeOf(uid));
        if (size === undefined) return undefined;
        if (size > maxBytes) throw new Error(`The letter is larger than ${maxBytes} bytes.`);
        const whole = await client.fetchOne(
          String(uid),
          { uid: true, source: true },
          { uid: true },
        );
        if (whole === false || whole.source === undefined) return undefined;
        if (whole.source.length > maxBytes) {
          throw new Error(`The letter is larger than ${maxBytes} bytes.`);
        }
        return whole.source;
      }),

    file: (uid, folder, flags) =>
      call(async () => {
        if (!(await exists(uid))) return 'gone';
        const path = folders.get(folder) ?? (await ensureFolder(client, folder));
        folders.set(folder, path);
        if (flags.length > 0) await client.messageFlagsAdd(String(uid), [...flags], { uid: true });
        const moved = await client.messageMove(String(uid), path, { uid: true });
        if (moved !== false) {
          if (listed !== undefined) listed -= 1;
          return 'moved';
        }
        // The folder may have been deleted meanwhile: the next call looks again.
        folders.delete(folder);
        if (!(await exists(uid))) return 'gone';
        throw new Error(`IMAP ${server.host}:${server.port} refused to move a letter to a folder.`);
      }),

    fileAll: (uids, folder, flags) =>
      call(async () => {
        if (uids.length === 0 || letters(client) === 0) return new Set();
        const path = folders.get(folder) ?? (await ensureFolder(client, folder));
        folders.set(folder, path);
        // UIDs that are gone are passed over by both commands.
        const range = uids.join(',');
        if (flags.length > 0) await client.messageFlagsAdd(range, [...flags], { uid: true });
        const moved = await client.messageMove(range, path, { uid: true });
        if (moved === false || moved === undefined) {
          folders.delete(folder);
          throw new Error(
            `IMAP ${server.host}:${server.port} refused to move letters to a folder.`,
          );
        }
        // A server without UIDPLUS does not say which.
        const done = moved.uidMap === undefined ? uids : [...moved.uidMap.keys()];
        if (listed !== undefined) listed -= done.length;
        return new Set(done);
      }),

    findInSent: async (messageId) => (await amongSent([messageId])).has(messageId),
    amongSent,

    appendToSent: (raw) =>
      call(async () => {
        sent ??= await ensureSent(client, options.sentFolder);
        const stored = await client.append(sent, Buffer.from(raw), ['\\Seen']);
        if (stored === false) {
          sent = undefined;
          throw new Error(`IMAP ${server.host}:${server.port} refused a copy for Sent.`);
        }
      }),

    waitForNews: async (ms, signal) => {
      if (!client.usable) throw lost('the connection is closed');
      // One that came while another command ran was announced there, and not again.
      if (listed !== undefined && letters(client) > listed) return;
      // Not in the queue: any other call may break the wait, that is what IDLE is made for.
      await newsOf(client, ms, signal, lost);
      // IDLE is only a hint and dies silently: a command proves that the line still carries.
      await call(() => client.noop());
    },

    close: async () => {
      if (client.usable) {
        await withDeadline(client.logout(), 2000, () => undefined).catch(() => undefined);
      }
      client.close();
    },
  };
}

function letters(client: ImapFlow): number {
  return client.mailbox === false ? 0 : client.mailbox.exists;
}

/** Waits inside IDLE for a new letter, the end of the time or the caller. */
async function newsOf(
  client: ImapFlow,
  ms: number,
  signal: AbortSignal,
  lost: (what: string) => MailboxError,
): Promise<void> {
  if (signal.aborted) return;
  let stop: () => void = () => undefined;
  const news = new Promise<void>((resolve, reject) => {
    const onNews = (): void => resolve();
    const onClose = (): void => reject(lost('the connection was closed'));
    const timer = setTimeout(onNews, ms);
    client.on('exists', onNews);
    client.on('close', onClose);
    signal.addEventListener('abort', onNews, { once: true });
    stop = () => {
      clearTimeout(timer);
      client.off('exists', onNews);
      client.off('close', onClose);
      signal.removeEventListener('abort', onNews);
    };
  });
  // Ends by itself as soon as the next command needs the line.
  client.idle({ whenFree: true }).catch(() => undefined);
  try {
    await news;
  } finally {
    stop();
  }
}

function holdsMessageId(headers: Buffer | undefined, messageId: string): boolean {
  return (
    headers
      ?.toString('latin1')
      .replace(/\r?\n[ \t]+/g, ' ')
      .includes(messageId) ?? false
  );
}

async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  expire: () => Error | undefined,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(expire() ?? new Error('late')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // The loser may still fail later; nobody is waiting for it any more.
    work.catch(() => undefined);
  }
}
