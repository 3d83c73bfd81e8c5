import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { idle, logIn } from './imap-plugins.js';

export interface MailAccount {
  readonly address: string;
  readonly password: string;
}

/** Where a server of the sandbox listens, and the certificate with which it does, if any (PEM). */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface StoredMessage {
  readonly folder: string;
  readonly uid: number;
  readonly flags: readonly string[];
  readonly raw: Buffer;
}

export interface SandboxImap {
  readonly port: number;
  deliver(address: string, raw: Buffer, received: Date): void;
  messages(address: string): readonly StoredMessage[];
  stop(): Promise<void>;
}

export interface AccountFolders extends MailAccount {
  /** Folders beside INBOX. A folder called Sent is marked as such (RFC 6154). */
  readonly folders: readonly string[];
}

const PLUGINS = [
  'ID',
  'NAMESPACE',
  'ENABLE',
  'LITERALPLUS',
  'UNSELECT',
  'SPECIAL-USE',
  'CREATE-SPECIAL-USE',
  'MOVE',
  'UIDPLUS',
  idle,
];

function makeStore(account: AccountFolders, uidValidity: number): hoodiecrow.ImapServer {
  const folders = account.folders.map((name): [string, hoodiecrow.Folder] => [
    name,
    { uidvalidity: uidValidity, ...(name === 'Sent' ? { 'special-use': '\\Sent' } : {}) },
  ]);
  const store = hoodiecrow({
    plugins: PLUGINS,
    storage: {
      INBOX: { uidvalidity: uidValidity },
      '': { separator: '/', type: 'personal', folders: Object.fromEntries(folders) },
    },
  });
  // One listener per connection: any number of them is fine here.
  store.setMaxListeners(0);
  return store;
}

/**
 * hoodiecrow-imap is a scriptable mock of 2014 that nobody maintains: a command that trips it must cost
 * that connection, with a word about it, and never the process. Commands are also files that it loads
 * by name, so names are kept to letters.
 */
function guardCommands(server: hoodiecrow.ImapServer, onFault: (error: unknown) => void): void {
  const find = server.getCommandHandler.bind(server);
  server.getCommandHandler = (name) => {
    if (!/^[A-Z]+( [A-Z]+)?$/i.test(name)) return false;
    const handler = find(name);
    if (handler === false) return false;
    return (connection, command, data, done) => {
      try {
        handler(connection, command, data, done);
      } catch (error) {
        onFault(error);
        connection.socket?.destroy();
        done();
      }
    };
  };
}

/**
 * The IMAP side of the sandbox: one port, a mailbox of its own for each account.
 *
 * `uidValidity` must differ between runs, or a ledger that outlives the sandbox takes the first letter
 * of the next run for one that it has seen. Port 0 means any free one.
 */
export async function startSandboxImap(options: {
  readonly accounts: readonly AccountFolders[];
  readonly uidValidity: number;
  readonly listening: Listening;
  readonly onFault: (error: unknown) => void;
}): Promise<SandboxImap> {
  const { accounts, onFault } = options;
  const { host, port, tls } = options.listening;
  const stores = new Map(
    accounts.map((account) => [account.address, makeStore(account, options.uidValidity)]),
  );
  const store = (address: string): hoodiecrow.ImapServer => {
    const found = stores.get(address);
    if (found === undefined) throw new Error(`the sandbox has no mailbox ${address}`);
    return found;
  };
  const open = (connection: hoodiecrow.Connection, user: string, password: string): boolean => {
    const account = accounts.find(({ address }) => address === user.toLowerCase());
    if (account === undefined || account.password !== password) return false;
    connection.server.removeListener('notify', connection._notificationCallback);
    connection.server = store(account.address);
    connection.server.on('notify', connection._notificationCallback);
    return true;
  };

  const door = hoodiecrow({
    plugins: [...PLUGINS, logIn(open)],
    storage: { INBOX: {} },
    ...(tls === undefined ? {} : { secureConnection: true, credentials: tls }),
  });
  door.setMaxListeners(0);
  for (const server of [door, ...stores.values()]) guardCommands(server, onFault);

  const sockets = new Set<Socket>();
  door.connectionHandlers.push((connection) => {
    const { socket } = connection;
    if (socket === null) return;
    sockets.add(socket);
    const guarded =
      <T>(work: (value: T) => void) =>
      (value: T): void => {
        try {
          work(value);
        } catch (error) {
          onFault(error);
          socket.destroy();
        }
      };
    socket.setNoDelay(true);
    socket.removeAllListeners('data');
    socket.on(
      'data',
      guarded((chunk: Buffer) => connection.onData(chunk)),
    );
    door.removeListener('notify', connection._notificationCallback);
    connection._notificationCallback = guarded((notification: unknown) =>
      connection.onNotify(notification),
    );
    door.on('notify', connection._notificationCallback);
    // The library drops every listener when a socket closes, so this one asks for the same moment first.
    socket.prependListener('close', () => sockets.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    door.server.once('error', reject);
    door.listen(port, host, resolve);
  });
  return {
    port: (door.server.address() as AddressInfo).port,
    deliver: (address, raw, received) => {
      store(address).appendMessage('INBOX', [], received, raw.toString('latin1'));
    },
    messages: (address) =>
      Object.values(store(address).folderCache).flatMap(({ path, messages }) =>
        messages.map(({ uid, flags, raw }) => ({
          folder: path,
          uid,
          flags: [...flags],
          raw: Buffer.from(raw, 'latin1'),
        })),
      ),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        door.close(() => resolve());
      }),
  };
}
