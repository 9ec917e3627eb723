/**
 * The fence around the real browser.
 *
 * k6 stops what it is asked about; Chromium also opens connections that k6 is never asked about: WebSockets, service
 * workers, connections made ahead of a navigation. So Chromium is given a proxy that refuses everything and names it,
 * and goes directly only to what is allowed. Nothing is ever passed on.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { isIP } from 'node:net';

/** What the browser may reach. */
export interface AllowedForBrowser {
  /** The target's. Where it is a name, the browser goes to `targetAddress` by it, whatever it resolves to later. */
  targetHost: string;
  targetAddress: string;
  /** Addresses and CIDR ranges. */
  addresses: readonly string[];
  /** Host names that were resolved and found allowed. */
  names: readonly string[];
}

/** A fence that stands. */
export interface BrowserFence {
  /** Chromium's arguments, without leading dashes and without commas, which separate them in K6_BROWSER_ARGS. */
  args: string[];
  close(): void;
}

/** Refused connections that are named; a page that tries for ever must not fill the disk. */
const NAMED_MAX = 1_000;

/** Puts the fence up; what it refuses is named in the file `logPath`, a host and port a line. */
export async function fenceBrowser(allowed: AllowedForBrowser, logPath: string): Promise<BrowserFence> {
  let named = 0;
  const refuse = (authority: string) => {
    named += 1;
    if (named > NAMED_MAX) return;
    appendFileSync(logPath, `blocked by the fence, not on the allow-list: ${authority}\n`, { mode: 0o600 });
  };
  const server = createServer((request, response) => {
    refuse(authorityOf(request.url ?? ''));
    response.writeHead(403, { connection: 'close' }).end();
  });
  server.on('connect', (request, socket) => {
    refuse(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  server.unref();
  return {
    args: browserFenceArgs(allowed, port),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The arguments that leave Chromium no way but to what is allowed and to the refusing proxy on `port`. */
export function browserFenceArgs(allowed: AllowedForBrowser, port: number): string[] {
  const { targetHost, targetAddress, addresses, names } = allowed;
  // Loopback goes past every proxy unless that is taken back; the rules that follow win.
  const direct = ['<-loopback>', ...[targetHost, ...names, ...addresses].map(bracketed)];
  return [
    `proxy-server=http://127.0.0.1:${port}`,
    `proxy-bypass-list=${[...new Set(direct)].join(';')}`,
    ...(isIP(targetHost) === 0 ? [`host-resolver-rules=MAP ${targetHost} ${bracketed(targetAddress)}`] : []),
    // What is not TCP would go past the proxy.
    'disable-quic',
    'force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  ];
}

/** A single IPv6 address stands in brackets; a range does not. */
function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function authorityOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an unreadable address';
}
