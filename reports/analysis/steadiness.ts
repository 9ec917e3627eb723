/**
 * Whether the measured phase of one run was steady, by MSER-5 on its mean log-latency a second (White 1997;
 * STATISTICS.md section 2, step 1): the cut that would have to be made at its beginning.
 *
 * Logarithms, so that a slow endpoint does not hide a fast one. Judges nothing of the latency itself.
 */
import { bucketMidpoint } from '../../contract/buckets.ts';
import { BATCH_SECONDS, mserCut } from '../statistics/warm-up.ts';
import type { BucketSink, LoadSeries } from './load-series.ts';
import { isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { isSuccessful } from './series.ts';

export { BATCH_SECONDS, mserCut } from '../statistics/warm-up.ts';

/** Metrics that hold one value a request, of all endpoints together. */
const LATENCY_METRICS = ['http_req_duration', 'sse_first_token'] as const;

/** What MSER-5 found. `cutSeconds` is 0 when the phase was steady from its first second. */
export interface Steadiness {
  cutSeconds: number;
  /** The best cut lies as late as it may: the phase never became steady. */
  isUnsteady: boolean;
}

/** The steadiness of the measured phase, or undefined when fewer than four batches have data. */
export function findSteadiness(record: RunRecord, window: Window): Steadiness | undefined {
  const means = meanLogLatencies(record, window);
  const batches: number[] = [];
  for (let at = 0; at + BATCH_SECONDS <= means.length; at += BATCH_SECONDS) {
    const known = means.slice(at, at + BATCH_SECONDS).filter((mean): mean is number => mean !== null);
    // A batch without any answer says nothing of latency; outages are found elsewhere.
    if (known.length > 0) batches.push(known.reduce((sum, mean) => sum + mean, 0) / known.length);
  }
  if (batches.length < 4) return undefined;
  const cut = mserCut(batches);
  return { cutSeconds: BATCH_SECONDS * cut, isUnsteady: cut >= Math.floor(batches.length / 2) };
}

/** Logarithms by bucket: an hour has millions of entries in some thousand buckets. */
const logMidpoints = new Map<number, number>();

function logMidpoint(bucket: number): number {
  const known = logMidpoints.get(bucket);
  if (known !== undefined) return known;
  const value = Math.log(bucketMidpoint(bucket));
  logMidpoints.set(bucket, value);
  return value;
}

/** The mean natural logarithm of latency in each measured second, from bucket mid-points; null without an answer. */
function meanLogLatencies({ load }: RunRecord, window: Window): (number | null)[] {
  const isMeasured = isMeasuredSecond(window);
  const firstSecond = Math.ceil((window.measureStartMs - 500) / 1000);
  const count = Math.max(0, Math.ceil((window.measureEndMs - 500) / 1000) - firstSecond);
  const sums = Array.from({ length: count }, () => 0);
  const counts = [...sums];
  const put = (series: LoadSeries): void => {
    series.seconds.forEach((second, at) => {
      const index = second - firstSecond;
      if (!isMeasured(second) || index >= count) return;
      const sink: BucketSink = {
        addTotals: () => undefined,
        addBucket: (bucket, number) => {
          sums[index] = (sums[index] ?? 0) + number * logMidpoint(bucket);
          counts[index] = (counts[index] ?? 0) + number;
        },
      };
      series.accumulate(at, sink);
    });
  };
  for (const metric of LATENCY_METRICS) {
    for (const series of load.select(metric, { phase: 'measure' })) if (isSuccessful(series)) put(series);
  }
  return sums.map((sum, index) => ((counts[index] ?? 0) === 0 ? null : sum / (counts[index] ?? 1)));
}
