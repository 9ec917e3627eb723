import { expect, test } from 'vitest';
import type { ServerEntry } from './server.ts';
import { nearestRankQuantile, serverFigures } from './server-figures.ts';

const entry = (startedAtMs: number, more: Partial<ServerEntry> = {}): ServerEntry => ({
  startedAtMs,
  firstMs: 20,
  endMs: 20,
  chunks: 1,
  whole: true,
  ...more,
});

test('the rate of plain requests leaves out the ramp, the last second and what came after', () => {
  const before = Array.from({ length: 5 }, (_, k) => entry(1_000 + k));
  const during = Array.from({ length: 100 }, (_, k) => entry(3_000 + 20 * k));
  const after = [entry(5_000), entry(9_000)];
  const figures = serverFigures([...after, ...during, ...before], { kind: 'requests', rateRps: 50, seconds: 4 });
  expect(figures.wantedRate).toBe(50);
  expect(figures.achievedRate).toBe(50);
  expect(figures.count).toBe(107);
  expect(figures.lastEndMs).toBe(9_020);
});

test('a stream that the client left is counted apart and does not shorten the planned cycle', () => {
  const entries = [
    entry(0, { endMs: 2_000, chunks: 100 }),
    entry(10, { endMs: 100, chunks: 0, firstMs: 0, whole: false }),
  ];
  const figures = serverFigures(entries, { kind: 'streams', sessions: 6, seconds: 10 });
  expect(figures.wantedRate).toBe(2);
  expect(figures.leftEarly).toBe(1);
  expect(figures.p95Ms).toBe(20);
});

test('no request at all is an error and not a rate of zero', () => {
  expect(() => serverFigures([], { kind: 'requests', rateRps: 1, seconds: 4 })).toThrow('no request reached');
});

test('the quantile is the nearest-rank one, and none without values', () => {
  expect(nearestRankQuantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  expect(nearestRankQuantile([7], 0.95)).toBe(7);
  expect(nearestRankQuantile([], 0.95)).toBeNaN();
});
