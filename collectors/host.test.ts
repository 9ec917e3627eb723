import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { SampleValue } from '../contract/samples.ts';
import { describeCollectorContract } from './contract-suite.ts';
import { createHostCollector } from './host.ts';
import { createGate } from './support/gate.ts';

const fixture = (name: string) => fileURLToPath(new URL(`./testdata/${name}`, import.meta.url));
const signal = new AbortController().signal;
const figure = (values: SampleValue[], name: string, mode?: string) =>
  values.find((value) => value.name === name && value.labels?.mode === mode)?.value;

describeCollectorContract('host', async () => {
  const gate = createGate();
  return {
    create: () =>
      createHostCollector({
        procRoot: fixture('proc'),
        readText: (path) => gate.through(() => readFile(path, 'utf8')),
      }),
    everyScrapeHas: 'node_cpu_seconds_total',
    secrets: [],
    hang: gate.hang,
    goAway: gate.goAway,
    comeBack: gate.comeBack,
    close: async () => gate.comeBack(),
  };
});

it('reads a processor, memory and pressure under the names and units of node_exporter', async () => {
  const { values } = await createHostCollector({ procRoot: fixture('proc') }).scrape(signal);
  expect(figure(values, 'node_cpu_seconds_total', 'user')).toBe(101_321.53);
  expect(figure(values, 'node_cpu_seconds_total', 'steal')).toBe(1756.28);
  expect(figure(values, 'node_cpus')).toBe(2);
  expect(figure(values, 'node_procs_running')).toBe(3);
  expect(figure(values, 'node_procs_blocked')).toBe(1);
  expect(figure(values, 'node_load1')).toBe(0.75);
  expect(figure(values, 'node_memory_MemTotal_bytes')).toBe(8_039_824 * 1024);
  expect(figure(values, 'node_memory_MemAvailable_bytes')).toBe(5_123_456 * 1024);
  expect(figure(values, 'node_pressure_cpu_waiting_seconds_total')).toBe(90.332006);
  expect(figure(values, 'node_pressure_memory_waiting_seconds_total')).toBe(1.5);
  expect(figure(values, 'node_pressure_memory_stalled_seconds_total')).toBe(0.5);
  expect(figure(values, 'node_pressure_io_waiting_seconds_total')).toBe(2.5);
  expect(figure(values, 'node_pressure_io_stalled_seconds_total')).toBe(2);
});

it('leaves out what the kernel does not have, rather than write zeros', async () => {
  const { values } = await createHostCollector({ procRoot: fixture('proc-without-pressure') }).scrape(signal);
  const names = new Set(values.map((value) => value.name));
  expect([...names].sort()).toEqual(['node_cpu_seconds_total', 'node_cpus']);
  expect(figure(values, 'node_cpu_seconds_total', 'iowait')).toBeUndefined();
  expect(figure(values, 'node_cpu_seconds_total', 'idle')).toBe(10);
});

it('fails a scrape when there is no /proc/stat', async () => {
  await expect(createHostCollector({ procRoot: fixture('no-such-root') }).scrape(signal)).rejects.toThrow('ENOENT');
});

it('reads the machine that the tests run on', async () => {
  const { values } = await createHostCollector().scrape(signal);
  expect(figure(values, 'node_cpus')).toBeGreaterThan(0);
  expect(figure(values, 'node_memory_MemTotal_bytes')).toBeGreaterThan(1024 ** 2);
});
