/**
 * Robust statistics of a short series: Theil–Sen's slope and Mann–Kendall's test, neither moved by a few outliers.
 *
 * Sen (1968), "Estimates of the regression coefficient based on Kendall's tau"; Mann (1945) and Kendall (1975) for the
 * test, with the correction for ties and for continuity.
 */

/** A point: its place in time and its value. */
export type Point = readonly [at: number, value: number];

/** The median of the slopes of all pairs, in value a unit of time; undefined for fewer than two points. */
export function theilSenSlope(points: readonly Point[]): number | undefined {
  const slopes: number[] = [];
  for (const [i, [at, value]] of points.entries()) {
    for (const [laterAt, laterValue] of points.slice(i + 1)) {
      if (laterAt !== at) slopes.push((laterValue - value) / (laterAt - at));
    }
  }
  return slopes.length === 0 ? undefined : medianOf(slopes);
}

/**
 * Mann–Kendall's standard score of a monotone trend in `values`, in the order of time: positive for a rise. About
 * normal from ten values on; 0 for fewer than two or all equal.
 */
export function mannKendallScore(values: readonly number[]): number {
  const n = values.length;
  let s = 0;
  for (const [i, value] of values.entries()) for (const later of values.slice(i + 1)) s += Math.sign(later - value);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let variance = n * (n - 1) * (2 * n + 5);
  for (const t of ties.values()) variance -= t * (t - 1) * (2 * t + 5);
  if (variance <= 0 || s === 0) return 0;
  return (s - Math.sign(s)) / Math.sqrt(variance / 18);
}

/** The median, the mean of the middle two of an even number; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
