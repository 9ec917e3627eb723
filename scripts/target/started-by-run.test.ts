import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetStartedByRun, isLeftByRun, markStartedByRun } from './started-by-run.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(os.tmpdir(), 'headroom-mark-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

/** A process that has run and ended. */
async function deadProcess(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

it('takes servers whose run is gone for left, and only those', async () => {
  markStartedByRun(stateDir, await deadProcess(), [process.ppid]);
  expect(isLeftByRun(stateDir, [1, process.ppid])).toBe(true);
  expect(isLeftByRun(stateDir, [process.pid])).toBe(false);
  expect(statSync(join(stateDir, 'started-by-run.json')).mode & 0o777).toBe(0o600);
});

it('takes nothing for left while the run goes on, when its servers are gone, or when the user has taken them over', async () => {
  markStartedByRun(stateDir, process.pid, [process.ppid]);
  expect(isLeftByRun(stateDir, [process.ppid])).toBe(false);
  const gone = await deadProcess();
  markStartedByRun(stateDir, gone, [gone]);
  expect(isLeftByRun(stateDir, [gone])).toBe(false);
  markStartedByRun(stateDir, gone, [process.ppid]);
  forgetStartedByRun(stateDir);
  expect(isLeftByRun(stateDir, [process.ppid])).toBe(false);
});

it('takes a mark that nobody can read for none', () => {
  for (const text of ['', '{', '[]', '{"run":1}']) {
    writeFileSync(join(stateDir, 'started-by-run.json'), text);
    expect(isLeftByRun(stateDir, [process.ppid])).toBe(false);
  }
});
