/**
 * Quantiles of what a target counts in Prometheus histograms: the increase of its buckets between two scrapes.
 *
 * Linear within a bucket, as Prometheus' histogram_quantile does; coarser than our own histograms, and only used for
 * what the target alone can see.
 */
import type { Timeline } from '../model.ts';
import { bucketOfMs, emptyGrid, type Grid } from './grid.ts';
import type { SampleSeries } from './sample-data.ts';

/** Selects scrapes by their time. */
export type TimeFilter = (atMs: number) => boolean;

/** Increases by upper bound, ascending; cumulative as Prometheus counts. */
type Increases = Map<number, number>;

/**
 * The quantile of the increase within the selected time, in the histogram's unit; undefined when nothing was counted.
 * `buckets` are the `_bucket` series of one or more label sets, which are added. In the last, open bucket the answer
 * is its lower bound.
 */
export function bucketQuantile(
  buckets: readonly SampleSeries[],
  quantile: number,
  keep: TimeFilter,
): number | undefined {
  const increases: Increases = new Map();
  for (const series of buckets) {
    const bound = upperBound(series);
    if (bound === undefined) continue;
    forEachIncrease(series, (atMs, delta) => {
      if (keep(atMs)) increases.set(bound, (increases.get(bound) ?? 0) + delta);
    });
  }
  return quantileOf(increases, quantile);
}

/** The quantile a bucket of the report's axis; null where nothing was counted. */
export function bucketQuantileGrid(buckets: readonly SampleSeries[], quantile: number, timeline: Timeline): Grid {
  const increases = new Map<number, Increases>();
  for (const series of buckets) {
    const bound = upperBound(series);
    if (bound === undefined) continue;
    forEachIncrease(series, (atMs, delta) => {
      const bucket = bucketOfMs(timeline, atMs);
      const own = increases.get(bucket) ?? new Map<number, number>();
      own.set(bound, (own.get(bound) ?? 0) + delta);
      increases.set(bucket, own);
    });
  }
  return emptyGrid(timeline).map((_, bucket) => quantileOf(increases.get(bucket) ?? new Map(), quantile) ?? null);
}

/** Calls `take` with the growth since the scrape before; a counter that fell was reset and counts from its new value. */
export function forEachIncrease(series: SampleSeries, take: (atMs: number, delta: number) => void): void {
  if (series.isBornLate && series.at.length > 0) take(series.at[0] ?? 0, series.values[0] ?? 0);
  for (let at = 1; at < series.at.length; at += 1) {
    const value = series.values[at] ?? 0;
    const before = series.values[at - 1] ?? 0;
    take(series.at[at] ?? 0, value >= before ? value - before : value);
  }
}

function upperBound(series: SampleSeries): number | undefined {
  const le = series.labels.le;
  if (le === undefined) return undefined;
  const bound = le === '+Inf' || le === 'Inf' ? Number.POSITIVE_INFINITY : Number(le);
  return Number.isNaN(bound) ? undefined : bound;
}

function quantileOf(increases: Increases, quantile: number): number | undefined {
  const bounds = [...increases.keys()].sort((a, b) => a - b);
  const total = increases.get(bounds[bounds.length - 1] ?? Number.NaN) ?? 0;
  if (total <= 0) return undefined;
  const rank = quantile * total;
  let low = 0;
  let below = 0;
  for (const bound of bounds) {
    const upTo = increases.get(bound) ?? 0;
    if (upTo >= rank) {
      if (bound === Number.POSITIVE_INFINITY) return low;
      return upTo === below ? bound : low + ((bound - low) * (rank - below)) / (upTo - below);
    }
    low = bound;
    below = upTo;
  }
  return low;
}
