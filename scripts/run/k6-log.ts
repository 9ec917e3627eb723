/**
 * Keeps what k6 says in a file, line by line, without the secrets of addresses: k6 names the address of a request that
 * failed, and a target that sends on may have put a token into it.
 */
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { redactUrls } from './redact-urls.ts';

/**
 * Appends the lines of the streams to the file (mode 0600). Resolves when all have ended and the file is written; never
 * rejects: a log that cannot be written must not end the run, the record tells whether it is whole.
 */
export async function keepLog(streams: readonly Readable[], path: string): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600, flags: 'a' });
  // The lines that follow are still taken from k6, or it would wait for ever.
  const written = finished(file).catch(() => undefined);
  await Promise.all(
    streams.map(async (input) => {
      for await (const line of createInterface({ input })) {
        if (file.writable) file.write(`${cleanLine(line)}\n`);
      }
    }),
  );
  file.end();
  await written;
}

/** The line with every address in it redacted; a line without any comes back as it is. */
export function cleanLine(line: string): string {
  // Most lines of a long log are the ledger's, which has no address.
  if (!line.includes('://')) return line;
  try {
    return JSON.stringify(redactUrls(JSON.parse(line)));
  } catch {
    return redactUrls(line);
  }
}
