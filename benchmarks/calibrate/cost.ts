/**
 * What the statistics of long runs cost: three quantiles with their errors of a hundred run-series of an hour at 100
 * requests a second, in processor time of this process (others may share the machine).
 */
import { bucketIndex } from '../../contract/buckets.ts';
import { type LatencySeconds, LatencySecondsBuilder } from '../../reports/statistics/index.ts';
import { measureQuantiles } from '../../reports/statistics/log-quantile.ts';
import { RandomStream } from '../../reports/statistics/support/random.ts';

const SECONDS = 3600;
const PER_SECOND = 100;
/** Different series; each is measured several times, since making one takes longer than measuring it. */
const DIFFERENT = 20;

/** What it cost. */
export interface Cost {
  /** Processor time, seconds. */
  cpuSeconds: number;
  entries: number;
}

/** The cost of `count` run-series of an hour at three quantiles. */
export function measureCost(count: number, seed: number): Cost {
  const random = new RandomStream(seed);
  const series = Array.from({ length: Math.min(count, DIFFERENT) }, () => hourOf(random));
  const startedAt = process.cpuUsage();
  let entries = 0;
  for (let number = 0; number < count; number += 1) {
    const one = series[number % series.length];
    if (one === undefined) continue;
    const figures = measureQuantiles([one], [0.5, 0.95, 0.99], 60);
    if (figures.some(({ status }) => status !== 'ok')) throw new Error('an hour has too few requests for a quantile');
    entries += one.buckets.length;
  }
  const { user, system } = process.cpuUsage(startedAt);
  return { cpuSeconds: (user + system) / 1e6, entries };
}

function hourOf(random: RandomStream): LatencySeconds {
  const builder = new LatencySecondsBuilder(SECONDS);
  for (let second = 0; second < SECONDS; second += 1) {
    builder.at(second);
    for (let request = 0; request < PER_SECOND; request += 1) {
      const latencyMs = 120 * Math.exp(0.7 * random.normal());
      builder.addTotals(1, latencyMs, latencyMs, latencyMs, 0);
      builder.addBucket(bucketIndex(latencyMs), 1);
    }
  }
  return builder.build();
}
