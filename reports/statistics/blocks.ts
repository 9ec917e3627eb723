/**
 * Blocks of seconds: neighbouring requests resemble each other, blocks of seconds hardly do.
 *
 * The within-run error of every figure is taken from how much whole blocks differ (ultimate clusters: Woodruff,
 * JASA 47, 1952; Deng, Knoblich, Lu, KDD 2018, section 4). Pure.
 */

/** Shortest block, seconds: shorter ones would share one garbage collection or one burst. */
const BLOCK_SECONDS_MIN = 5;

/** Equal blocks of the seconds from `cut` to `seconds`. */
export interface Blocks {
  /** At least 2. */
  count: number;
  /** First second of block `at` (0-based); of block `count` it is the end. */
  start(at: number): number;
}

/** Blocks of L = max(5, ⌈√T⌉) seconds, made equal; at least two. `cut` < `seconds`. */
export function blocksOf(seconds: number, cut: number): Blocks {
  const length = seconds - cut;
  const target = Math.max(BLOCK_SECONDS_MIN, Math.ceil(Math.sqrt(length)));
  const count = Math.max(2, Math.floor(length / target));
  return { count, start: (at) => cut + Math.floor((at * length) / count) };
}

/** The variance of the sum of the blocks' residuals: nb/(nb−1) · Σ (D_b − mean D)². At least two residuals. */
export function clusterVariance(residuals: readonly number[]): number {
  const n = residuals.length;
  const mean = residuals.reduce((sum, value) => sum + value, 0) / n;
  return (n / (n - 1)) * residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** The sums of a per-second column over the blocks. */
export function blockSums(column: ArrayLike<number>, blocks: Blocks): number[] {
  return Array.from({ length: blocks.count }, (_, at) => {
    let sum = 0;
    for (let second = blocks.start(at); second < blocks.start(at + 1); second += 1) sum += column[second] ?? 0;
    return sum;
  });
}
