/**
 * A lock file, so that two commands that need the same k6 do not build it twice.
 *
 * It only saves work: the binary is put in place by an atomic rename, so that even two builders at once are harmless.
 * A lock whose holder is gone is taken over.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** How often a waiting command looks again. */
const POLL_MS = 250;

/** How often a waiting command says so. */
const PROGRESS_PERIOD_MS = 5_000;

/** Takes the lock, waiting for its holder; the returned function gives it back. */
export async function takeLock(
  path: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const startedAtMs = Date.now();
  let saidAtMs = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number((await readFile(path, 'utf8').catch(() => '')).trim());
    if (holder > 0 && !isAlive(holder)) {
      await rm(path, { force: true });
      continue;
    }
    if (Date.now() - saidAtMs >= PROGRESS_PERIOD_MS) {
      saidAtMs = Date.now();
      log(
        `waiting for process ${holder || '(starting)'}, which builds k6: ${Math.round((saidAtMs - startedAtMs) / 1000)} s`,
      );
    }
    await wait(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
