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
  const splitter = createSplitter(take);
  if (path.endsWith(COMPRESSED)) await readCompressed(path, splitter.add);
  else await readPlain(path, splitter.add);
  splitter.end();
}

/** One buffer for the whole file: a load file of an hour has thousands of chunks. */
async function readPlain(path: string, add: (chunk: Buffer) => void): Promise<void> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      add(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function readCompressed(path: string, add: (chunk: Buffer) => void): Promise<void> {
  await pipeline(createReadStream(path), createGunzip({ chunkSize: CHUNK_BYTES }), async (chunks) => {
    for await (const chunk of chunks) add(chunk);
  });
}

/** Cuts chunks into lines; a chunk may be used again once `add` has returned. */
function createSplitter(take: (text: string, line: number) => void): { add(chunk: Buffer): void; end(): void } {
  let rest = Buffer.alloc(0);
  let line = 0;
  return {
    add(chunk) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let to = data.indexOf(LF, from); to !== -1; to = data.indexOf(LF, from)) {
        line += 1;
        take(data.toString('utf8', from, data[to - 1] === CR && to > from ? to - 1 : to), line);
        from = to + 1;
      }
      rest = Buffer.from(data.subarray(from));
      if (rest.length > LINE_BYTES_MAX) throw new RangeError(`line ${line + 1} is longer than ${LINE_BYTES_MAX} bytes`);
    },
    end() {
      if (rest.length > 0) take(rest.toString('utf8'), line + 1);
    },
  };
}
