import { createServer, connect } from 'node:net';
import { randomInt } from 'node:crypto';

/*
 * Ports are taken below every usual ephemeral range (Linux from 32768, macOS from 49152). A port from
 * that range could be given to an outgoing connection while a server is down for a restart, even to the
 * very client that reconnects to it, which then talks to itself.
 */
const LOWEST = 15_000;
const HIGHEST = 32_000;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}

/** A loopback port that was free a moment ago. Starters try again with another when they lose the race. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free loopback port between ${LOWEST} and ${HIGHEST} in 200 tries`);
}

/** Sends `hello` (or nothing) and resolves with the first bytes that come back; rejects on any failure. */
export function firstAnswer(port: number, hello = '', timeoutMs = 1_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`port ${port} did not answer`)));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error(`port ${port} closed without an answer`)));
    socket.once('connect', () => {
      if (hello !== '') socket.write(hello);
    });
    socket.once('data', (chunk) => {
      socket.removeAllListeners('close');
      socket.destroy();
      resolve(chunk.toString('latin1'));
    });
  });
}
