/**
 * A real HTTP server on the loopback that shows one page, for tests.
 */
import http from 'node:http';

/** The server, and what it was asked. */
export interface HttpPage {
  port: number;
  url: string;
  /** What it answers with from now on. */
  answer: { status: number; body: string };
  /** Headers of the last request. */
  asked: http.IncomingHttpHeaders;
  /** Path of the last request. */
  path: string;
  close(): Promise<void>;
}

/** Starts a server whose every path shows `body`. */
export async function startHttpPage(body: string): Promise<HttpPage> {
  const server = http.createServer((request, response) => {
    page.asked = request.headers;
    page.path = request.url ?? '';
    response.writeHead(page.answer.status, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(page.answer.body);
  });
  const page: HttpPage = {
    port: 0,
    url: '',
    answer: { status: 200, body },
    asked: {},
    path: '',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  page.port = typeof address === 'object' && address !== null ? address.port : 0;
  page.url = `http://127.0.0.1:${page.port}`;
  return page;
}
