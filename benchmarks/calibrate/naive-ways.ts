/**
 * How often the usual ways call two equal runs different, on the same simulated runs: what the method is measured
 * against. Each looks at one pair of runs, as people do.
 */
import { Histogram } from '../../contract/histogram.ts';
import { normalQuantile } from '../../reports/statistics/distributions/normal.ts';
import type { LatencySeconds } from '../../reports/statistics/index.ts';
import { midpointOf } from '../../reports/statistics/latency-seconds.ts';
import { RandomStream } from '../../reports/statistics/support/random.ts';
import { scaledBy } from '../../reports/statistics/support/simulate-run.ts';
import { markdownTable } from '../ladder/page.ts';
import type { Bench } from './targets.ts';

const RUN_NOISE = 0.02;
const P = 0.95;
/** The level that the two tests claim to hold. */
const LEVEL = 0.05;

/** The usual ways by name: whether each calls two runs different. */
const WAYS: Readonly<Record<string, (a: Histogram, b: Histogram) => boolean>> = {
  'p95 moved by more than 5 %': (a, b) => Math.abs(Math.log(quantile(b, P) / quantile(a, P))) > Math.log(1.05),
  'Mann–Whitney over all requests, 5 %': (a, b) => Math.abs(mannWhitney(a, b)) > normalQuantile(1 - LEVEL / 2),
  'order-statistic interval of p95 over all requests, 5 %': (a, b) =>
    Math.abs(Math.log(quantile(b, P) / quantile(a, P))) >
    normalQuantile(1 - LEVEL / 2) * Math.hypot(independentError(a), independentError(b)),
};

/** False alarms of the usual ways as a Markdown table. */
export function naiveTable(bench: Bench): string {
  const pairs = bench.sizes.single / 2;
  const alarms = Object.fromEntries(Object.keys(WAYS).map((name) => [name, 0]));
  for (let number = 0; number < pairs; number += 1) {
    bench.progress(`usual ways: ${number} of ${pairs}`);
    const random = new RandomStream(bench.seed + 2, number);
    const [a, b] = random
      .sample(bench.pool().series, 2)
      .map((series) => histogramOf(scaledBy(series, RUN_NOISE * random.normal())));
    if (a === undefined || b === undefined) continue;
    for (const [name, isDifferent] of Object.entries(WAYS)) {
      if (isDifferent(a, b)) alarms[name] = (alarms[name] ?? 0) + 1;
    }
  }
  const rows = Object.entries(alarms).map(([name, count]) => [name, `${Math.round((100 * count) / pairs)} %`]);
  return markdownTable([`usual way, one pair of equal runs (${pairs} pairs)`, 'false alarms'], rows);
}

function histogramOf({ buckets, counts, scale }: LatencySeconds): Histogram {
  const histogram = new Histogram();
  buckets.forEach((bucket, at) => {
    histogram.add(midpointOf(bucket, scale), counts[at]);
  });
  return histogram;
}

function quantile(histogram: Histogram, p: number): number {
  return histogram.quantile(p) ?? Number.NaN;
}

/** Standard error of ln p95 if requests were independent: from the quantiles at p ± √(p(1−p)/n). */
function independentError(histogram: Histogram): number {
  const share = Math.sqrt((P * (1 - P)) / histogram.count);
  return Math.log(quantile(histogram, P + share) / quantile(histogram, P - share)) / 2;
}

/** Mann and Whitney's U as a normal deviate, equal buckets counted half. */
function mannWhitney(a: Histogram, b: Histogram): number {
  const ofB = new Map(b.buckets());
  const all = [...new Set([...a.buckets(), ...b.buckets()].map(([bucket]) => bucket))].sort((x, y) => x - y);
  const ofA = new Map(a.buckets());
  let [below, u] = [0, 0];
  for (const bucket of all) {
    const here = ofA.get(bucket) ?? 0;
    u += (ofB.get(bucket) ?? 0) * (below + here / 2);
    below += here;
  }
  const pairs = a.count * b.count;
  return (u - pairs / 2) / Math.sqrt((pairs * (a.count + b.count + 1)) / 12);
}
