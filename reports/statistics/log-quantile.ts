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
  const places = ps.map((p) => (counted.total >= requestsNeeded(p) ? placeOf(counted, p) : null));
  const known = places.filter((place) => place !== null);
  const residuals = blockResiduals(folded, blocksOf(seconds, cut), { counted, places: known });
  const figures = places.map((place, at) => {
    if (place !== null) return quantileFigure({ counted, scale, place, residuals: residuals.get(place) ?? [] });
    return unavailable(
      counted.total === 0
        ? 'no successful request'
        : `insufficient samples: ${counted.total} successful requests, ${requestsNeeded(ps[at] ?? 0)} needed`,
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
    const length = buckets.length;
    for (let k = cut === 0 ? 0 : (ends[cut - 1] ?? length); k < length; k += 1) {
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

/** Where a quantile lies: `at` is its bucket, less BASE. */
interface Place {
  p: number;
  at: number;
  /** The part of its bucket's requests at or below it: interpolated, for the blocks only, that whole buckets would make jump. */
  fraction: number;
}

function placeOf(counted: Counted, p: number): Place {
  const at = positionOf(counted, p);
  const below = at > counted.low ? (counted.cumulative[at - 1] ?? 0) : 0;
  return { p, at, fraction: (p * counted.total - below) / ((counted.cumulative[at] ?? 0) - below) };
}

interface Asked {
  counted: Counted;
  scale: number;
  place: Place;
  residuals: readonly number[];
}

function quantileFigure({ counted, scale, place, residuals }: Asked): Measured<QuantileFigure> {
  const { p } = place;
  const n = counted.total;
  const bucket = place.at + BASE;
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

/** A bucket's region between the asked quantiles' own buckets; one for all calls, like `scratch`. */
const regions = new Uint16Array(2 ** 16);

/**
 * D_b of each block for each place: its requests at or below the quantile, less the share p of its requests. All places
 * in one pass: the k-th asked bucket is region 2k + 1, what lies below it and above the one before is region 2k.
 */
function blockResiduals(
  parts: readonly LatencySeconds[],
  blocks: Blocks,
  { counted, places }: { counted: Counted; places: readonly Place[] },
): Map<Place, number[]> {
  const asked = [...new Set(places.map(({ at }) => at))].sort((a, b) => a - b);
  const residuals = new Map(places.map((place): [Place, number[]] => [place, []]));
  if (asked.length === 0) return residuals;
  markRegions(asked, counted);
  const sums = new Float64Array(2 * asked.length + 1);
  for (let block = 0; block < blocks.count; block += 1) {
    sums.fill(0);
    for (const part of parts) addToRegions(part, blocks.start(block), { end: blocks.start(block + 1), sums });
    const all = sums.reduce((sum, count) => sum + count, 0);
    for (const [{ p, at, fraction }, found] of residuals) {
      const region = 2 * asked.indexOf(at) + 1;
      const below = sums.subarray(0, region).reduce((sum, count) => sum + count, 0);
      found.push(below + fraction * (sums[region] ?? 0) - p * all);
    }
  }
  return residuals;
}

function markRegions(asked: readonly number[], { low, high }: Counted): void {
  let from = low;
  asked.forEach((at, k) => {
    regions.fill(2 * k, from, at);
    regions[at] = 2 * k + 1;
    from = at + 1;
  });
  regions.fill(2 * asked.length, from, high + 1);
}

function addToRegions(
  { ends, buckets, counts }: LatencySeconds,
  start: number,
  { end, sums }: { end: number; sums: Float64Array },
): void {
  const last = ends[Math.min(end, ends.length) - 1] ?? 0;
  // Neighbouring entries mostly lie in one region: what they come to is kept apart until it is left.
  let [current, sum] = [0, 0];
  for (let k = start === 0 ? 0 : (ends[start - 1] ?? buckets.length); k < last; k += 1) {
    const region = regions[(buckets[k] ?? 0) - BASE] ?? 0;
    if (region !== current) {
      sums[current] = (sums[current] ?? 0) + sum;
      [current, sum] = [region, 0];
    }
    sum += counts[k] ?? 0;
  }
  sums[current] = (sums[current] ?? 0) + sum;
}
