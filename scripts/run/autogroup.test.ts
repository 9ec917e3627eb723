import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { setSessionNiceness } from './autogroup.ts';

it.runIf(existsSync('/proc/self/autogroup'))('weighs a session of its own, and says when it cannot', () => {
  const child = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' });
  try {
    const pid = child.pid ?? 0;
    expect(setSessionNiceness(pid, 15)).toBe(true);
    expect(readFileSync(`/proc/${pid}/autogroup`, 'utf8')).toMatch(/nice 15/);
    expect(setSessionNiceness(2 ** 22 + 1, 15)).toBe(false);
  } finally {
    child.kill('SIGKILL');
  }
});
