/**
 * How much of a run's beginning is still warm-up: MSER-5 on the mean log-latency a second, over all runs of a side.
 *
 * MSER-5 (White 1997; White, Cobb, Spratt 2000) cuts where the standard error of the mean of the rest is smallest,
 * here in the runs' mean (Welch 1983). One cut is made for all runs of both sides, so that no side is judged by other
 * seconds than the other. Logarithms, so that a slow endpoint does not hide a fast one.
 *
 * MSER-5 also cuts plain noise and single stalls (Hoad, Robinson, Davies 2008; Wang & Glynn 2016): in steady simulated
 * runs of 120 s it cuts in 41 % of the cases, more than a fifth in 17 %, with one run or five (own measurement, 2026-11).
 * So a cut counts only when what it takes away really lies off the rest, in its mean and in its median.
 */
import { type LatencySeconds, midpointOf, secondsOf, ZERO_BUCKET } from './latency-seconds.ts';

/** Seconds in a batch: MSER-5's five. */
export const BATCH_SECONDS = 5;

/** Largest share of the measured phase that may be cut: a longer warm-up is a run that was never steady. */
export const CUT_SHARE_MAX = 1 / 5;

/**
 * Standard errors between the mean before a cut and after it, from which seconds are left out. At 3, steady simulated
 * sides of 300 s lose 2 s on average, and 93 % (three runs) of those that begin half as slow again and settle with a time
 * constant of 5 s are cut.
 */
const SHIFT_TO_CUT = 3;
/**
 * The same, from which a side whose cut is too late is called unsteady, which costs the whole comparison. At 4.5, 0.5 to
 * 1 % of steady simulated sides of 120 s are.
 */
const SHIFT_TO_REFUSE = 4.5;
/**
 * The same, of what is left over before that place when as much is cut as may be: below it the latest cut will do, and the
 * comparison need not be refused for seconds that the cut takes away. Of simulated sides of three runs of 120 s that begin
 * half as slow again, 6, 25, 83 and 95 % are called unsteady with time constants of 5, 10, 20 and 40 s (without this
 * condition 8, 35, 91 and 98 %); what is let through is no further off (own measurement, 200 sides each, 2026-12).
 */
const SHIFT_LEFT_OVER = 2;
/** Part of that difference that the medians must show too: a stall of some seconds moves the mean alone. */
const MEDIAN_PART_MIN = 0.5;

/** What was found of one side. */
export interface WarmUp {
  /** Seconds to leave out at the beginning, a multiple of 5. */
  cutSeconds: number;
  /** More than a fifth would have to be cut: the side did not become steady in time. */
  isUnsteady: boolean;
}

/**
 * The number of leading batches, at most `latest` (half of them), without which the standard error of the mean is
 * smallest: argmin over d of Σ(b − mean)² / (n − d)², the earliest when several are. 0 without batches.
 */
export function mserCut(batches: readonly number[], latest: number = Math.floor(batches.length / 2)): number {
  const n = batches.length;
  const statistics: number[] = [];
  // From the end, so that each step adds one batch to the rest (Welford's update).
  let [count, mean, squares] = [0, 0, 0];
  for (let d = n - 1; d >= 0; d -= 1) {
    const value = batches[d] ?? 0;
    count += 1;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
    statistics[d] = squares / count ** 2;
  }
  let best = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let d = 0; d <= latest; d += 1) {
    // Rounding must not move the cut of a constant series.
    if ((statistics[d] ?? smallest) < smallest - 1e-15) {
      smallest = statistics[d] ?? smallest;
      best = d;
    }
  }
  return best;
}

/** The mean natural logarithm of latency in each second, all endpoints together; NaN in a second without an answer. */
export function meanLogLatencies(parts: readonly LatencySeconds[]): Float64Array {
  const seconds = Math.max(0, ...parts.map(secondsOf));
  const sums = new Float64Array(seconds);
  const counts = new Float64Array(seconds);
  for (const { scale, ends, buckets, counts: numbers } of parts) {
    // ln of a bucket's mid-point is linear in its index.
    const step = Math.LN2 / 2 ** scale;
    const first = Math.log(midpointOf(0, scale));
    let k = 0;
    for (let second = 0; second < ends.length; second += 1) {
      const end = ends[second] ?? 0;
      let [sum, total] = [sums[second] ?? 0, counts[second] ?? 0];
      for (; k < end; k += 1) {
        const bucket = buckets[k] ?? 0;
        if (bucket === ZERO_BUCKET) continue;
        const count = numbers[k] ?? 0;
        sum += count * (first + bucket * step);
        total += count;
      }
      sums[second] = sum;
      counts[second] = total;
    }
  }
  return sums.map((sum, second) => sum / (counts[second] ?? 0));
}

/**
 * The cut of one side from its runs' `meanLogLatencies`. Seconds that only some runs have are averaged over those;
 * undefined when fewer than four batches have an answer.
 */
export function ensembleWarmUp(runs: readonly Float64Array[]): WarmUp | undefined {
  const seconds = Math.max(0, ...runs.map((run) => run.length));
  const centred = runs.map((run) => ({ run, median: medianOf(run.filter((value) => !Number.isNaN(value))) }));
  const batches: number[] = [];
  const starts: number[] = [];
  for (let start = 0; start + BATCH_SECONDS <= seconds; start += BATCH_SECONDS) {
    let [sum, count] = [0, 0];
    for (let second = start; second < start + BATCH_SECONDS; second += 1) {
      const mean = meanAcross(centred, second);
      if (Number.isNaN(mean)) continue;
      sum += mean;
      count += 1;
    }
    // A batch without any answer says nothing of latency.
    if (count === 0) continue;
    batches.push(sum / count);
    starts.push(start);
  }
  if (batches.length < 4) return undefined;
  return judgeBatches(batches, starts, seconds);
}

function judgeBatches(batches: readonly number[], starts: readonly number[], seconds: number): WarmUp {
  const anywhere = mserCut(batches);
  const latest = starts.filter((start) => start <= seconds * CUT_SHARE_MAX).length - 1;
  const isLeftOver = (): boolean =>
    isShiftedBefore(batches.slice(latest), Math.max(0, anywhere - latest), SHIFT_LEFT_OVER);
  if (anywhere > latest && isShiftedBefore(batches, anywhere, SHIFT_TO_REFUSE) && isLeftOver()) {
    return { cutSeconds: starts[anywhere] ?? 0, isUnsteady: true };
  }
  const cut = anywhere > latest ? mserCut(batches, latest) : anywhere;
  return { cutSeconds: isShiftedBefore(batches, cut, SHIFT_TO_CUT) ? (starts[cut] ?? 0) : 0, isUnsteady: false };
}

/** Whether the first `cut` batches lie `least` standard errors off the rest, as a warm-up does; false for none. */
function isShiftedBefore(batches: readonly number[], cut: number, least: number): boolean {
  if (cut === 0) return false;
  const [before, after] = [batches.slice(0, cut), batches.slice(cut)];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = mean(after);
  const variance = after.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (after.length - 1);
  const shift = mean(before) - centre;
  const ofMedians = medianOf(Float64Array.from(before)) - medianOf(Float64Array.from(after));
  const se = Math.sqrt(variance * (1 / before.length + 1 / after.length));
  return Math.abs(shift) >= least * se && ofMedians * Math.sign(shift) >= MEDIAN_PART_MIN * Math.abs(shift);
}

function meanAcross(centred: readonly { run: Float64Array; median: number }[], second: number): number {
  let [sum, count] = [0, 0];
  for (const { run, median } of centred) {
    const value = run[second] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value - median;
    count += 1;
  }
  return sum / count;
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
