/**
 * One run's latency quantile in logarithms, with the error that the run itself shows (STATISTICS.md section 2, step 2).
 *
 * The quantile is the one every report shows: nearest rank, the geometric mean of its bucket, clamped to the smallest
 * and largest value. Its error comes from blocks of seconds and not from single requests, which come in bursts: the
 * share below the quantile varies from block to block by seF, and the quantiles at p ± seF span the interval (Woodruff,
 * JASA 47, 1952, with ultimate clusters). Two passes over the entries; never draws a random number.
 */
import { nearestRank } from '../../contract/histogram.ts';
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { minimumStarts } from '../../contract/slos.ts';
import { type Blocks, blocksOf, clusterVariance } from './blocks.ts';
import { foldTo, halfBucketLog, type LatencySeconds, midpointOf, secondsOf, ZERO_BUCKET } from './latency-seconds.ts';

/** One quantile of one run. */
export interface QuantileFigure {
  /** The quantile, ms. */
  valueMs: number;
  /** Its natural logarithm: what is compared. */
  y: number;
  /** Its standard error within the run, in natural logarithms; at least half a bucket (0.135 %). */
  w: number;
  /** Latencies it was taken from. */
  requests: number;
  /** As many independent requests would know it as well: at most `requests`. */
  effectiveRequests: number;
}

/** How many latencies a quantile needs: 20 expected on either side, and 100 in all. */
export function requestsNeeded(p: number): number {
  return Math.max(minimumStarts(p), Math.ceil(20 / p - 1e-9));
}

/**
 * The quantiles `ps` (each in (0, 1)) of all `parts` together from second `cut` on, parallel to `ps`; or why there is
 * none: too few requests, too uneven ones, or a latency of zero.
 */
export function measureQuantiles(
  parts: readonly LatencySeconds[],
  ps: readonly number[],
  cut: number,
): Measured<QuantileFigure>[] {
  const scale = Math.min(...parts.map((part) => part.scale));
  const folded = parts.map((part) => foldTo(part, scale));
  const counted = countBuckets(folded, cut);
  const seconds = Math.max(0, ...folded.map(secondsOf));
  const figures = ps.map((p) => {
    const needed = requestsNeeded(p);
    if (counted.total >= needed) return quantileFigure({ folded, counted, scale, p, cut, seconds });
    return unavailable(
      counted.total === 0
        ? 'no successful request'
        : `insufficient samples: ${counted.total} successful requests, ${needed} needed`,
    );
  });
  counted.release();
  return figures;
}

/** Counts by bucket, made cumulative: `cumulative[b - BASE]` requests lie in bucket b or below. */
interface Counted {
  cumulative: Float64Array;
  low: number;
  high: number;
  total: number;
  min: number;
  max: number;
  release(): void;
}

const BASE = ZERO_BUCKET;
/** One for all calls, since none keeps it: ten thousand endpoints would otherwise clear ten thousand of them. */
const scratch = new Float64Array(2 ** 16);

function countBuckets(parts: readonly LatencySeconds[], cut: number): Counted {
  let low = scratch.length;
  let high = -1;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { ends, buckets, counts, lows, highs } of parts) {
    for (let k = cut === 0 ? 0 : (ends[cut - 1] ?? buckets.length); k < buckets.length; k += 1) {
      const at = (buckets[k] ?? 0) - BASE;
      scratch[at] = (scratch[at] ?? 0) + (counts[k] ?? 0);
      if (at < low) low = at;
      if (at > high) high = at;
    }
    for (let second = cut; second < lows.length; second += 1) {
      min = Math.min(min, lows[second] ?? min);
      max = Math.max(max, highs[second] ?? max);
    }
  }
  for (let at = low + 1; at <= high; at += 1) scratch[at] = (scratch[at] ?? 0) + (scratch[at - 1] ?? 0);
  const total = high < 0 ? 0 : (scratch[high] ?? 0);
  const release = (): void => {
    if (high >= 0) scratch.fill(0, low, high + 1);
  };
  return { cumulative: scratch, low, high, total, min, max, release };
}

interface Asked {
  folded: readonly LatencySeconds[];
  counted: Counted;
  scale: number;
  p: number;
  cut: number;
  seconds: number;
}

function quantileFigure({ folded, counted, scale, p, cut, seconds }: Asked): Measured<QuantileFigure> {
  const n = counted.total;
  const at = positionOf(counted, p);
  const bucket = at + BASE;
  const below = at > counted.low ? (counted.cumulative[at - 1] ?? 0) : 0;
  // Inside its bucket the quantile is interpolated, for the blocks only: whole buckets would make them jump.
  const fraction = (p * n - below) / ((counted.cumulative[at] ?? 0) - below);
  const residuals = blockResiduals(folded, blocksOf(seconds, cut), { bucket, fraction, p });
  const seF = Math.sqrt(clusterVariance(residuals)) / n;
  if (p + seF >= 1 - 1 / n || p - seF <= 1 / n) {
    return unavailable('insufficient samples: the blocks of the run differ too much to place the quantile');
  }
  const lower = positionOf(counted, p - seF);
  if (bucket === ZERO_BUCKET || lower + BASE === ZERO_BUCKET) return unavailable('the quantile is zero');
  const width = positionOf(counted, p + seF) - lower;
  const valueMs = Math.min(counted.max, Math.max(counted.min, midpointOf(bucket, scale)));
  return measured({
    valueMs,
    y: Math.log(valueMs),
    w: halfBucketLog(scale) * Math.max(1, width),
    requests: n,
    effectiveRequests: Math.min(n, (p * (1 - p)) / seF ** 2),
  });
}

/** Where the nearest rank of `p` lies among the counted buckets. */
function positionOf({ cumulative, low, high, total }: Counted, p: number): number {
  const rank = nearestRank(p, total);
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((cumulative[middle] ?? 0) >= rank) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** D_b of each block: its requests at or below the quantile, less the share p of its requests. */
function blockResiduals(
  parts: readonly LatencySeconds[],
  blocks: Blocks,
  quantile: { bucket: number; fraction: number; p: number },
): number[] {
  const { bucket, fraction, p } = quantile;
  return Array.from({ length: blocks.count }, (_, block) => {
    let [below, inside, all] = [0, 0, 0];
    for (const { ends, buckets, counts } of parts) {
      const start = blocks.start(block);
      const end = ends[Math.min(blocks.start(block + 1), ends.length) - 1] ?? 0;
      for (let k = start === 0 ? 0 : (ends[start - 1] ?? buckets.length); k < end; k += 1) {
        const count = counts[k] ?? 0;
        const here = buckets[k] ?? 0;
        all += count;
        if (here < bucket) below += count;
        else if (here === bucket) inside += count;
      }
    }
    return below + fraction * inside - p * all;
  });
}
