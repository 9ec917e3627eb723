/**
 * Appends lines to one file of the record, such as `samples/<collector>.ndjson`.
 *
 * Every line goes to the file at once, so that a killed run leaves what it had. Never rewrites, never waits: lines that
 * come while a write is under way go out with the next one. After a failed write nothing more is written, because a
 * half-written line in the middle would spoil its neighbour; the lines lost are counted in the error.
 */
import { open } from 'node:fs/promises';

/** Waiting bytes at which writing is given up: some minutes of the largest collector on a disk that hangs. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;

/** A file of JSON lines that is open for appending. */
export interface LineWriter<Line extends object> {
  write(line: Line): void;
  /** Resolves when every line is in the file and it is closed; rejects with the write error, if there was one. */
  close(): Promise<void>;
}

/** The little of a file that is needed; injected in tests. */
export interface AppendFile {
  appendFile(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file for appending (mode 0600, created when missing). */
export function openAppendFile(path: string): Promise<AppendFile> {
  return open(path, 'a', 0o600);
}

/** A writer into `file`; `onError` is called once, at the first failure. */
export function createLineWriter<Line extends object>(
  file: Promise<AppendFile>,
  onError: (error: Error) => void,
): LineWriter<Line> {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let lost = 0;
  let failure: Error | undefined;
  let flushing: Promise<void> | undefined;

  file.catch(fail);

  function fail(thrown: unknown): void {
    lost += waiting.length;
    waiting = [];
    waitingBytes = 0;
    if (failure !== undefined) return;
    failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    onError(failure);
  }

  async function flush(): Promise<void> {
    try {
      const target = await file;
      while (waiting.length > 0) {
        const text = waiting.join('');
        const lines = waiting.length;
        waiting = [];
        waitingBytes = 0;
        await target.appendFile(text).catch((error: unknown) => {
          lost += lines;
          throw error;
        });
      }
    } catch (error) {
      fail(error);
    } finally {
      flushing = undefined;
    }
  }

  return {
    write(line) {
      if (failure !== undefined) {
        lost += 1;
        return;
      }
      const text = `${JSON.stringify(line)}\n`;
      waiting.push(text);
      waitingBytes += text.length;
      if (waitingBytes > WAITING_BYTES_MAX) fail(new Error(`the disk took none of the last ${waiting.length} lines`));
      else flushing ??= flush();
    },
    async close() {
      await flushing;
      try {
        await (await file).close();
      } catch (error) {
        fail(error);
      }
      if (failure !== undefined) throw new Error(`${failure.message} (${lost} lines lost)`, { cause: failure });
    },
  };
}
