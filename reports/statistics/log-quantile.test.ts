import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../contract/histogram.ts';
import { foldTo, halfBucketLog, type LatencySeconds } from './latency-seconds.ts';
import { measureQuantiles, type QuantileFigure, requestsNeeded } from './log-quantile.ts';
import { latenciesOf } from './support/example-runs.ts';
import { RandomStream } from './support/random.ts';

/** 120 seconds of `perSecond` latencies each. */
function seconds(perSecond: number, latencyMs: (random: RandomStream, second: number) => number): number[][] {
  const random = new RandomStream(17);
  return Array.from({ length: 120 }, (_, second) => Array.from({ length: perSecond }, () => latencyMs(random, second)));
}

function quantile(parts: readonly LatencySeconds[], p: number, cut = 0): QuantileFigure {
  const [figure] = measureQuantiles(parts, [p], cut);
  if (figure?.status !== 'ok') throw new Error(figure?.reason);
  return figure.value;
}

function reason(values: readonly (readonly number[])[], p: number): string {
  const [figure] = measureQuantiles([latenciesOf(values)], [p], 0);
  return figure?.status === 'unavailable' ? figure.reason : 'ok';
}

const LOGNORMAL = seconds(50, (random) => 100 * Math.exp(0.5 * random.normal()));

describe('a run’s quantile', () => {
  it('is the one that every report shows', () => {
    const histogram = new Histogram();
    for (const value of LOGNORMAL.flat()) histogram.add(value);
    for (const p of [0.1, 0.5, 0.95, 0.99]) {
      expect(quantile([latenciesOf(LOGNORMAL)], p).valueMs).toBe(histogram.quantile(p));
    }
  });

  it('is the same whether it is asked alone or with others, in any order, also two in one bucket', () => {
    const value = fc.constantFrom(0.5, 1, 1.001, 2, 40, 41, 900);
    const second = fc.array(value, { minLength: 5, maxLength: 40 });
    const ps = fc.array(fc.constantFrom(0.1, 0.25, 0.5, 0.9, 0.95, 0.951), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(second, { minLength: 30, maxLength: 60 }), ps, fc.nat(20), (values, asked, cut) => {
        const parts = [latenciesOf(values), latenciesOf(values.toReversed())];
        const alone = asked.map((p) => measureQuantiles(parts, [p], cut)[0]);
        expect(measureQuantiles(parts, asked, cut)).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });

  it('has the error that its definition gives, block by block', () => {
    const values = seconds(30, (random, second) => Math.round(20 + 30 * random.uniform() + (second % 17)));
    const [p, n] = [0.9, 30 * 120];
    const figure = quantile([latenciesOf(values)], p);
    const bucketOf = (value: number): number => Math.ceil(Math.log2(value) * 256) - 1;
    const at = bucketOf(figure.valueMs);
    const countOf = (keep: (bucket: number) => boolean, block = values): number =>
      block.flat().filter((value) => keep(bucketOf(value))).length;
    const below = countOf((bucket) => bucket < at);
    const fraction = (p * n - below) / countOf((bucket) => bucket === at);
    // ⌈√120⌉ = 11 s a block: ten blocks of 12 s.
    const residuals = Array.from({ length: 10 }, (_, block) => {
      const part = values.slice(12 * block, 12 * block + 12);
      const inside = countOf((bucket) => bucket === at, part);
      return countOf((bucket) => bucket < at, part) + fraction * inside - p * 360;
    });
    const seF = Math.sqrt((10 / 9) * residuals.reduce((sum, one) => sum + one ** 2, 0)) / n;
    expect(figure.effectiveRequests).toBeCloseTo(Math.min(n, (p * (1 - p)) / seF ** 2), 6);
  });

  it('of constant latencies is exactly that latency, with half a bucket of error and every request effective', () => {
    const figure = quantile([latenciesOf(seconds(20, () => 100))], 0.95);
    expect(figure.valueMs).toBe(100);
    expect(figure.w).toBe(halfBucketLog(8));
    expect(figure.effectiveRequests).toBe(2400);
  });

  it('of two values says how unsure it is when the share of the larger one is near the quantile', () => {
    const figure = quantile([latenciesOf(seconds(50, (random) => (random.uniform() < 0.0495 ? 900 : 10)))], 0.95);
    expect(figure.valueMs).toBeCloseTo(10, 1);
    expect(figure.w).toBeCloseTo(Math.log(90) / 2, 1);
  });

  it('of two values is sure when the quantile lies far from the jump', () => {
    const figure = quantile([latenciesOf(seconds(50, (random) => (random.uniform() < 0.3 ? 900 : 10)))], 0.95);
    expect([figure.valueMs, figure.w]).toEqual([900, halfBucketLog(8)]);
  });

  it('leaves the seconds before the cut out, extremes too', () => {
    const values = seconds(20, (_random, second) => (second < 30 ? 5000 : 100));
    expect(quantile([latenciesOf(values)], 0.95, 30).valueMs).toBe(100);
    expect(quantile([latenciesOf(values)], 0.5, 30).requests).toBe(1800);
  });

  it('is the same for one series and for its parts, in any order', () => {
    const halves = [0, 1].map((half) => latenciesOf(LOGNORMAL.map((all) => all.filter((_, at) => at % 2 === half))));
    const whole = quantile([latenciesOf(LOGNORMAL)], 0.95);
    expect(quantile(halves, 0.95)).toEqual(whole);
    expect(quantile(halves.toReversed(), 0.95)).toEqual(whole);
    expect(quantile([latenciesOf(LOGNORMAL.map((all) => all.toReversed()))], 0.95)).toEqual(whole);
  });

  it('of parts with different scales is read at the coarser one', () => {
    const [fine, coarse] = [latenciesOf(LOGNORMAL), foldTo(latenciesOf(LOGNORMAL), 5)];
    const figure = quantile([fine, coarse], 0.5);
    expect(figure.requests).toBe(12_000);
    expect(figure.w).toBeGreaterThanOrEqual(halfBucketLog(5));
    expect(Math.abs(figure.y - quantile([fine], 0.5).y)).toBeLessThan(2 * halfBucketLog(5));
  });

  it('moves by a factor when all latencies do, and keeps its error', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (buckets) => {
        const base = latenciesOf(LOGNORMAL);
        const factor = 2 ** (buckets / 256);
        const moved = {
          ...base,
          buckets: base.buckets.map((bucket) => bucket + buckets),
          lows: base.lows.map((low) => low * factor),
          highs: base.highs.map((high) => high * factor),
        };
        const [a, b] = [quantile([base], 0.95), quantile([moved], 0.95)];
        expect(b.y - a.y).toBeCloseTo(Math.log(factor), 9);
        expect([b.w, b.effectiveRequests]).toEqual([a.w, a.effectiveRequests]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the error within a run', () => {
  it('is that of independent requests when they are independent', () => {
    // Asymptotic standard error of ln q: √(p(1−p)/n) / (f(q) q), for a lognormal σ / φ(z).
    const n = 6000;
    const expected = (Math.sqrt((0.95 * 0.05) / n) * 0.5) / 0.10313564;
    const { w, effectiveRequests } = quantile([latenciesOf(LOGNORMAL)], 0.95);
    expect(w / expected).toBeGreaterThan(0.6);
    expect(w / expected).toBeLessThan(1.6);
    expect(effectiveRequests).toBeGreaterThan(n / 4);
  });

  it('grows when slow requests come together', () => {
    const together = seconds(50, (random, second) => (second % 40 < 3 ? 4 : 1) * 100 * Math.exp(0.2 * random.normal()));
    const spread = seconds(50, (random) => (random.uniform() < 0.075 ? 4 : 1) * 100 * Math.exp(0.2 * random.normal()));
    const [a, b] = [quantile([latenciesOf(together)], 0.95), quantile([latenciesOf(spread)], 0.95)];
    expect(a.effectiveRequests).toBeLessThan(b.effectiveRequests / 3);
    expect(a.w).toBeGreaterThan(b.w);
  });
});

describe('a quantile that cannot be said', () => {
  it('needs 100, 400 and 2,000 requests for p50, p95 and p99, and 200 for the lowest decile', () => {
    expect([0.5, 0.95, 0.99, 0.1].map(requestsNeeded)).toEqual([100, 400, 2000, 200]);
  });

  it('says how many requests there were', () => {
    expect(
      reason(
        seconds(3, () => 5),
        0.95,
      ),
    ).toBe('insufficient samples: 360 successful requests, 400 needed');
  });

  it('says that nothing succeeded, also of nothing at all', () => {
    expect(
      reason(
        seconds(0, () => 5),
        0.5,
      ),
    ).toBe('no successful request');
    expect(measureQuantiles([], [0.5], 0)).toEqual([{ status: 'unavailable', reason: 'no successful request' }]);
  });

  it('says that blocks differ too much when one stretch holds all that is slow', () => {
    expect(
      reason(
        seconds(20, (_random, second) => (second < 7 ? 5000 : 10)),
        0.95,
      ),
    ).toContain('differ too much');
  });

  it('has no logarithm at zero', () => {
    expect(
      reason(
        seconds(20, () => 0),
        0.5,
      ),
    ).toBe('the quantile is zero');
  });
});
