import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeMachineLock } from './machine-lock.ts';
import { identifyProcess, isAlive } from './process-identity.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-lock-'));
  path = join(folder, 'run.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the machine lock', () => {
  it('refuses a second run and names the holder', async () => {
    const release = await takeMachineLock({ path, what: 'headroom run baseline', nowMs: 0 });
    await expect(takeMachineLock({ path, what: 'another', nowMs: 0 })).rejects.toMatchObject({
      code: 'HR_RUN_BUSY',
      message: expect.stringContaining(`'headroom run baseline' (process ${process.pid})`),
    });
    release();
    expect(existsSync(path)).toBe(false);
  });

  it('waits for the holder when asked to', async () => {
    const release = await takeMachineLock({ path, what: 'first', nowMs: 0 });
    const seen: string[] = [];
    const second = takeMachineLock({
      path,
      what: 'second',
      nowMs: 0,
      wait: {
        signal: new AbortController().signal,
        onWait: (holder) => {
          seen.push(holder.what);
          release();
        },
      },
    });
    (await second)();
    expect(seen).toEqual(['first']);
  });

  it('takes over from a process that is gone, or whose number now belongs to another', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: '1', what: 'ghost', sinceMs: 0 }));
    const release = await takeMachineLock({ path, what: 'mine', nowMs: 0 });
    expect(readFileSync(path, 'utf8')).toContain('mine');
    release();
  });

  it('takes over a lock file that cannot be read', async () => {
    writeFileSync(path, 'half a fi');
    (await takeMachineLock({ path, what: 'mine', nowMs: 0 }))();
  });
});

describe('a process identity', () => {
  it('fits this process, and not one of the same number that started at another time', () => {
    const own = identifyProcess(process.pid);
    expect(own === null ? null : isAlive(own)).toBe(true);
    expect(isAlive({ pid: process.pid, startTicks: '1' })).toBe(false);
    expect(identifyProcess(2 ** 22 + 1)).toBeNull();
  });
});
