import { get } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guardLookups } from './guard-lookups.ts';

let connections = 0;
let port = 0;
const server = createServer((socket) => {
  connections += 1;
  socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
});
let release = () => {};

beforeEach(async () => {
  connections = 0;
  port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
});
afterEach(() => {
  release();
  server.close();
});

/** `localhost` is a name that every machine resolves. */
async function ask(): Promise<string> {
  return new Promise((resolve) => {
    get({ host: 'localhost', family: 4, port, agent: false }, (response) => resolve(`${response.statusCode}`)).on(
      'error',
      (error) => resolve(error.message),
    );
  });
}

it('refuses a name that resolves outside, before anything is connected, for http and for fetch', async () => {
  release = guardLookups(['192.0.2.0/24']);
  expect(await ask()).toMatch(/localhost resolves to 127\.0\.0\.1 now, which is not on the allow-list/);
  await expect(fetch(`http://localhost:${port}`)).rejects.toThrow();
  expect(connections).toBe(0);
});

it('lets a name through that resolves inside, and every name once it is released', async () => {
  release = guardLookups(['127.0.0.0/8', '::1']);
  expect(await ask()).toBe('200');
  release();
  release = guardLookups([]);
  release();
  expect(await ask()).toBe('200');
  expect(connections).toBe(2);
});

it('leaves the error of a name that does not resolve as it is', async () => {
  release = guardLookups(['127.0.0.0/8']);
  await expect(fetch('http://nowhere.invalid')).rejects.toMatchObject({
    cause: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) },
  });
});
