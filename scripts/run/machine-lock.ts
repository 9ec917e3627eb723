/**
 * One run a machine at a time: two loads on one machine would measure each other.
 *
 * The lock is a file that names its holder; the lock of a process that is gone is taken over.
 */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { HeadroomError } from '../../contract/errors.ts';
import { identifyProcess, isAlive } from './process-identity.ts';

/** Who holds the machine. */
export interface LockHolder {
  pid: number;
  startTicks: string;
  what: string;
  sinceMs: number;
}

/** How often a waiting run looks again, milliseconds. */
const RETRY_MS = 500;

/** What taking the lock needs. */
export interface LockRequest {
  path: string;
  what: string;
  nowMs: number;
  /** Wait for the holder instead of refusing; gives up when aborted. */
  wait?: { signal: AbortSignal; onWait(holder: LockHolder): void };
}

/** Takes the lock and returns the function that gives it back; HR_RUN_BUSY names the holder. */
export async function takeMachineLock(request: LockRequest): Promise<() => void> {
  const own = identifyProcess(process.pid);
  const holder: LockHolder = {
    pid: process.pid,
    startTicks: own?.startTicks ?? '',
    what: request.what,
    sinceMs: request.nowMs,
  };
  for (;;) {
    if (tryTake(request.path, holder)) return () => releaseLock(request.path, holder);
    const other = readHolder(request.path);
    if (other === null || !isAlive(other)) {
      rmSync(request.path, { force: true });
      continue;
    }
    if (request.wait === undefined) throw busy(other);
    request.wait.onWait(other);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    if (request.wait.signal.aborted) throw busy(other);
  }
}

/** Creates the file with its content in one step, so that nobody reads half a holder. */
function tryTake(path: string, holder: LockHolder): boolean {
  const draft = `${path}.${holder.pid}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function releaseLock(path: string, holder: LockHolder): void {
  const current = readHolder(path);
  if (current?.pid === holder.pid && current.startTicks === holder.startTicks) rmSync(path, { force: true });
}

function readHolder(path: string): LockHolder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as LockHolder) : null;
  } catch {
    return null;
  }
}

function busy(holder: LockHolder): HeadroomError {
  const since = new Date(holder.sinceMs).toISOString();
  return new HeadroomError(
    'HR_RUN_BUSY',
    `'${holder.what}' (process ${holder.pid}) has held this machine since ${since}`,
  );
}
