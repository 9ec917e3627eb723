/**
 * Latency over time and as a percentile curve: SLO metrics first, then the busiest endpoints.
 *
 * Over time by the second in which a sample ended, all phases; the curve is the measured phase alone. Both hold
 * answered, successful samples; what never came back stands in the SLO's own figures.
 */
import { type Histogram, nearestRank } from '../../contract/histogram.ts';
import type { LatencySeries, SloDetail, Timeline } from '../model.ts';
import { distributionGrid, mapGrid } from './grid.ts';
import { histogramOf, type LoadSeries } from './load-series.ts';
import type { RunRecord } from './read-record.ts';
import { roundMs } from './round.ts';
import { isSuccessful } from './series.ts';

/** Most points of a percentile curve; more cannot be seen. */
const CURVE_POINTS_MAX = 190;
/** Quantiles that a curve always has a point at, where the samples reach so far. */
const MARKED_QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;
/** Quantiles beyond which the number of samples is told. */
const TAIL_QUANTILES = [0.9, 0.99, 0.999, 0.9999] as const;

/** What a latency series is made of; `series` hold all phases. */
export interface LatencyInput {
  id: string;
  title: string;
  metric: string;
  tags: Record<string, string>;
  limitMs: number | null;
  series: readonly LoadSeries[];
}

/** The SLO metrics of the plan that have any value, in the plan's order. */
export function sloLatencies({ load, plan }: RunRecord): LatencyInput[] {
  return plan.slos.flatMap((slo) => {
    const series = load.select(slo.metric, { journey: slo.journey });
    if (series.length === 0) return [];
    const { id, title, metric, limitMs } = slo;
    return [{ id, title, metric, tags: { journey: slo.journey }, limitMs, series }];
  });
}

/** One latency series of the report model. */
export function buildLatency(timeline: Timeline, input: LatencyInput): LatencySeries {
  const { id, title, metric, tags, limitMs } = input;
  const good = input.series.filter(isSuccessful);
  const buckets = distributionGrid(timeline, good, [0.5, 0.95, 0.99]);
  const line = (at: number) =>
    mapGrid(
      buckets.map((bucket) => bucket?.quantiles[at] ?? null),
      roundMs,
    );
  const measured = histogramOf(good.filter((series) => series.tags.phase === 'measure'));
  return {
    id,
    title,
    metric,
    tags,
    limitMs,
    count: measured.count,
    perBucket: {
      n: buckets.map((bucket) => bucket?.count ?? 0),
      p50: line(0),
      p95: line(1),
      p99: line(2),
      max: mapGrid(
        buckets.map((bucket) => bucket?.max ?? null),
        roundMs,
      ),
    },
    curve: percentileCurve(measured),
    tail:
      measured.count === 0
        ? []
        : TAIL_QUANTILES.map((q) => ({ q, beyond: measured.count - nearestRank(q, measured.count) })),
  };
}

/** Points of the percentile curve, ascending in q, evenly spread over log(1/(1-q)); empty without values. */
export function percentileCurve(histogram: Histogram): { q: number; ms: number }[] {
  if (histogram.count === 0) return [];
  const decades = Math.log10(Math.max(2, histogram.count));
  const steps = Math.min(CURVE_POINTS_MAX, histogram.count);
  const reached = 1 - 1 / Math.max(2, histogram.count);
  const wanted = new Set<number>(MARKED_QUANTILES.filter((q) => q <= reached));
  for (let step = 0; step < steps; step += 1) {
    wanted.add(Math.min(reached, Number((1 - 10 ** ((-decades * step) / steps)).toPrecision(8))));
  }
  wanted.add(reached);
  const qs = [...wanted].sort((a, b) => a - b);
  const values = histogram.quantiles(qs.map((q) => Math.max(q, Number.MIN_VALUE)));
  return qs.map((q, at) => ({ q, ms: roundMs(values[at] ?? 0) }));
}

/** How often and how badly an SLO's own quantile exceeded its limit over the measured phase. */
export function buildSloDetail(
  timeline: Timeline,
  id: string,
  slo: { quantile: number; limitMs: number },
  series: readonly LoadSeries[],
): SloDetail {
  const measured = series.filter((one) => one.tags.phase === 'measure');
  let violatedBuckets = 0;
  let bucketsWithData = 0;
  let worst: SloDetail['worst'] = null;
  distributionGrid(timeline, measured, [slo.quantile]).forEach((distribution, bucket) => {
    const value = distribution?.quantiles[0];
    if (value === undefined) return;
    bucketsWithData += 1;
    if (value > slo.limitMs) violatedBuckets += 1;
    if (worst === null || value > worst.ms)
      worst = { atMs: timeline.originMs + bucket * timeline.bucketMs, ms: roundMs(value) };
  });
  return { id, violatedBuckets, bucketsWithData, worst };
}
