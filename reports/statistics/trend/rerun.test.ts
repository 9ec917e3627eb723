import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { simulateNights } from '../support/simulate-nights.ts';
import { trendOf } from './alerts.ts';
import type { Night } from './nightly-series.ts';
import { type RerunFlag, rerunAgrees } from './rerun.ts';

const QUIET = { whiteShare: 0.7, ar1Share: 0.3, phi: 0.3, outliers: { share: 0, changeMin: 0, changeMax: 0 } };
const STEADY = simulateNights({ count: 40, noise: 0.02 }, new RandomStream(6), QUIET);

function flagOf(nights: readonly Night[], isLowerBetter = true): RerunFlag | null {
  const trend = trendOf({ endpoint: 'a', metric: 'm', figure: 'p95', isLowerBetter, nights, stored: [] });
  return trend.status === 'ok' ? trend.rerun : null;
}

function withLast(factor: number): Night[] {
  const night = { night: '2026-01-01', buildId: 'new', value: 200 * factor };
  return [...STEADY, night];
}

describe('the wish to repeat a night', () => {
  it('is there when the last night alone lies far on the bad side', () => {
    expect(flagOf(withLast(1.3))).toMatchObject({ night: '2026-01-01', value: 260, isLowerBetter: true });
    expect(flagOf(withLast(1.3))?.level).toBeCloseTo(200, -1);
    expect(flagOf(withLast(0.7), false)).not.toBeNull();
  });

  it('is not there for a usual night, a better one, or a higher throughput', () => {
    expect(flagOf(withLast(1.02))).toBeNull();
    expect(flagOf(withLast(0.7))).toBeNull();
    expect(flagOf(withLast(1.3), false)).toBeNull();
  });

  it('ends when the level itself has moved', () => {
    const moved = Array.from({ length: 5 }, (_, at) => ({
      night: `2026-01-0${at + 1}`,
      buildId: 'new',
      value: 260 + at,
    }));
    expect(flagOf([...STEADY, ...moved])).toBeNull();
  });

  it('is confirmed by a rerun that passes the same limit', () => {
    const flag = flagOf(withLast(1.3));
    if (flag === null) throw new Error('no flag');
    expect(rerunAgrees(flag, 255)).toBe(true);
    expect(rerunAgrees(flag, 203)).toBe(false);
  });
});
