/** Reads what machine this is, for `run.json`. Facts only; what cannot be read is null or 0 as the schema says. */
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import type { Machine } from '../../contract/run.ts';

/** A limit of cgroup v1 beyond which it means "none" (the kernel's page-rounded maximum). */
const NO_LIMIT_BYTES = 2 ** 60;

/** The machine this process runs on; `root` is the file system's root, for tests. */
export function readMachine(sharedWithTarget: boolean, root = '/'): Machine {
  const read = (path: string): string | null => {
    const full = root + path;
    return existsSync(full) ? readFileSync(full, 'utf8').trim() : null;
  };
  const cgroupVersion =
    read('sys/fs/cgroup/cgroup.controllers') !== null ? 2 : read('sys/fs/cgroup/cpu/cpu.shares') !== null ? 1 : 0;
  return {
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    kernel: os.release(),
    os: osName(read('etc/os-release')),
    cgroupVersion,
    cpuLimitCores: cpuLimit(cgroupVersion, read),
    memoryLimitBytes: memoryLimit(cgroupVersion, read),
    sharedWithTarget,
  };
}

function cpuLimit(version: number, read: (path: string) => string | null): number | null {
  if (version === 2) {
    const [quota, period] = (read('sys/fs/cgroup/cpu.max') ?? 'max').split(' ');
    return quota === 'max' || quota === undefined ? null : Number(quota) / Number(period);
  }
  const quota = Number(read('sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? -1);
  const period = Number(read('sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? 0);
  return quota > 0 && period > 0 ? quota / period : null;
}

function memoryLimit(version: number, read: (path: string) => string | null): number | null {
  const text = version === 2 ? read('sys/fs/cgroup/memory.max') : read('sys/fs/cgroup/memory/memory.limit_in_bytes');
  const limit = Number(text ?? Number.NaN);
  return Number.isFinite(limit) && limit < NO_LIMIT_BYTES ? limit : null;
}

function osName(release: string | null): string {
  const line = release?.split('\n').find((candidate) => candidate.startsWith('PRETTY_NAME='));
  return line === undefined ? os.type() : line.slice('PRETTY_NAME='.length).replaceAll('"', '');
}
