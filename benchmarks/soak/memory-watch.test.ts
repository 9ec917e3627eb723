import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { residentBytes, watchMemory } from './memory-watch.ts';

it('reads resident memory in bytes, and none of a process that is not or has none', () => {
  const root = mkdtempSync(join(os.tmpdir(), 'headroom-proc-'));
  try {
    for (const [pid, status] of [
      ['7', 'Name:\tnode\nVmRSS:\t  123456 kB\nThreads:\t11\n'],
      ['8', 'Name:\tnode\nState:\tZ (zombie)\n'],
    ] as const) {
      mkdirSync(join(root, pid));
      writeFileSync(join(root, pid, 'status'), status);
    }
    expect(residentBytes(7, root)).toBe(123_456 * 1024);
    expect(residentBytes(8, root)).toBeNull();
    expect(residentBytes(9, root)).toBeNull();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

it('looks at once, and ends with the process', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setTimeout(() => {}, 1000)']);
  // Before it is the new program, a child has a few pages of its own.
  await once(child.stdout, 'data');
  const looks = await watchMemory(child.pid ?? 0);
  expect(looks.length).toBeGreaterThan(0);
  expect(looks[0]?.bytes).toBeGreaterThan(1 << 20);
});
