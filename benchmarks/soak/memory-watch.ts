/** Looks at a process's resident memory from outside, every few seconds, until the process has ended. */
import { readFileSync } from 'node:fs';

/** One look. `atMs` is Unix milliseconds. */
export interface MemoryLook {
  atMs: number;
  bytes: number;
}

/** Between two looks, milliseconds. */
const INTERVAL_MS = 5_000;

/** Resolves with all looks once `pid` is no more; empty when it never was. */
export async function watchMemory(pid: number, root = '/proc'): Promise<MemoryLook[]> {
  const looks: MemoryLook[] = [];
  for (;;) {
    const bytes = residentBytes(pid, root);
    if (bytes === null) return looks;
    looks.push({ atMs: Date.now(), bytes });
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

/** `VmRSS` of `/proc/<pid>/status` in bytes; null without the process, or once it is a zombie without memory. */
export function residentBytes(pid: number, root = '/proc'): number | null {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`${root}/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
