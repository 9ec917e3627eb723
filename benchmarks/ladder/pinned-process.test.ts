import { expect, test } from 'vitest';
import { cpuSecondsBetween, othersShareBetween, rssBytesMax, runPinned } from './pinned-process.ts';

const reading = (atMs: number, cpuSeconds: number, coreSeconds = cpuSeconds) => ({
  atMs,
  cpuSeconds,
  coreSeconds,
  rssBytes: atMs,
});

test('CPU between two moments is read in proportion between the readings around them', () => {
  const readings = [reading(0, 1), reading(100, 2), reading(200, 4)];
  expect(cpuSecondsBetween(readings, 50, 150)).toBeCloseTo(1.5);
  expect(cpuSecondsBetween(readings, 100, 9_000)).toBe(2);
  expect(cpuSecondsBetween([], 0, 100)).toBe(0);
});

test('what others had of the core is what the process did not use of its busy time', () => {
  const readings = [reading(0, 1, 50), reading(1_000, 1.2, 50.7)];
  expect(othersShareBetween(readings, 0, 1_000)).toBeCloseTo(0.5);
  expect(othersShareBetween([reading(0, 1, 50), reading(1_000, 1.21, 50.2)], 0, 1_000)).toBe(0);
});

test('the most memory of no reading is no number', () => {
  expect(rssBytesMax([reading(5, 1), reading(9, 1), reading(7, 1)])).toBe(9);
  expect(rssBytesMax([])).toBeNaN();
});

test('a command runs on its core and its last words and exit code are kept', async () => {
  const script = 'grep Cpus_allowed_list /proc/self/status; echo to stderr >&2; exit 3';
  const run = await runPinned({ program: 'sh', args: ['-c', script], env: {} }, 0, 10_000);
  expect(run.exitCode).toBe(3);
  expect(run.output).toMatch(/Cpus_allowed_list:\s+0\n/);
  expect(run.output).toContain('to stderr');
});

test('a command that does not end is killed at its time-out', async () => {
  const run = await runPinned({ program: 'sleep', args: ['600'], env: {} }, 0, 300);
  expect(run.exitCode).toBeNull();
  expect(run.readings.length).toBeGreaterThan(0);
  expect(run.readings[0]?.coreSeconds).toBeGreaterThan(0);
});
