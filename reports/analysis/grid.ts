/**
 * Puts measurements onto the report's time axis: one value or null a bucket, from seconds, scrapes or histograms.
 *
 * A bucket without data is null, never zero, except where the source says that nothing happened.
 */
import type { Timeline } from '../model.ts';
import { type Distribution, HistogramAccumulator } from './histogram-accumulator.ts';
import type { LoadSeries } from './load-series.ts';
import { bucketOf } from './phases.ts';
import type { SampleSeries } from './sample-data.ts';

/** One entry a bucket. */
export type Grid = (number | null)[];
/** How several values of one bucket become one. */
export type Fold = (a: number, b: number) => number;

export const add: Fold = (a, b) => a + b;
export const largest: Fold = Math.max;
export const latest: Fold = (_, b) => b;

/** A grid without data. */
export function emptyGrid(timeline: Timeline): Grid {
  return Array.from({ length: timeline.count }, () => null);
}

/** The values of load series a bucket, folded. */
export function loadGrid(timeline: Timeline, series: Iterable<LoadSeries>, fold: Fold): Grid {
  const grid = emptyGrid(timeline);
  for (const one of series) {
    one.seconds.forEach((second, at) => {
      put(grid, bucketOf(timeline, second), one.values[at] ?? 0, fold);
    });
  }
  return grid;
}

/** Gauges of several generators: within a generator folded by `fold`, across generators added. */
export function gaugeGrid(timeline: Timeline, series: Iterable<LoadSeries>, fold: Fold): Grid {
  const total = emptyGrid(timeline);
  for (const one of series) {
    loadGrid(timeline, [one], fold).forEach((value, bucket) => {
      if (value !== null) put(total, bucket, value, add);
    });
  }
  return total;
}

/** Scraped gauges: the largest in a bucket of each series, added over series. */
export function sampleGrid(timeline: Timeline, series: Iterable<SampleSeries>, fold: Fold = largest): Grid {
  const total = emptyGrid(timeline);
  for (const one of series) {
    const own = emptyGrid(timeline);
    one.at.forEach((atMs, at) => {
      put(own, bucketOfMs(timeline, atMs), one.values[at] ?? 0, fold);
    });
    own.forEach((value, bucket) => {
      if (value !== null) put(total, bucket, value, add);
    });
  }
  return total;
}

/** Scraped counters as a rate a second between neighbouring scrapes; a reset counts as no data. */
export function rateGrid(timeline: Timeline, series: Iterable<SampleSeries>): Grid {
  const increase = emptyGrid(timeline);
  const covered = emptyGrid(timeline);
  let isFirst = true;
  for (const one of series) {
    for (let at = 1; at < one.at.length; at += 1) {
      const elapsedMs = (one.at[at] ?? 0) - (one.at[at - 1] ?? 0);
      const delta = (one.values[at] ?? 0) - (one.values[at - 1] ?? 0);
      if (elapsedMs <= 0 || delta < 0) continue;
      const bucket = bucketOfMs(timeline, one.at[at] ?? 0);
      put(increase, bucket, delta, add);
      if (isFirst) put(covered, bucket, elapsedMs / 1000, add);
    }
    isFirst = false;
  }
  return increase.map((value, bucket) => {
    const seconds = covered[bucket] ?? null;
    return value === null || seconds === null ? null : value / seconds;
  });
}

/** Count, maximum and the quantiles `ps` (ascending) a bucket, null where there is nothing. */
export function distributionGrid(
  timeline: Timeline,
  series: readonly LoadSeries[],
  ps: readonly number[],
): (Distribution | null)[] {
  // Lines are remembered as one number each (line × number of series + series): millions of objects would cost seconds.
  const lines: number[][] = Array.from({ length: timeline.count }, () => []);
  series.forEach((one, which) => {
    one.seconds.forEach((second, at) => {
      lines[bucketOf(timeline, second)]?.push(at * series.length + which);
    });
  });
  const accumulator = new HistogramAccumulator();
  return lines.map((bucket) => {
    for (const line of bucket) {
      series[line % series.length]?.accumulate(Math.floor(line / series.length), accumulator);
    }
    return accumulator.takeSummary(ps);
  });
}

/** Rounds every value; nulls stay. */
export function mapGrid(grid: Grid, change: (value: number) => number): Grid {
  return grid.map((value) => (value === null ? null : change(value)));
}

/** Zero where the axis has data of something else but nothing of this: for counters of events. */
export function zeroWhere(grid: Grid, hasData: readonly (number | null)[]): Grid {
  return grid.map((value, bucket) => value ?? ((hasData[bucket] ?? null) === null ? null : 0));
}

/** The largest value of a grid, or undefined without any. */
export function largestOf(grid: Grid): number | undefined {
  return grid.reduce<number | undefined>(
    (high, value) => (value === null ? high : high === undefined || value > high ? value : high),
    undefined,
  );
}

/** The bucket of a Unix millisecond, or -1 outside the axis. */
export function bucketOfMs(timeline: Timeline, atMs: number): number {
  return bucketOf(timeline, Math.floor(atMs / 1000));
}

function put(grid: Grid, bucket: number, value: number, fold: Fold): void {
  if (bucket < 0) return;
  const known = grid[bucket] ?? null;
  grid[bucket] = known === null ? value : fold(known, value);
}
