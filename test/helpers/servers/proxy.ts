import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports.js';

export interface FaultProxy {
  readonly port: number;
  /** Connections ever accepted. */
  connections(): number;
  /** Resets every open connection. New ones work. */
  cut(): void;
  /** From now on, swallows all bytes both ways and keeps connections open: no reset, no answer. */
  blackHole(): void;
  /** From now on, each chunk waits this long, both ways. */
  delay(ms: number): void;
  /** Cuts open connections and refuses new ones until `heal`. */
  refuse(): Promise<void>;
  /** Cuts a connection once this many bytes have come from the server on it. */
  cutAfter(serverBytes: number): void;
  /** Drops chunks from the server for which this is true: eats IDLE's untagged lines, for example. */
  eat(matches: (chunk: Buffer) => boolean): void;
  /** Everything passes again. Connections that lost bytes are cut: they could never recover in order. */
  heal(): Promise<void>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Weather {
  blackHole: boolean;
  delayMs: number;
  cutAfter: number;
  eat: (chunk: Buffer) => boolean;
}

const FAIR: Readonly<Weather> = {
  blackHole: false,
  delayMs: 0,
  cutAfter: Infinity,
  eat: () => false,
};

/** A TCP proxy on loopback that stands for the network between the product and a server. */
export async function startProxy(targetPort: number): Promise<FaultProxy> {
  let weather: Weather = { ...FAIR };
  let accepted = 0;
  const pairs = new Map<Socket, Socket>();
  const tainted = new Set<Socket>();

  const drop = (client: Socket): void => {
    client.resetAndDestroy();
    pairs.get(client)?.destroy();
    pairs.delete(client);
    tainted.delete(client);
  };
  const forward = (client: Socket, to: Socket, chunk: Buffer, fromServer: boolean): void => {
    if (weather.blackHole || (fromServer && weather.eat(chunk))) {
      if (weather.blackHole) tainted.add(client);
      return;
    }
    const write = (): void => {
      if (to.writable) to.write(chunk);
    };
    if (weather.delayMs > 0) setTimeout(write, weather.delayMs);
    else write();
  };
  const accept = (client: Socket): void => {
    accepted += 1;
    let serverBytes = 0;
    const upstream = connect({ port: targetPort, host: '127.0.0.1' });
    pairs.set(client, upstream);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    client.on('data', (chunk) => forward(client, upstream, chunk, false));
    upstream.on('data', (chunk) => {
      serverBytes += chunk.length;
      if (serverBytes > weather.cutAfter) drop(client);
      else forward(client, client, chunk, true);
    });
    const end = (): void => {
      // In a black hole nobody hears that the other side has gone.
      if (!weather.blackHole) drop(client);
    };
    for (const socket of [client, upstream]) {
      socket.on('error', end);
      socket.on('close', end);
    }
  };

  let server: Server = createServer(accept);
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const port = await freePort();
  await listen(port);

  const cut = (): void => {
    for (const client of [...pairs.keys()]) drop(client);
  };
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      cut();
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
  return {
    port,
    connections: () => accepted,
    cut,
    blackHole: () => {
      weather.blackHole = true;
      for (const client of pairs.keys()) tainted.add(client);
    },
    delay: (ms) => {
      weather.delayMs = ms;
    },
    refuse: close,
    cutAfter: (serverBytes) => {
      weather.cutAfter = serverBytes;
    },
    eat: (matches) => {
      weather.eat = matches;
    },
    heal: async () => {
      weather = { ...FAIR };
      for (const client of [...tainted]) drop(client);
      if (!server.listening) {
        server = createServer(accept);
        await listen(port);
      }
    },
    stop: close,
    [Symbol.asyncDispose]: close,
  };
}
