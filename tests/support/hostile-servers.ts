/**
 * Servers that give back, in their errors and answers, whatever secret they are told: what careless or hostile systems
 * do, and what must not end in a record.
 */

import type { RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { listen, type MinimalTarget, startMinimalTarget } from './minimal-target.ts';

/** A server and everything that it was told. */
export interface HostileServer {
  port: number;
  told(): string;
  close(): void;
}

/** A PostgreSQL that asks for the password in the clear, and repeats it as its reason to refuse. */
export function startHostileDatabase(): Promise<HostileServer> {
  let hasStarted = new WeakSet<Socket>();
  return startHostileServer((socket, chunk) => {
    if (hasStarted.has(socket)) {
      const password = chunk.subarray(5, -1).toString('utf8');
      const fields = `SFATAL\0C28P01\0Mno entry with '${password}' for postgres://someone:${password}@here/db\0\0`;
      socket.end(message('E', Buffer.from(fields)));
      return;
    }
    hasStarted = hasStarted.add(socket);
    // AuthenticationCleartextPassword.
    socket.write(message('R', Buffer.from([0, 0, 0, 3])));
  });
}

/** A Redis that repeats every command as its error. */
export function startHostileRedis(): Promise<HostileServer> {
  return startHostileServer((socket, chunk) => {
    const words = chunk
      .toString('utf8')
      .split('\r\n')
      .filter((word) => /^[^*$]/.test(word));
    socket.write(`-ERR what is '${words.join(' ')}'?\r\n`);
  });
}

/** A target of the deployment `reference` that hands out and repeats secrets. */
export interface HostileTarget extends MinimalTarget {
  told(): string;
}

/** What a hostile target hands out. */
export interface HandedOut {
  token: string;
  cookie: string;
  /** Of the address that it sends requests on to, in its query. */
  query: string;
  /** Where that is. */
  away: string;
}

/** Starts it: it signs everybody in, then fails, redirects, or repeats what it was sent. */
export async function startHostileTarget(out: HandedOut): Promise<HostileTarget> {
  let told = '';
  const answer: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const all = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`;
      told += `${all}\n`;
      response.setHeader('set-cookie', `sid=${out.cookie}; Path=/`);
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://target');
      const category = searchParams.get('category');
      if (pathname === '/api/health') response.writeHead(200).end('{"status":"ok"}');
      else if (pathname === '/api/session')
        response.writeHead(200).end(JSON.stringify({ token: out.token, userId: 'user-1', copilotSessions: [] }));
      else if (pathname === '/metrics') response.writeHead(200).end(repeatAsMetrics(request.url ?? ''));
      else if (pathname === '/broken/metrics') response.writeHead(500).end(all);
      else if (category !== null && pathname === '/api/products')
        response.writeHead(200).end(JSON.stringify({ items: [{ id: 'product-1', category }] }));
      else if (pathname === '/api/checkout')
        response.writeHead(302, { location: `${out.away}/?token=${out.query}` }).end(all);
      else response.writeHead(500, { 'x-echo': encodeURIComponent(all) }).end(all);
    });
  };
  const target = await startMinimalTarget((request, response) => {
    answer(request, response);
    return true;
  });
  return { ...target, told: () => told };
}

function repeatAsMetrics(url: string): string {
  return `process_resident_memory_bytes{asked="${url}"} 1\napp_db_pool_max{asked="${url}"} 2\n`;
}

function message(type: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(payload.length + 4, 1);
  return Buffer.concat([head, payload]);
}

async function startHostileServer(onChunk: (socket: Socket, chunk: Buffer) => void): Promise<HostileServer> {
  let told = '';
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      told += chunk.toString('utf8');
      onChunk(socket, chunk);
    });
  });
  const port = await listen(server, '127.0.0.1');
  return {
    port,
    told: () => told,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
