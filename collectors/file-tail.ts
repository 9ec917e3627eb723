/**
 * Reads a file that another process appends to: each call brings the whole lines that have come since the last one.
 *
 * Reads every byte once. A line without its end stays for the next call. Never holds more than a bounded part of the
 * file in memory; what is left is said and comes with the next calls.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes read by one call: a minute of a large load file; more would hold up the other collectors. */
const BYTES_PER_READ_MAX = 4 * 1024 * 1024;

/** What a call brought. */
export interface TailRead {
  /** Whole lines without their ends, oldest first. */
  lines: string[];
  /** Bytes that still wait in the file. */
  behindBytes: number;
}

/** A file that grows. */
export interface FileTail {
  /** The new lines, or undefined as long as there is no such file. */
  read(): Promise<TailRead | undefined>;
  close(): Promise<void>;
}

/** Where following begins: at the first byte (the default), or behind what the file holds at the first call. */
export type FollowFrom = 'start' | 'end';

/** Follows `path`; the file may appear later. */
export function followFile(path: string, from: FollowFrom = 'start'): FileTail {
  let handle: FileHandle | undefined;
  let offset = from === 'start' ? 0 : undefined;
  let torn: Buffer = Buffer.alloc(0);

  return {
    async read() {
      handle ??= await openIfThere(path);
      if (handle === undefined) return undefined;
      const { size } = await handle.stat();
      offset ??= size;
      if (size < offset) throw new Error('the file has become shorter: something else writes to it');
      const wanted = Math.min(size - offset, BYTES_PER_READ_MAX);
      const buffer = Buffer.allocUnsafe(wanted);
      const { bytesRead } = await handle.read(buffer, 0, wanted, offset);
      offset += bytesRead;
      const fresh =
        torn.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([torn, buffer.subarray(0, bytesRead)]);
      const end = fresh.lastIndexOf(0x0a) + 1;
      torn = Buffer.from(fresh.subarray(end));
      if (torn.length > BYTES_PER_READ_MAX) throw new Error('the file has a line without an end');
      const text = end === 0 ? '' : fresh.toString('utf8', 0, end - 1);
      return { lines: end === 0 ? [] : text.split('\n'), behindBytes: size - offset };
    },
    async close() {
      await handle?.close();
      handle = undefined;
    },
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
