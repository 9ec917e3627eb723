/** The standard normal distribution: its distribution function and its quantiles. Pure. */

/** Beyond this the series loses digits to cancellation, and the continued fraction needs few steps. */
const SERIES_UP_TO = 3;
/** Steps of the continued fraction; at z = 3 forty settle the last digit. */
const FRACTION_STEPS = 100;

/** P(Z ≤ z). Relative error below 1e-12, also for the far lower tail. */
export function normalCdf(z: number): number {
  const tail = Math.abs(z) < SERIES_UP_TO ? 0.5 - centre(Math.abs(z)) : upperTail(Math.abs(z));
  return z < 0 ? tail : 1 - tail;
}

/** The z with P(Z ≤ z) = p, for p in (0, 1): a rational start (Abramowitz & Stegun 26.2.23), then Newton's steps. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  const top = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const bottom = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t;
  let z = top / bottom - t;
  // In logarithms, so that a far tail converges as fast as the centre.
  for (let step = 0; step < 8; step += 1) {
    const cdf = normalCdf(z);
    z -= ((Math.log(cdf) - Math.log(p)) * cdf) / density(z);
  }
  return z;
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** P(0 ≤ Z ≤ z) by Taylor's series (Marsaglia, Journal of Statistical Software 11(4), 2004). */
function centre(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return density(z) * sum;
}

/** P(Z > z) for large z by Laplace's continued fraction (Abramowitz & Stegun 26.2.14), from its end. */
function upperTail(z: number): number {
  let rest = z;
  for (let k = FRACTION_STEPS; k >= 1; k -= 1) rest = z + k / rest;
  return density(z) / rest;
}
