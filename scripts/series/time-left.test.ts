import { expect, it } from 'vitest';
import { describeTimeLeft, expectedRunMs } from './time-left.ts';

it('guesses from the load before the first run has ended, and learns from those that have', () => {
  expect(expectedRunMs({ loadMs: 90_000, tookMs: [] })).toBe(115_000);
  expect(expectedRunMs({ loadMs: 90_000, tookMs: [100_000, 110_000] })).toBe(105_000);
});

it.each([
  [10, 0, 'about 18 min left'],
  [10, 60_000, 'about 17 min left'],
  [1, 40_000, 'about 65 s left'],
  [1, 104_000, 'about 5 s left'],
  [1, 500_000, 'about 5 s left'],
])('of %i runs after %i ms says "%s"', (remaining, elapsedMs, wanted) => {
  expect(describeTimeLeft({ loadMs: 90_000, tookMs: [105_000] }, remaining, elapsedMs)).toBe(wanted);
});
