import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import type { Plan } from '../../contract/plan.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { listenForInterruption } from './interruption.ts';
import { k6Environment } from './k6-process.ts';
import { readMachine } from './machine-facts.ts';
import { createRecordFolder, createRunId, hashFolder } from './record-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-parts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan: Plan = resolvePlan(parseConfig({}, 'test'), {
  workload: 'smoke',
  profile: 'after',
  baseUrl: 'http://127.0.0.1',
});

describe('the environment of k6', () => {
  it('holds no proxy, no K6_ variable of the shell and no secret but those given', () => {
    const shell = {
      PATH: '/bin',
      HTTP_PROXY: 'http://p',
      https_proxy: 'x',
      K6_OUT: 'cloud',
      DATABASE_URL: 'trap',
      HEADROOM_DATABASE_URL: 'dsn',
    };
    const request = {
      binary: 'k6',
      script: 's',
      runFolder: 'r',
      planPath: '/p',
      plan,
      scriptHash: 'h',
      instance: 'local-0',
      log: 'k6.log',
      blockedRanges: [],
      niceness: 0,
      secrets: { HEADROOM_TARGET_PASSPHRASE: 's' },
    };
    const env = k6Environment(request, shell);
    expect(Object.keys(env).sort()).toEqual([
      'GOGC',
      'HEADROOM_INSTANCE',
      'HEADROOM_PLAN',
      'HEADROOM_SCRIPT_HASH',
      'HEADROOM_TARGET_PASSPHRASE',
      'K6_AUTO_EXTENSION_RESOLUTION',
      'K6_NO_USAGE_REPORT',
      'PATH',
    ]);
    expect(env.K6_NO_USAGE_REPORT).toBe('true');
  });
});

describe('a record folder', () => {
  it('is closed to others, with all its sub-folders', () => {
    const path = createRecordFolder(join(folder, 'runs'), 'r1');
    for (const name of ['', 'load', 'samples', 'evidence', 'logs'])
      expect(statSync(join(path, name)).mode & 0o777).toBe(0o700);
  });

  it('that cannot be made is HR_RECORD_UNWRITABLE and names the folder', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => createRecordFolder(join(folder, 'file'), 'r1')).toThrow(
      expect.objectContaining({ code: 'HR_RECORD_UNWRITABLE', exitCode: 4 }),
    );
  });

  it('has an id that sorts by time and names the workload', () => {
    expect(createRunId(Date.UTC(2026, 10, 23, 6, 7, 8), 'smoke', 'ab12')).toBe('20261123-060708-smoke-ab12');
  });

  it('has a hash of the scenarios that changes with a name or a byte', () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'x.ts'), '1');
    const first = hashFolder(folder);
    expect(hashFolder(folder)).toBe(first);
    writeFileSync(join(folder, 'a', 'x.ts'), '2');
    expect(hashFolder(folder)).not.toBe(first);
  });
});

describe('Ctrl-C', () => {
  it('asks to end at the first, ends at once at the second', () => {
    const signals = new EventEmitter();
    const calls: string[] = [];
    const interruption = listenForInterruption(signals, () => calls.push('exit'));
    interruption.onSecond(() => calls.push('kill'));
    signals.emit('SIGINT');
    expect(interruption.signal.aborted).toBe(true);
    expect(calls).toEqual([]);
    signals.emit('SIGINT');
    expect(calls).toEqual(['kill', 'exit']);
    interruption.dispose();
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });
});

describe('machine facts', () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it('read the limits of cgroup v2', () => {
    write('sys/fs/cgroup/cgroup.controllers', 'cpu memory');
    write('sys/fs/cgroup/cpu.max', '150000 100000\n');
    write('sys/fs/cgroup/memory.max', '1073741824\n');
    expect(readMachine(true, `${folder}/`)).toMatchObject({
      cgroupVersion: 2,
      cpuLimitCores: 1.5,
      memoryLimitBytes: 1073741824,
      sharedWithTarget: true,
    });
  });

  it('read the limits of cgroup v1, where -1 and the largest page count mean none', () => {
    write('sys/fs/cgroup/cpu/cpu.shares', '1024');
    write('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '-1');
    write('sys/fs/cgroup/cpu/cpu.cfs_period_us', '100000');
    write('sys/fs/cgroup/memory/memory.limit_in_bytes', '9223372036854771712');
    expect(readMachine(false, `${folder}/`)).toMatchObject({
      cgroupVersion: 1,
      cpuLimitCores: null,
      memoryLimitBytes: null,
    });
  });

  it('say "no cgroup" where there is none', () => {
    expect(readMachine(false, `${folder}/`)).toMatchObject({ cgroupVersion: 0, cpuLimitCores: null });
  });
});
