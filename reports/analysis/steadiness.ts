/**
 * Whether the measured phase of one run became steady in time: the rule of the comparison (MSER-5, and a cut that counts
 * only where it takes away what really lies off the rest; `statistics/warm-up.ts`), for a side of this one run.
 *
 * So a run is called unsteady on its own page exactly when a comparison of it alone would refuse it. Logarithms, so that
 * a slow endpoint does not hide a fast one. Judges nothing of the latency itself.
 */
import { bucketMidpoint } from '../../contract/buckets.ts';
import { ensembleWarmUp, type WarmUp } from '../statistics/warm-up.ts';
import type { BucketSink } from './histogram-accumulator.ts';
import { BUCKET_INDEX_MAX, type LoadSeries } from './load-series.ts';
import { isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { isSuccessful } from './series.ts';

/** Metrics that hold one value a request, of all endpoints together. */
const LATENCY_METRICS = ['http_req_duration', 'sse_first_token'] as const;

/** The warm-up that is left in the measured phase, or undefined when fewer than four batches of 5 s have an answer. */
export function findSteadiness(record: RunRecord, window: Window): WarmUp | undefined {
  return ensembleWarmUp([meanLogLatencies(record, window)]);
}

/** Logarithms by bucket, NaN until asked for: an hour has millions of entries in some thousand buckets. */
const logMidpoints = new Float64Array(2 * (BUCKET_INDEX_MAX + 1)).fill(Number.NaN);

function logMidpoint(bucket: number): number {
  const at = bucket + BUCKET_INDEX_MAX + 1;
  const known = logMidpoints[at] ?? Number.NaN;
  if (!Number.isNaN(known)) return known;
  const value = Math.log(bucketMidpoint(bucket));
  logMidpoints[at] = value;
  return value;
}

/** The mean natural logarithm of latency in each measured second, from bucket mid-points; NaN without an answer. */
function meanLogLatencies({ load }: RunRecord, window: Window): Float64Array {
  const isMeasured = isMeasuredSecond(window);
  const firstSecond = Math.ceil((window.measureStartMs - 500) / 1000);
  const count = Math.max(0, Math.ceil((window.measureEndMs - 500) / 1000) - firstSecond);
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  let index = 0;
  // One for all lines: an hour has hundreds of thousands.
  const sink: BucketSink = {
    addTotals: () => undefined,
    addBucket: (bucket, number) => {
      sums[index] = (sums[index] ?? 0) + number * logMidpoint(bucket);
      counts[index] = (counts[index] ?? 0) + number;
    },
  };
  const put = (series: LoadSeries): void => {
    series.seconds.forEach((second, at) => {
      index = second - firstSecond;
      if (isMeasured(second) && index < count) series.accumulate(at, sink);
    });
  };
  for (const metric of LATENCY_METRICS) {
    for (const series of load.select(metric, { phase: 'measure' })) if (isSuccessful(series)) put(series);
  }
  return sums.map((sum, index) => sum / (counts[index] ?? 0));
}
