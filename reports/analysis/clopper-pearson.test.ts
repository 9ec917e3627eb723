import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareLowerBound } from './clopper-pearson.ts';

/** P(X ≥ hits) of a binomial, summed term by term in logarithms: independent of the beta function under test. */
function survival(hits: number, n: number, p: number): number {
  let logTerm = n * Math.log(p);
  let total = Math.exp(logTerm);
  for (let k = n; k > hits; k -= 1) {
    logTerm += Math.log(k / (n - k + 1)) + Math.log1p(-p) - Math.log(p);
    total += Math.exp(logTerm);
  }
  return total;
}

describe('the lower bound of a share', () => {
  it('is 0 without a hit', () => {
    expect(shareLowerBound(0, 50)).toBe(0);
  });

  it('has its closed forms: 1 - 0.95^(1/n) for one hit, 0.05^(1/n) when all hit', () => {
    for (const n of [1, 2, 10, 400]) {
      expect(shareLowerBound(1, n)).toBeCloseTo(1 - 0.95 ** (1 / n), 9);
      expect(shareLowerBound(n, n)).toBeCloseTo(0.05 ** (1 / n), 9);
    }
  });

  it('agrees with R’s binom.test(5, 20, alternative = "greater")', () => {
    expect(shareLowerBound(5, 20)).toBeCloseTo(0.1040808, 6);
  });

  it('is where seeing so many hits has a probability of 5 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (a, b) => {
        const [hits, n] = [Math.min(a, b), Math.max(a, b)];
        const bound = shareLowerBound(hits, n);
        expect(bound).toBeLessThan(hits / n);
        expect(survival(hits, n, bound)).toBeCloseTo(0.05, 6);
      }),
    );
  });

  it('stays sound for a hundred thousand starts', () => {
    expect(shareLowerBound(6000, 100_000)).toBeGreaterThan(0.0587);
    expect(shareLowerBound(6000, 100_000)).toBeLessThan(0.06);
  });
});
