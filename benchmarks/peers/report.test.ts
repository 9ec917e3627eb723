import { expect, test } from 'vitest';
import { measured, unavailable } from '../../contract/measured.ts';
import type { PeerFigures } from './measure.ts';
import { median, taskTable } from './report.ts';

const LOAD = { kind: 'requests' as const, rateRps: 1_000, seconds: 15 };

const figures = (
  cpuPer10k: number,
  change: { toolMs?: number; achieved?: number; reason?: string } = {},
): PeerFigures => ({
  server: {
    count: 10_000,
    chunks: 10_000,
    wantedRate: 1_000,
    achievedRate: change.achieved ?? 1_000,
    p95Ms: 30,
    firstStartMs: 0,
    lastEndMs: 15_000,
    leftEarly: 0,
  },
  cpuPer10k,
  cpuPer10kWhole: cpuPer10k + 1,
  othersShare: 0.02,
  rssBytesMax: 2 ** 20,
  reported: {
    p95Ms: change.reason === undefined ? measured(change.toolMs ?? 30.5) : unavailable(change.reason),
    failed: 0,
  },
});

const row = (title: string, ...runs: PeerFigures[]) => ({ title, runs: runs.map(measured) });

test('a cost is the median of the rounds with its extremes', () => {
  expect(taskTable(LOAD, [row('tool', figures(3), figures(1), figures(2))])).toContain(
    '| tool | 1000.0 (100.0 %) | 2.000 (1.000–3.000) | 3.000 | 1 MiB | 30.5 / 30.0 | 0.5 | 0 | 2 % |',
  );
});

test('a tool that could not be installed keeps its row, with the reason in one line', () => {
  const table = taskTable(LOAD, [{ title: 'tool', runs: [unavailable('not measured: no\nnetwork | none')] }]);
  expect(table).toContain('| tool | not measured: no network / none |  |');
});

test('a tool that cannot say the figure has the words where the figure would stand', () => {
  expect(taskTable(LOAD, [row('tool', figures(1, { reason: 'cannot' }))])).toContain('| cannot / 30.0 |  |');
});

test('what lies beyond the limits of trust is bold', () => {
  const table = taskTable(LOAD, [row('tool', figures(1, { toolMs: 51, achieved: 900 }))]);
  expect(table).toContain('**900.0 (90.0 %)**');
  expect(table).toContain('**21.0**');
});

test('a round that failed is said beside the medians of the others', () => {
  const runs = [measured(figures(1)), unavailable('failed: exit 1')];
  expect(taskTable(LOAD, [{ title: 'tool', runs }])).toContain('| tool (failed: exit 1 in 1 of 2) |');
});

test('the median of none is no number', () => {
  expect(median([])).toBeNaN();
  expect(median([4, 1])).toBe(2.5);
});
