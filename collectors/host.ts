/**
 * Watches this machine through /proc, under the names of node_exporter.
 *
 * In a container /proc/stat, /proc/loadavg and /proc/meminfo still show the whole machine. CPU seconds are summed over
 * the processors (`node_cpus` says how many). A file that the kernel does not have is absent from the values, apart
 * from /proc/stat, without which the scrape has failed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleValue } from '../contract/samples.ts';
import { type Collector, pushValue } from './collector.ts';

/** Ticks a second of /proc/stat: USER_HZ, 100 on every architecture that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** The columns of the cpu line, from the second on (proc(5)); guest time is already contained in user time. */
const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];

/** Where /proc is, and how it is read; injected in tests. */
export interface HostInput {
  procRoot?: string;
  readText?: (path: string) => Promise<string>;
}

/** A collector of this machine. */
export function createHostCollector(input: HostInput = {}): Collector {
  const root = input.procRoot ?? '/proc';
  const readText = input.readText ?? ((path: string) => readFile(path, 'utf8'));
  const read = (...parts: string[]) => readText(join(root, ...parts));
  const readOptional = (...parts: string[]) => read(...parts).catch(() => '');
  return {
    name: 'host',
    secrets: [],
    async scrape() {
      const [stat, load, memory, cpu, memoryPressure, io] = await Promise.all([
        read('stat'),
        readOptional('loadavg'),
        readOptional('meminfo'),
        readOptional('pressure', 'cpu'),
        readOptional('pressure', 'memory'),
        readOptional('pressure', 'io'),
      ]);
      const values: SampleValue[] = [];
      pushStat(values, stat);
      pushValue(values, 'node_load1', numberAt(load.split(' ')[0]));
      pushMemory(values, memory);
      pushValue(values, 'node_pressure_cpu_waiting_seconds_total', stalledSeconds(cpu, 'some'));
      pushValue(values, 'node_pressure_memory_waiting_seconds_total', stalledSeconds(memoryPressure, 'some'));
      pushValue(values, 'node_pressure_memory_stalled_seconds_total', stalledSeconds(memoryPressure, 'full'));
      pushValue(values, 'node_pressure_io_waiting_seconds_total', stalledSeconds(io, 'some'));
      pushValue(values, 'node_pressure_io_stalled_seconds_total', stalledSeconds(io, 'full'));
      return { values };
    },
    async close() {},
  };
}

function pushStat(values: SampleValue[], text: string): void {
  let cpus = 0;
  let total: string[] | undefined;
  for (const line of text.split('\n')) {
    const columns = line.split(/\s+/);
    const key = columns[0] ?? '';
    if (key === 'cpu') total = columns;
    else if (/^cpu\d+$/.test(key)) cpus += 1;
    else if (key === 'procs_running' || key === 'procs_blocked') pushValue(values, `node_${key}`, numberAt(columns[1]));
  }
  if (total === undefined) throw new Error('/proc/stat has no cpu line');
  for (const [at, mode] of CPU_MODES.entries()) {
    const ticks = numberAt(total[at + 1]);
    pushValue(values, 'node_cpu_seconds_total', ticks === undefined ? undefined : ticks / TICKS_PER_SECOND, { mode });
  }
  pushValue(values, 'node_cpus', cpus > 0 ? cpus : undefined);
}

function pushMemory(values: SampleValue[], text: string): void {
  for (const key of ['MemTotal', 'MemAvailable']) {
    const kibibytes = numberAt(new RegExp(`^${key}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1]);
    pushValue(values, `node_memory_${key}_bytes`, kibibytes === undefined ? undefined : kibibytes * 1024);
  }
}

/** `total=` of a pressure file's line, which is in microseconds. */
function stalledSeconds(text: string, line: 'some' | 'full'): number | undefined {
  const microseconds = numberAt(new RegExp(`^${line} .*total=(\\d+)`, 'm').exec(text)?.[1]);
  return microseconds === undefined ? undefined : microseconds / 1e6;
}

function numberAt(text: string | undefined): number | undefined {
  return text === undefined || text.trim() === '' ? undefined : Number(text);
}
