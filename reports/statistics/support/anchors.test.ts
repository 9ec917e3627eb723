import { describe, expect, it } from 'vitest';
import { measureQuantiles } from '../log-quantile.ts';
import { RandomStream } from './random.ts';
import { BUSY_ERRORS, simulateRun } from './simulate-run.ts';
import { BUSY, simulateSeries } from './simulate-series.ts';

/** Two seconds of work, which a busy machine may stretch. */
const SLOW = { timeout: 120_000 };

describe('the simulator of runs', () => {
  it(
    'holds its two anchors: ln p95 of 300 s spreads by about 3.3 %, and a twelfth of the requests is effective',
    SLOW,
    () => {
      const figures = Array.from({ length: 80 }, (_, at) =>
        measureQuantiles([simulateSeries(BUSY, 300, new RandomStream(21, at))], [0.95], 0),
      ).flatMap(([figure]) => (figure?.status === 'ok' ? [figure.value] : []));
      expect(figures).toHaveLength(80);
      const mean = figures.reduce((sum, { y }) => sum + y, 0) / figures.length;
      const spread = Math.sqrt(figures.reduce((sum, { y }) => sum + (y - mean) ** 2, 0) / (figures.length - 1));
      expect(spread).toBeGreaterThan(0.025);
      expect(spread).toBeLessThan(0.042);
      const deffs = figures
        .map(({ requests, effectiveRequests }) => requests / effectiveRequests)
        .sort((a, b) => a - b);
      expect(deffs[40]).toBeGreaterThan(9);
      expect(deffs[40]).toBeLessThan(16);
    },
  );

  it('is the same for the same seed and another for another one', () => {
    const of = (seed: number) => simulateSeries(BUSY, 20, new RandomStream(seed));
    expect(of(3)).toEqual(of(3));
    expect(of(3).buckets).not.toEqual(of(4).buckets);
  });

  it('brings bursts: some seconds have more than twice the arrivals', () => {
    const { ends } = simulateSeries(BUSY, 300, new RandomStream(5));
    const busiest = Math.max(...Array.from(ends, (end, at) => end - (ends[at - 1] ?? 0)));
    // Entries a second, of about 100 requests: equal buckets are entries of their own.
    expect(busiest).toBeGreaterThan(220);
  });

  it('brings errors in spells, at their share', () => {
    const series = [simulateSeries(BUSY, 300, new RandomStream(5))];
    const plan = {
      id: 'a',
      startedAtMs: 0,
      role: 'endpoint' as const,
      series,
      runNoise: 0,
      factor: 1,
      errors: BUSY_ERRORS,
    };
    const random = new RandomStream(1);
    let [errors, requests, worst] = [0, 0, 0];
    for (let run = 0; run < 20; run += 1) {
      const [one] = simulateRun(plan, random).series;
      errors += Array.from(one?.errors ?? []).reduce((sum, value) => sum + value, 0);
      requests += Array.from(one?.requests ?? []).reduce((sum, value) => sum + value, 0);
      worst = Math.max(worst, ...Array.from(one?.errors ?? []));
    }
    expect(errors / requests).toBeGreaterThan(0.002);
    expect(errors / requests).toBeLessThan(0.004);
    expect(worst).toBeGreaterThan(4);
  });
});

describe('seeded draws', () => {
  const random = new RandomStream(9);

  it('have the moments of their distributions', () => {
    const mean = (draw: () => number): number => Array.from({ length: 20_000 }, draw).reduce((a, b) => a + b) / 20_000;
    expect(mean(() => random.uniform())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => random.exponential(3)) / 3).toBeCloseTo(1, 1);
    expect(mean(() => random.binomial(10, 0.2)) / 2).toBeCloseTo(1, 1);
  });

  it('draw without repetition, and never more than there are', () => {
    expect(random.sample([1, 2, 3, 4], 4).toSorted()).toEqual([1, 2, 3, 4]);
    expect(() => random.sample([1], 2)).toThrow('cannot draw 2 of 1');
  });
});
