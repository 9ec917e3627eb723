import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { dateOf, simulateNights } from '../support/simulate-nights.ts';
import { type SeriesTrend, trendOf } from './alerts.ts';
import type { Night, NightlySeries } from './nightly-series.ts';

function nightsOf(count: number, step?: { at: number; factor: number }, seed = 3): Night[] {
  return simulateNights({ count, noise: 0.02, ...(step === undefined ? {} : { step }) }, new RandomStream(seed));
}

function seriesOf(nights: readonly Night[], change: Partial<NightlySeries> = {}): NightlySeries {
  return {
    endpoint: 'dashboard',
    metric: 'dashboard_load',
    figure: 'p95',
    isLowerBetter: true,
    nights,
    stored: [],
    ...change,
  };
}

function trend(nights: readonly Night[], change: Partial<NightlySeries> = {}): Extract<SeriesTrend, { status: 'ok' }> {
  const found = trendOf(seriesOf(nights, change));
  if (found.status !== 'ok') throw new Error('still collecting');
  return found;
}

const STEPPED = nightsOf(60, { at: 50, factor: 1.2 });

describe('the trend of a series', () => {
  it('only collects before the tenth night that counts', () => {
    const invalid = { night: dateOf(0), buildId: 'b', value: null };
    const nights = [invalid, ...nightsOf(9)];
    expect(trendOf(seriesOf(nights))).toEqual({ status: 'collecting', nights: 9, nightsNeeded: 10 });
    expect(trendOf(seriesOf([]))).toMatchObject({ status: 'collecting', nights: 0 });
  });

  it('alerts a step once it has lasted three nights, with its size, place and builds', () => {
    expect(trend(STEPPED.slice(0, 52)).alerts).toEqual([]);
    const [alert] = trend(STEPPED).alerts;
    expect(alert).toMatchObject({
      night: dateOf(50),
      between: [dateOf(48), dateOf(52)],
      direction: 'regressed',
      lastGoodBuild: 'build-49',
      firstBadBuild: 'build-50',
    });
    expect(alert?.change).toBeCloseTo(0.2, 1);
    expect(alert?.sentence).toMatch(
      /^The p95 of dashboard got worse in the night of 2025-02-20 \(±2 nights\): \d+ → \d+, \+\d+(\.\d)? %; last build before build-49, first after build-50\.$/,
    );
  });

  it('tells levels that differ by the change it tells, whatever one outlier night did', () => {
    const nights = STEPPED.map((night, at) => (at === 57 ? { ...night, value: (night.value ?? 0) * 3 } : night));
    const [alert] = trend(nights).alerts;
    expect((alert?.after ?? 0) / (alert?.before ?? 1)).toBeCloseTo(1 + (alert?.change ?? 0), 9);
    expect(alert?.change).toBeCloseTo(0.2, 1);
  });

  it('calls a fall of throughput regressed and of latency improved', () => {
    const fall = nightsOf(60, { at: 50, factor: 0.8 });
    expect(trend(fall).alerts[0]?.direction).toBe('improved');
    expect(trend(fall, { isLowerBetter: false }).alerts[0]?.direction).toBe('regressed');
  });

  it('does not alert again what is stored within five nights, open or acknowledged', () => {
    for (const status of ['open', 'acknowledged'] as const) {
      const stored = [{ night: dateOf(46), status }];
      expect(trend(STEPPED, { stored }).alerts).toEqual([]);
      expect(trend(STEPPED, { stored }).changes).toHaveLength(1);
    }
    expect(trend(STEPPED, { stored: [{ night: dateOf(20), status: 'open' }] }).alerts).toHaveLength(1);
  });

  it('alerts a change the other way within five nights of a stored one', () => {
    const stored = [{ night: dateOf(46), direction: 'improved' as const, status: 'acknowledged' as const }];
    expect(trend(STEPPED, { stored }).alerts).toHaveLength(1);
    const same = [{ night: dateOf(46), direction: 'regressed' as const, status: 'acknowledged' as const }];
    expect(trend(STEPPED, { stored: same }).alerts).toEqual([]);
  });

  it('does not alert what is older than thirty nights', () => {
    const old = nightsOf(60, { at: 20, factor: 1.2 });
    expect(trend(old).changes).toHaveLength(1);
    expect(trend(old).alerts).toEqual([]);
  });

  it('gives the nights of each level as groups for the noise floor', () => {
    const { levels } = trend(STEPPED);
    expect(levels.map(({ from, to, nights }) => [from, to, nights])).toEqual([
      [dateOf(0), dateOf(49), 50],
      [dateOf(50), dateOf(59), 10],
    ]);
    expect(levels.map(({ y }) => y.length)).toEqual([50, 10]);
    expect((levels[1]?.value ?? 0) / (levels[0]?.value ?? 1)).toBeCloseTo(1.2, 1);
  });

  it('marks as suspect what is likely but not sure', () => {
    const found = Array.from({ length: 40 }, (_, seed) => trend(nightsOf(54, { at: 50, factor: 1.06 }, seed)));
    const suspects = found.filter(({ suspects }) => suspects.length > 0);
    expect(suspects.length).toBeGreaterThan(0);
    for (const { suspects: marked, changes } of suspects) {
      for (const { night, p } of marked) {
        expect(p).toBeLessThanOrEqual(1e-3);
        expect(changes.some((change) => change.night === night)).toBe(false);
      }
    }
  });

  it('counts a rerun that agrees as a second point: two bad nights and a rerun are a change', () => {
    const bad = STEPPED.slice(0, 52);
    const last = bad.at(-1);
    if (last === undefined) throw new Error('no night');
    expect(trend(bad).alerts).toEqual([]);
    expect(trend([...bad, last]).alerts).toHaveLength(1);
  });
});
