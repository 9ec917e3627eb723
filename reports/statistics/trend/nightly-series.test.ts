import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { simulateNights } from '../support/simulate-nights.ts';
import { type Night, validNights } from './nightly-series.ts';

function valid(nights: readonly Night[], figure: 'p95' | 'errors' = 'p95') {
  return validNights({ nights, figure });
}

describe('the nights that count', () => {
  it('leave out what is no figure, and fill nothing in', () => {
    const values = [100, null, 0, -5, Number.NaN, Number.POSITIVE_INFINITY, 110];
    const nights = values.map((value, at) => ({ night: `2026-01-0${at + 1}`, buildId: `b${at}`, value }));
    expect(valid(nights).map(({ night, value }) => [night, value])).toEqual([
      ['2026-01-01', 100],
      ['2026-01-07', 110],
    ]);
  });

  it('are the latest 400', () => {
    const nights = simulateNights({ count: 450, noise: 0.02 }, new RandomStream(1));
    expect(valid(nights)).toHaveLength(400);
    expect(valid(nights)[0]?.night).toBe(nights[50]?.night);
  });

  it('may have two points in a night, and must be in order', () => {
    const night = (date: string) => ({ night: date, buildId: 'b', value: 1 });
    expect(valid([night('2026-01-01'), night('2026-01-01')])).toHaveLength(2);
    expect(() => valid([night('2026-01-02'), night('2026-01-01')])).toThrow('night 2026-01-01 comes after 2026-01-02');
    expect(valid([])).toEqual([]);
  });
});
