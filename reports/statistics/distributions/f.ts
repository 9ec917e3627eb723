/** The F distribution: how large the ratio of two variances gets by chance. Pure. */
import { regularizedBeta } from './beta.ts';
import { quantileByBisection } from './bisection.ts';

/** P(F ≤ f) with `df1` and `df2` > 0 degrees of freedom (NIST DLMF 8.17; Abramowitz & Stegun 26.6.2); 0 for f ≤ 0. */
export function fCdf(f: number, df1: number, df2: number): number {
  return f <= 0 ? 0 : regularizedBeta((df1 * f) / (df1 * f + df2), df1 / 2, df2 / 2);
}

/** The f with P(F ≤ f) = p, for p in (0, 1). Relative error about 1e-9. */
export function fQuantile(p: number, df1: number, df2: number): number {
  return quantileByBisection((f) => fCdf(f, df1, df2) - p, 1);
}
