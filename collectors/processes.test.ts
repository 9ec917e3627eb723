import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SampleValue } from '../contract/samples.ts';
import { describeCollectorContract } from './contract-suite.ts';
import { createProcessesCollector } from './processes.ts';
import { createGate } from './support/gate.ts';

const procRoot = fileURLToPath(new URL('./testdata/proc-trees', import.meta.url));
const signal = new AbortController().signal;
const figure = (values: SampleValue[], name: string, process: string) =>
  values.find((value) => value.name === name && value.labels?.process === process)?.value;
const KIB = 1024;

describeCollectorContract('processes', async () => {
  const gate = createGate();
  return {
    create: () =>
      createProcessesCollector({
        processes: { postgres: 100 },
        procRoot,
        readText: (path) => gate.through(async () => readFileSync(path, 'utf8')),
      }),
    everyScrapeHas: 'process_tree_cpu_seconds_total',
    secrets: [],
    hang: gate.hang,
    goAway: gate.goAway,
    comeBack: gate.comeBack,
    close: async () => gate.comeBack(),
  };
});

describe('a tree of processes', () => {
  /** /proc of the fixture, in which one file can be replaced. */
  function procWith(replace: (path: string, text: string) => string): (path: string) => string {
    return (path) => replace(path, readFileSync(path, 'utf8'));
  }
  const statOf = (pid: number) => join(procRoot, String(pid), 'stat');
  const gone = () => Object.assign(new Error('no such process'), { code: 'ESRCH' });

  it('counts its root, living descendants and those that were waited for, and nobody else', async () => {
    const { values, remark } = await createProcessesCollector({
      processes: { postgres: 100, app: 200 },
      procRoot,
    }).scrape(signal);
    // Ticks: 150+50 and 1,000+500 of ended children; 30+20; 7+3; 4+1 and 2+3.
    expect(figure(values, 'process_tree_cpu_seconds_total', 'postgres')).toBe(17.7);
    expect(figure(values, 'process_tree_count', 'postgres')).toBe(4);
    expect(figure(values, 'process_tree_cpu_seconds_total', 'app')).toBe(5);
    expect(figure(values, 'process_tree_count', 'app')).toBe(1);
    expect(remark).toBeUndefined();
  });

  it('counts shared memory once', async () => {
    const { values } = await createProcessesCollector({ processes: { postgres: 100 }, procRoot }).scrape(signal);
    const resident = figure(values, 'process_tree_resident_bytes', 'postgres');
    expect(resident).toBe((2048 + 512 + 512 + 100 + 4096 + 130_000) * KIB);
  });

  it('leaves out a root that is gone, says so, and goes on with the others', async () => {
    const { values, remark } = await createProcessesCollector({ processes: { redis: 999, app: 200 }, procRoot }).scrape(
      signal,
    );
    expect(remark).toBe('processes that are gone: redis (999)');
    expect(values.map(({ labels }) => labels?.process)).toEqual(['app', 'app', 'app']);
    const alone = createProcessesCollector({ processes: { redis: 999 }, procRoot });
    await expect(alone.scrape(signal)).rejects.toThrow('processes that are gone: redis (999)');
  });

  it('reads what belongs to no tree only now and then, and new processes at once', async () => {
    const read: string[] = [];
    let pids = ['1', '100', '200'];
    const collector = createProcessesCollector({
      processes: { postgres: 100 },
      procRoot,
      listFolder: () => [...pids, 'uptime'],
      readText: procWith((path, text) => {
        if (path.endsWith('/stat')) read.push(path.split('/').at(-2) ?? '');
        return text;
      }),
    });
    await collector.scrape(signal);
    expect(read.splice(0)).toEqual(['1', '100', '200']);
    pids = [...pids, '101'];
    const { values } = await collector.scrape(signal);
    expect(read.splice(0)).toEqual(['100', '101']);
    expect(figure(values, 'process_tree_count', 'postgres')).toBe(2);
    for (let k = 2; k < 10; k += 1) await collector.scrape(signal);
    read.length = 0;
    await collector.scrape(signal);
    expect(read).toEqual(['1', '100', '101', '200']);
  });

  it('takes another process with the pid of a root for none', async () => {
    let isReused = false;
    const readText = procWith((path, text) =>
      isReused && path === statOf(200) ? text.replace(' 3000 ', ' 9000 ') : text,
    );
    const collector = createProcessesCollector({ processes: { app: 200, postgres: 100 }, procRoot, readText });
    expect((await collector.scrape(signal)).remark).toBeUndefined();
    isReused = true;
    expect((await collector.scrape(signal)).remark).toBe('processes that are gone: app (200)');
  });

  it('never takes time back when a child ends before its parent has waited for it', async () => {
    let hasEnded = false;
    const readText = procWith((path, text) => {
      if (hasEnded && path === statOf(101)) throw gone();
      return text;
    });
    const collector = createProcessesCollector({ processes: { postgres: 100 }, procRoot, readText });
    await collector.scrape(signal);
    hasEnded = true;
    const { values } = await collector.scrape(signal);
    expect(figure(values, 'process_tree_cpu_seconds_total', 'postgres')).toBe(17.7);
    expect(figure(values, 'process_tree_count', 'postgres')).toBe(3);
  });

  it.each(['', '100', '100 (postgres', '100 (postgres) S x y z', 'no stat at all'])(
    'takes a stat file that holds %j for a process that is gone',
    async (text) => {
      const readText = procWith((path, whole) => (path === statOf(100) ? text : whole));
      const collector = createProcessesCollector({ processes: { postgres: 100, app: 200 }, procRoot, readText });
      expect((await collector.scrape(signal)).remark).toBe('processes that are gone: postgres (100)');
    },
  );
});

it('sees what real processes use, those that have ended included', async () => {
  const busy = 'const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end);';
  const parent = spawn(process.execPath, [
    '-e',
    `require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}]);
     process.stdout.write('done'); process.stdin.on('end', () => process.exit()).resume();`,
  ]);
  await once(parent.stdout, 'data');
  const { values } = await createProcessesCollector({ processes: { busy: parent.pid ?? 0 } }).scrape(signal);
  parent.stdin.end();
  await once(parent, 'exit');
  expect(figure(values, 'process_tree_cpu_seconds_total', 'busy')).toBeGreaterThanOrEqual(0.3);
  expect(figure(values, 'process_tree_resident_bytes', 'busy')).toBeGreaterThan(10 * KIB * KIB);
  expect(figure(values, 'process_tree_count', 'busy')).toBe(1);
});
