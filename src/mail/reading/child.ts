import dns from 'node:dns';
import net from 'node:net';
import { Unreadable } from './limits.js';
import type { ChildMessage, ReadRequest } from './protocol.js';
import { readLetter } from './read-letter.js';

/*
 * The reading process. It holds no secret (its environment is empty), opens no connection, and is killed
 * from outside when it takes too long or too much.
 */

/** No library that runs here may fetch anything; a link in a document must stay a link. */
function sealNetwork(): void {
  const refuse = (): never => {
    throw new Error('The reading process has no network.');
  };
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  dns.lookup = refuse as unknown as typeof dns.lookup;
  Reflect.deleteProperty(globalThis, 'fetch');
  Reflect.deleteProperty(globalThis, 'WebSocket');
}

function answer(message: ChildMessage): void {
  process.send?.(message);
}

async function read(request: ReadRequest): Promise<void> {
  try {
    const mail = await readLetter(request.raw, request.limits);
    const { headers, from, replyTo, inReplyTo, references, remarks, ...rest } = mail;
    answer({
      kind: 'read',
      id: request.id,
      mail: {
        ...rest,
        headers: [...headers],
        from: [...from],
        replyTo: [...replyTo],
        inReplyTo: [...inReplyTo],
        references: [...references],
        remarks: [...remarks],
      },
    });
  } catch (error) {
    // Library errors quote the letter; only our own codes leave this process.
    if (error instanceof Unreadable) {
      answer({
        kind: 'unreadable',
        id: request.id,
        code: error.code,
        ...(error.detail === undefined ? {} : { detail: error.detail }),
      });
    } else {
      answer({ kind: 'unreadable', id: request.id, code: 'parser-failed' });
    }
  }
}

sealNetwork();
// A terminal's interrupt reaches the whole group; the letter in hand is finished and the parent decides.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (request: ReadRequest) => void read(request));
answer({ kind: 'ready' });
