/**
 * Fetches a page of text over one kept-alive connection.
 *
 * `node:http` rather than `fetch`, which costs several times the CPU a request. Follows no redirect (a sign-in page is
 * no metrics page) and reads at most a given number of bytes.
 */
import http from 'node:http';
import https from 'node:https';

/** A page that can be fetched again and again. */
export interface TextSource {
  /** The body of a 200 answer; rejects with the reason otherwise. */
  get(signal: AbortSignal): Promise<string>;
  /** Closes the kept-alive connection. */
  close(): void;
}

/** What to fetch. */
export interface TextSourceInput {
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Bytes; a longer body is an error, not a cut one. */
  bodyBytesMax: number;
}

/** A source for `http:` and `https:` URLs; any other scheme is refused with a RangeError. */
export function createTextSource(input: TextSourceInput): TextSource {
  const { protocol } = input.url;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new RangeError(`metrics come over http or https, not ${protocol}`);
  const client = protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: 1 });

  const get = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const request = client.get(input.url, { agent, signal, headers: input.headers }, (response) => {
        response.on('error', reject);
        if (response.statusCode !== 200) {
          response.resume();
          reject(new Error(`answered with status ${response.statusCode}`));
          return;
        }
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > input.bodyBytesMax)
            request.destroy(new Error(`the page is over ${input.bodyBytesMax} bytes long`));
        });
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      });
      request.on('error', reject);
    });

  return {
    // A server that closed the idle connection just now has not answered: that one failure is asked again.
    get: (signal) =>
      get(signal).catch((error: unknown) => (isStale(error, signal) ? get(signal) : Promise.reject(error))),
    close: () => agent.destroy(),
  };
}

function isStale(error: unknown, signal: AbortSignal): boolean {
  return !signal.aborted && error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}
