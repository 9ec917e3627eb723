import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram, mergeHistograms } from '../../contract/histogram.ts';
import { HistogramAccumulator } from './histogram-accumulator.ts';
import { histogramOf, LoadSeries } from './load-series.ts';

const DECLARED = { metric: 'x', kind: 'trend', unit: 'ms', tags: {} } as const;
const seconds = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 9 }),
    values: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), { maxLength: 40 }),
  }),
  { maxLength: 30 },
);

function oneHistogram(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('the seconds of a series', () => {
  it('merge to what the histograms themselves merge to, for every selection of seconds', () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: 0, max: 9 }), (lines, from) => {
        const series = new LoadSeries(DECLARED, null);
        const kept: Histogram[] = [];
        for (const { second, values } of lines) {
          const histogram = oneHistogram(values);
          series.addTrend({ s: 1, t: second, ...histogram.encode() });
          if (second >= from) kept.push(histogram);
        }
        const merged = histogramOf([series], (second) => second >= from);
        const wanted = mergeHistograms(kept);
        expect(merged.buckets()).toEqual(wanted.buckets());
        expect([merged.count, merged.zeroCount, merged.min, merged.max]).toEqual([
          wanted.count,
          wanted.zeroCount,
          wanted.min,
          wanted.max,
        ]);
        expect(merged.sum).toBeCloseTo(wanted.sum, 3);
      }),
    );
  });

  it('have the same quantiles whether or not a histogram is built for them', () => {
    fc.assert(
      fc.property(seconds, (lines) => {
        const ps = [0.01, 0.5, 0.95, 0.99, 1];
        const accumulator = new HistogramAccumulator();
        for (let round = 0; round < 2; round += 1) {
          const series = new LoadSeries(DECLARED, null);
          for (const { second, values } of lines)
            series.addTrend({ s: 1, t: second, ...oneHistogram(values).encode() });
          for (let at = 0; at < series.seconds.length; at += 1) series.accumulate(at, accumulator);
          const histogram = histogramOf([series]);
          const wanted =
            histogram.count === 0
              ? null
              : { count: histogram.count, max: histogram.max, quantiles: histogram.quantiles(ps) };
          expect(accumulator.takeSummary(ps)).toEqual(wanted);
        }
      }),
    );
  });

  it('keep counts beyond what one entry holds', () => {
    const series = new LoadSeries(DECLARED, null);
    const histogram = new Histogram();
    histogram.add(5, 200_001);
    series.addTrend({ s: 1, t: 1, ...histogram.encode() });
    expect(histogramOf([series]).buckets()).toEqual(histogram.buckets());
  });

  it('know when a metric was kept without buckets', () => {
    const series = new LoadSeries(DECLARED, null);
    series.addTrend({ s: 1, t: 1, n: 2, sum: 10, min: 4, max: 6, zero: 0 });
    expect(series.hasBuckets).toBe(false);
    expect([series.count(), series.sum()]).toEqual([2, 10]);
  });
});
