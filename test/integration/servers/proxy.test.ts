import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProxy } from '../../helpers/servers/index.js';

const echo = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
let target = 0;

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

describe('the fault proxy of the tests', () => {
  beforeAll(async () => {
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    target = (echo.address() as AddressInfo).port;
  });
  afterAll(() => {
    echo.close();
  });

  it('passes bytes both ways', async () => {
    await using proxy = await startProxy(target);
    const socket = await open(proxy.port);
    expect(await ask(socket, 'hello')).toBe('hello');
    socket.destroy();
  });

  it('cuts open connections and takes new ones', async () => {
    await using proxy = await startProxy(target);
    const socket = await open(proxy.port);
    await ask(socket, 'hello');
    const closed = closing(socket);
    proxy.cut();
    await closed;
    expect(await ask(await open(proxy.port), 'again')).toBe('again');
    expect(proxy.connections()).toBe(2);
  });

  it('swallows everything without a reset, then cuts what lost bytes', async () => {
    await using proxy = await startProxy(target);
    const socket = await open(proxy.port);
    await ask(socket, 'hello');
    proxy.blackHole();
    const answer = ask(socket, 'lost').catch(() => 'nothing');
    const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silence'));
    expect(await Promise.race([answer, silence])).toBe('silence');
    expect(socket.readyState).toBe('open');
    const closed = closing(socket);
    await proxy.heal();
    await closed;
    expect(await ask(await open(proxy.port), 'again')).toBe('again');
  });

  it('delays, and cuts after so many bytes', async () => {
    await using proxy = await startProxy(target);
    const socket = await open(proxy.port);
    proxy.delay(40);
    const start = performance.now();
    await ask(socket, 'slow');
    expect(performance.now() - start).toBeGreaterThan(70);
    proxy.delay(0);
    proxy.cutAfter(10);
    const closed = closing(socket);
    socket.write('more than ten bytes');
    await closed;
  });

  it('refuses until it heals, on the same port', async () => {
    await using proxy = await startProxy(target);
    await proxy.refuse();
    await expect(open(proxy.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.heal();
    expect(await ask(await open(proxy.port), 'back')).toBe('back');
  });
});
