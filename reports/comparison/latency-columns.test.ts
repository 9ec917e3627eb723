import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../contract/histogram.ts';
import { LoadSeries } from '../analysis/load-series.ts';
import { LatencySecondsBuilder } from '../statistics/index.ts';
import { latencyColumns } from './latency-columns.ts';

const SECONDS = 12;
const lines = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: SECONDS - 1 }),
    values: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e5, noNaN: true })), { maxLength: 20 }),
  }),
  { maxLength: 30 },
);

function seriesOf(given: readonly { second: number; values: readonly number[] }[]): LoadSeries {
  const series = new LoadSeries({ metric: 'x', kind: 'trend', unit: 'ms', tags: {} }, null);
  for (const { second, values } of given) {
    const histogram = new Histogram();
    for (const value of values) histogram.add(value);
    if (values.length > 0) series.addTrend({ s: 1, t: second, ...histogram.encode() });
  }
  return series;
}

describe('latencies by second', () => {
  it('are the same by the short way and by the builder, whatever the order of the lines', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (given, isSorted) => {
        const series = seriesOf(isSorted ? given.toSorted((a, b) => a.second - b.second) : given);
        const builder = new LatencySecondsBuilder(SECONDS);
        for (let at = 0; at < series.seconds.length; at += 1)
          series.accumulate(at, builder.at(series.seconds[at] ?? 0));
        expect(latencyColumns([series], SECONDS, (second) => second)).toEqual(builder.build());
      }),
    );
  });

  it('without a zero among them too, which are copied as they are', () => {
    const answered = fc.record({
      second: fc.integer({ min: 0, max: SECONDS - 1 }),
      values: fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(answered, { maxLength: 30 }), (given) => {
        const series = seriesOf(given.toSorted((a, b) => a.second - b.second));
        expect(series.plainEntries()).not.toBeNull();
        const builder = new LatencySecondsBuilder(SECONDS);
        for (let at = 0; at < series.seconds.length; at += 1)
          series.accumulate(at, builder.at(series.seconds[at] ?? 0));
        expect(latencyColumns([series], SECONDS, (second) => second)).toEqual(builder.build());
      }),
    );
  });

  it('of two series are both in one', () => {
    const [a, b] = [seriesOf([{ second: 3, values: [5, 6] }]), seriesOf([{ second: 1, values: [7] }])];
    const both = latencyColumns([a, b], SECONDS, (second) => second);
    expect([both.ends[0], both.ends[1], both.ends[3]]).toEqual([0, 1, 3]);
    expect([both.lows[3], both.highs[3]]).toEqual([5, 6]);
  });

  it('of no series are seconds without any', () => {
    expect(latencyColumns([], SECONDS, (second) => second).buckets).toHaveLength(0);
  });
});
