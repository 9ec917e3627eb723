/** A target of a few lines that lives in the test itself: health and one streamed answer, as the deployment `minimal`. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Server as TcpServer } from 'node:net';
import type { ConfigInput } from '../../contract/config.ts';

/** A target that answers. */
export interface MinimalTarget {
  server: Server;
  baseUrl: string;
  close(): void;
}

/** Starts it on a free port of 127.0.0.1; `answer` may take a request over by returning true. */
export async function startMinimalTarget(
  answer: (...given: Parameters<RequestListener>) => boolean = () => false,
): Promise<MinimalTarget> {
  const server = createServer((request: IncomingMessage, response) => {
    request.resume();
    if (answer(request, response)) return;
    if (request.url === '/chat') response.writeHead(200, { 'content-type': 'text/plain' }).end('hello');
    else response.writeHead(200).end('ok');
  });
  const port = await listen(server, '127.0.0.1');
  return {
    server,
    baseUrl: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A configuration that loads it from this machine's own address, with nothing else allowed. */
export function configFor(baseUrl: string, phases: { rampMs: number; warmupMs: number; measureMs: number }) {
  return {
    target: { deployment: 'minimal', baseUrl, allow: ['127.0.0.1'], localIps: null },
    limiter: null,
    workloads: { smoke: { phases } },
  } satisfies ConfigInput;
}

/** Resolves with the free port that `server` listens on. */
export function listen(server: TcpServer, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no port'));
    });
  });
}
