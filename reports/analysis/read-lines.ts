/**
 * Reads a text file line by line without holding it: a load file of a long run is larger than a string may be.
 *
 * Knows nothing of what the lines mean. Lines end with LF or CRLF. A file that ends in `.gz` is read as what it holds.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Bytes read at once; large enough that a hundred thousand lines cost few calls. */
const CHUNK_BYTES = 1 << 20;
const LF = 10;
const CR = 13;
/** Longest line accepted, bytes; a longer one is a damaged file, and would otherwise fill the memory. */
export const LINE_BYTES_MAX = 16 << 20;

/** The ending of a file that was compressed after its run. */
export const COMPRESSED = '.gz';

/**
 * Calls `take(text, lineNumber)` for each line, 1-based; a last line without LF is passed too, an empty rest is not.
 * Throws RangeError for a line over 16 MiB.
 */
export async function readLines(path: string, take: (text: string, line: number) => void): Promise<void> {
  await readLineBytes(path, (bytes, from, to, line) => take(bytes.toString('utf8', from, to), line));
}

/** Takes a line as the bytes from `from` up to `to`, which are used again once it returns. */
export type LineTaker = (bytes: Buffer, from: number, to: number, line: number) => void;

/** Like `readLines`, without making a text of each line. */
export async function readLineBytes(path: string, take: LineTaker): Promise<void> {
  const splitter = createSplitter(take);
  if (path.endsWith(COMPRESSED)) await readCompressed(path, splitter.add);
  else await readPlain(path, splitter.add);
  splitter.end();
}

/** Two buffers for the whole file, one of which is filled while the other one's lines are taken. */
async function readPlain(path: string, add: (chunk: Buffer) => void): Promise<void> {
  const file = await open(path, 'r');
  const fill = (chunk: Buffer) => file.read(chunk, 0, CHUNK_BYTES, null);
  let [taken, filled] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
  let filling = fill(filled);
  try {
    for (;;) {
      const { bytesRead } = await filling;
      if (bytesRead === 0) return;
      [taken, filled] = [filled, taken];
      filling = fill(filled);
      add(taken.subarray(0, bytesRead));
    }
  } finally {
    // A line that was refused leaves the next buffer half filled.
    await filling.catch(() => undefined);
    await file.close();
  }
}

async function readCompressed(path: string, add: (chunk: Buffer) => void): Promise<void> {
  await pipeline(createReadStream(path), createGunzip({ chunkSize: CHUNK_BYTES }), async (chunks) => {
    for await (const chunk of chunks) add(chunk);
  });
}

/** Cuts chunks into lines; a chunk may be used again once `add` has returned. */
function createSplitter(take: LineTaker): { add(chunk: Buffer): void; end(): void } {
  let rest = Buffer.alloc(0);
  let line = 0;
  const pass = (bytes: Buffer, from: number, lf: number): void => {
    line += 1;
    take(bytes, from, bytes[lf - 1] === CR && lf > from ? lf - 1 : lf, line);
  };
  return {
    add(chunk) {
      let from = 0;
      let to = chunk.indexOf(LF);
      if (rest.length > 0 && to !== -1) {
        // Only the line that was cut is put together, not the whole chunk behind it.
        const whole = Buffer.concat([rest, chunk.subarray(0, to)]);
        rest = Buffer.alloc(0);
        pass(whole, 0, whole.length);
        from = to + 1;
        to = chunk.indexOf(LF, from);
      }
      for (; to !== -1; to = chunk.indexOf(LF, from)) {
        pass(chunk, from, to);
        from = to + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(from)]);
      if (rest.length > LINE_BYTES_MAX) throw new RangeError(`line ${line + 1} is longer than ${LINE_BYTES_MAX} bytes`);
    },
    end() {
      if (rest.length > 0) take(rest, 0, rest.length, line + 1);
    },
  };
}
