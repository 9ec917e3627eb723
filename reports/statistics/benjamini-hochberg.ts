/**
 * Many figures, few false alarms: p-values corrected for how many were looked at (Benjamini & Hochberg, Journal of the
 * Royal Statistical Society B 57, 1995).
 *
 * With nothing changed, any row at or below 0.05 appears in at most 5 % of comparisons. Pure.
 */

/**
 * The q-values, parallel to `pValues` (each in [0, 1], any order): the smallest share of false alarms at which the row
 * would still be called. Never below its own p-value; empty for nothing.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const n = pValues.length;
  const bad = pValues.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new RangeError(`a p-value lies in [0, 1], got ${bad}`);
  const order = pValues.map((_, at) => at).sort((a, b) => (pValues[b] ?? 0) - (pValues[a] ?? 0));
  const result = pValues.map(() => 1);
  let smallest = 1;
  order.forEach((at, fromEnd) => {
    smallest = Math.min(smallest, (pValues[at] ?? 1) * (n / (n - fromEnd)));
    result[at] = smallest;
  });
  return result;
}
