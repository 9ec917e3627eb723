/**
 * The one-sided 95 % Clopper–Pearson lower bound of a share: how large it is at least, given how few were seen.
 *
 * Clopper, C. and Pearson, E. S., Biometrika 26 (1934): the share at which seeing `hits` or more of `n` has
 * probability 5 %, that is the 5 % point of Beta(hits, n - hits + 1). Pure; exact to about 1e-10.
 */

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

/** I_x(a, b) by its continued fraction (NIST DLMF 8.17.22), evaluated with Lentz's method. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let result = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    const delta = d * c;
    result *= delta;
    if (Math.abs(delta - 1) < 1e-14) break;
  }
  return result;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** ln Γ(z) for z > 0 by Lanczos' approximation (g = 7, 9 terms; relative error about 1e-15). */
function logGamma(z: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const x = z - 1;
  const sum = terms.reduce((total, term, at) => total + term / (x + at + 1), 0.9999999999998099);
  const t = x + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}
