/*
 * The part of hoodiecrow-imap 2.1 that the sandbox uses: it ships no types.
 */
declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Server, Socket } from 'node:net';

  namespace hoodiecrow {
    interface Message {
      uid: number;
      flags: string[];
      /** Bytes as a latin1 string. */
      raw: string;
    }
    interface Mailbox {
      path: string;
      uidvalidity: number;
      messages: Message[];
    }
    interface Folder {
      'special-use'?: string;
      uidvalidity: number;
      folders?: Record<string, Folder>;
    }
    interface Namespace extends Omit<Partial<Folder>, 'folders'> {
      separator?: string;
      type?: 'personal';
      folders?: Record<string, Folder>;
    }
    interface Attribute {
      type: string;
      value: string;
    }
    interface Command {
      tag: string;
      command: string;
      attributes?: Attribute[];
    }
    interface Response {
      tag: string;
      command: string;
      attributes: Attribute[];
    }
    interface Connection {
      server: ImapServer;
      /** Null once the connection is closed. */
      socket: Socket | null;
      state: 'Not Authenticated' | 'Authenticated' | 'Selected';
      /** Takes the next line instead of the command parser, while set. */
      inputHandler: ((line: string) => void) | false;
      /** Send notifications as they come, not only with the next response. */
      directNotifications: boolean;
      _notificationCallback: (notification: unknown) => void;
      onData(chunk: Buffer): void;
      onNotify(notification: unknown): void;
      processNotifications(): void;
      send(response: Response, description: string, command: Command, data: string): void;
    }
    type CommandHandler = (
      connection: Connection,
      command: Command,
      data: string,
      done: () => void,
    ) => void;

    interface ImapServer extends EventEmitter {
      readonly server: Server;
      readonly connectionHandlers: ((connection: Connection) => void)[];
      listen(port: number, host: string, listening: () => void): void;
      close(closed: () => void): void;
      registerCapability(keyword: string, available?: (connection: Connection) => boolean): void;
      setCommandHandler(command: string, handler: CommandHandler): void;
      getCommandHandler(command: string): CommandHandler | false;
      getMailbox(path: string): Mailbox | undefined;
      readonly folderCache: Readonly<Record<string, Mailbox>>;
      appendMessage(mailbox: string, flags: string[], received: Date, raw: string): unknown;
    }
    interface Options {
      /** TLS from the first byte, with these credentials. */
      secureConnection?: boolean;
      credentials?: { key: string; cert: string };
      plugins?: (string | ((server: ImapServer) => void))[];
      storage?: Record<string, Namespace>;
    }
  }

  function hoodiecrow(options: hoodiecrow.Options): hoodiecrow.ImapServer;
  export = hoodiecrow;
}
