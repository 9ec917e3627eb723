/**
 * Student's t distribution: its distribution function and its quantiles, also far out in the tails.
 *
 * Degrees of freedom need not be whole, because a moderated variance borrows some from history. Pure.
 */
import { regularizedBeta } from './beta.ts';
import { quantileByBisection } from './bisection.ts';

/** P(T ≤ t) with `df` > 0 degrees of freedom (NIST DLMF 8.17; Abramowitz & Stegun 26.7.1). Accurate for tiny values too. */
export function studentCdf(t: number, df: number): number {
  const tail = 0.5 * regularizedBeta(df / (df + t * t), df / 2, 0.5);
  return t <= 0 ? tail : 1 - tail;
}

/** The two-sided p-value of |T| ≥ |t|, in [0, 1]; NaN when t is NaN. */
export function studentTwoSided(t: number, df: number): number {
  return Number.isNaN(t) ? Number.NaN : regularizedBeta(df / (df + t * t), df / 2, 0.5);
}

/** Quantiles by probability and degrees of freedom: thousands of rows ask for the same few. */
const known = new Map<string, number>();
/** Entries after which the table starts anew; far more than one comparison needs. */
const KNOWN_MAX = 10_000;

/** The t with P(T ≤ t) = p, for p in (0, 1) and `df` > 0. Relative error about 1e-12. */
export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  const key = `${p} ${df}`;
  const stored = known.get(key);
  if (stored !== undefined) return stored;
  const value = quantileByBisection((t) => 1 - p - studentCdf(-t, df), 1);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, value);
  return value;
}
