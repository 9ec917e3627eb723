/**
 * The one-sided 95 % Clopper–Pearson lower bound of a share: how large it is at least, given how few were seen.
 *
 * Clopper, C. and Pearson, E. S., Biometrika 26 (1934): the share at which seeing `hits` or more of `n` has
 * probability 5 %, that is the 5 % point of Beta(hits, n - hits + 1). Pure; exact to about 1e-10.
 */
import { regularizedBeta } from '../statistics/distributions/beta.ts';

/** One-sided error of the bound. 5 %: a run is called failed wrongly at most once in twenty. */
const ALPHA = 0.05;

/** The lower bound of hits/n in [0, 1); 0 without a hit. `0 ≤ hits ≤ n`, `n` ≥ 1. */
export function shareLowerBound(hits: number, n: number): number {
  if (hits <= 0) return 0;
  let low = 0;
  let high = hits / n;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (regularizedBeta(middle, hits, n - hits + 1) > ALPHA) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
