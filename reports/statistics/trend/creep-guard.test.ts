import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { simulateNights } from '../support/simulate-nights.ts';
import { creepOf, isCreepGuardDue, type PinnedSeries } from './creep-guard.ts';

/** A series that creeps by `perNight` from night 20 on; the release was pinned before. */
function pinned(endpoint: string, perNight: number, seed: number, isLowerBetter = true): PinnedSeries {
  const nights = simulateNights({ count: 60, noise: 0.02 }, new RandomStream(seed)).map((night, at) => ({
    ...night,
    value: (night.value ?? 0) * Math.exp(perNight * Math.max(0, at - 20)),
  }));
  const baseline = nights.slice(0, 6).flatMap(({ value }) => value);
  const history = [nights.slice(0, 20).map(({ value }) => Math.log(value))];
  return {
    series: { endpoint, metric: 'm', figure: 'p95', isLowerBetter, nights, stored: [] },
    baseline,
    history,
  };
}

describe('the creep guard', () => {
  it('names a series that crept away, with its size since the release', () => {
    const [creep, ...others] = creepOf([pinned('slow', 0.004, 1), pinned('steady', 0, 2), pinned('fast', -0.004, 3)]);
    expect(others).toEqual([]);
    expect(creep?.endpoint).toBe('slow');
    expect(creep?.change).toBeCloseTo(Math.expm1(0.004 * 37), 1);
    expect(creep?.sentence).toContain('has crept away from the pinned release: +');
  });

  it('names a throughput that fell', () => {
    expect(creepOf([pinned('rate', -0.004, 1, false)])).toHaveLength(1);
    expect(creepOf([pinned('rate', 0.004, 1, false)])).toEqual([]);
  });

  it('rarely names any of ten steady series', () => {
    const named = Array.from({ length: 30 }, (_, round) =>
      creepOf(Array.from({ length: 10 }, (_, at) => pinned(`e${at}`, 0, 100 * round + at))),
    ).filter((creeps) => creeps.length > 0);
    expect(named.length).toBeLessThanOrEqual(3);
  });

  it('asks nothing of fewer than seven nights, or of a release without a figure', () => {
    const one = pinned('slow', 0.01, 1);
    expect(creepOf([{ ...one, series: { ...one.series, nights: one.series.nights.slice(0, 6) } }])).toEqual([]);
    expect(creepOf([{ ...one, baseline: [] }])).toEqual([]);
    expect(creepOf([])).toEqual([]);
  });

  it('knows no small change without history', () => {
    expect(creepOf([{ ...pinned('slow', 0.0005, 1), history: [] }])).toEqual([]);
  });
});

describe('the weekly look', () => {
  it('is due at first and after seven days', () => {
    expect(isCreepGuardDue(null, '2026-11-25')).toBe(true);
    expect(isCreepGuardDue('2026-11-18', '2026-11-25')).toBe(true);
    expect(isCreepGuardDue('2026-11-19', '2026-11-25')).toBe(false);
  });
});
