/**
 * Reads a text file line by line without holding it: a load file of a long run is larger than a string may be.
 *
 * Knows nothing of what the lines mean. Lines end with LF or CRLF.
 */
import { open } from 'node:fs/promises';

/** Bytes read at once; large enough that a hundred thousand lines cost few calls. */
const CHUNK_BYTES = 1 << 20;
const LF = 10;
const CR = 13;
/** Longest line accepted, bytes; a longer one is a damaged file, and would otherwise fill the memory. */
export const LINE_BYTES_MAX = 16 << 20;

/**
 * Calls `take(text, lineNumber)` for each line, 1-based; a last line without LF is passed too, an empty rest is not.
 * Throws RangeError for a line over 16 MiB.
 */
export async function readLines(path: string, take: (text: string, line: number) => void): Promise<void> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest = Buffer.alloc(0);
    let line = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      const data =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let from = 0;
      for (let to = data.indexOf(LF, from); to !== -1; to = data.indexOf(LF, from)) {
        line += 1;
        take(data.toString('utf8', from, data[to - 1] === CR && to > from ? to - 1 : to), line);
        from = to + 1;
      }
      rest = Buffer.from(data.subarray(from));
      if (rest.length > LINE_BYTES_MAX) throw new RangeError(`line ${line + 1} is longer than ${LINE_BYTES_MAX} bytes`);
    }
    if (rest.length > 0) take(rest.toString('utf8'), line + 1);
  } finally {
    await file.close();
  }
}
