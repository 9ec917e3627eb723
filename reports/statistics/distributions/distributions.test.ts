import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regularizedBeta } from './beta.ts';
import { fCdf, fQuantile } from './f.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentCdf, studentQuantile, studentTwoSided } from './student-t.ts';

// Reference values: SciPy 1.17.1 (scipy.special.betainc, scipy.stats.t, .f, .norm), printed with all digits.

/** Holds `actual` to `expected` within a relative error. */
function expectClose(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * relative + 1e-300);
}

describe('the regularised incomplete beta function', () => {
  it.each([
    [0.5, 0.5, 0.5, 0.5],
    [0.1, 2, 3, 0.0523],
    [0.9, 2, 3, 0.9963],
    [1e-6, 0.5, 4, 0.0021874978125013115],
    [0.3, 10, 0.5, 1.2205229279531696e-6],
    [0.05, 5, 16, 0.0025739403346522792],
    [0.5, 1000, 1000, 0.5],
    [0.059, 6000, 94001, 0.09112724640924107],
    [0.999, 50, 0.5, 0.7523690199653766],
    [0.02, 0.5, 200, 0.9955020834601555],
  ])('agrees with SciPy: I_%d(%d, %d)', (x, a, b, expected) => {
    expectClose(regularizedBeta(x, a, b), expected, 1e-9);
  });

  it('is 0 below and 1 above its range', () => {
    expect(regularizedBeta(-1, 2, 3)).toBe(0);
    expect(regularizedBeta(2, 2, 3)).toBe(1);
  });
});

describe('Student’s t', () => {
  it.each([
    [-1, 1, 0.25],
    [-2.5, 2, 0.06480586011075541],
    [-0.3, 4, 0.3895607141387299],
    [1.5, 3.7, 0.8932009153989933],
    [2.306, 8, 0.9749998386193579],
    [-6, 8, 0.00016169661094257446],
    [-12, 6, 1.0153703097686596e-5],
    [-40, 12, 1.925614790386016e-14],
    [0, 5, 0.5],
    [3, 1000, 0.9986166454778809],
    [-8, 86, 2.6452212329089245e-12],
  ])('agrees with SciPy: P(T ≤ %d) at %d degrees of freedom', (t, df, expected) => {
    expectClose(studentCdf(t, df), expected, 1e-11);
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 4, 2.7764451051977934],
    [0.8, 4, 0.9409645772351816],
    [0.95, 8, 1.8595480375308973],
    [0.975, 8, 2.306004135204166],
    [0.8, 8, 0.8888895177670202],
    [0.9999, 3, 22.203742273205],
    [0.999995, 30, 5.299451342151471],
    [0.975, 3.5, 2.9400886379827282],
    [0.975, 1000, 1.9623390808264083],
    [0.2, 5, -0.9195437802408267],
    [0.5, 7, 0],
    [1e-6, 12, -8.504302718054584],
  ])('agrees with SciPy: quantile %d at %d degrees of freedom', (p, df, expected) => {
    expectClose(studentQuantile(p, df), expected, 1e-9);
  });

  it('has two-sided p-values that are twice the tail, and none for NaN', () => {
    expectClose(studentTwoSided(-6, 8), 2 * 0.00016169661094257446, 1e-11);
    expect(studentTwoSided(0, 3)).toBe(1);
    expect(studentTwoSided(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentTwoSided(Number.NaN, 3)).toBeNaN();
  });

  it('has quantiles that its distribution function turns back', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.integer({ min: 1, max: 200 }), (p, df) => {
        expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 10);
      }),
    );
  });
});

describe('the F distribution', () => {
  it.each([
    [1, 4, 4, 0.5],
    [6.39, 4, 4, 0.9500227238027338],
    [0.2, 2, 9, 0.17772714920357352],
    [3, 10, 3, 0.8016171107603371],
    [161.4, 1, 1, 0.9499926518604357],
    [2.5, 20, 30, 0.9886715362965283],
  ])('agrees with SciPy: P(F ≤ %d) at %d and %d degrees of freedom', (f, df1, df2, expected) => {
    expectClose(fCdf(f, df1, df2), expected, 1e-11);
  });

  it.each([
    [0.95, 4, 4, 6.3882329086958665],
    [0.95, 2, 4, 6.944271909999155],
    [0.95, 8, 4, 6.0410444761191515],
    [0.95, 4, 3, 9.117182253246416],
    [0.95, 1, 1, 161.4476387975882],
    [0.99, 10, 20, 3.368186389188742],
    [0.05, 4, 4, 0.15653781167539577],
    [0.5, 3, 7, 0.870944253187285],
  ])('agrees with SciPy: quantile %d at %d and %d degrees of freedom', (p, df1, df2, expected) => {
    expectClose(fQuantile(p, df1, df2), expected, 1e-9);
  });

  it('puts nothing below zero', () => {
    expect(fCdf(-1, 2, 2)).toBe(0);
  });
});

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [-1, 0.15865525393145707],
    [1.959963984540054, 0.975],
    [-2.9, 0.0018658133003840375],
    [-3.1, 0.0009676032132183563],
    [-5, 2.866515718791933e-7],
    [-8, 6.22096057427174e-16],
    [-20, 2.7536241186061556e-89],
    [4, 0.9999683287581669],
  ])('agrees with SciPy: P(Z ≤ %d)', (z, expected) => {
    expectClose(normalCdf(z), expected, 1e-12);
  });

  it.each([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [1e-5, -4.264890793922825],
    [1e-12, -7.034483825301131],
    [0.3, -0.5244005127080409],
    [0.999999, 4.753424308817087],
  ])('agrees with SciPy: quantile %d', (p, expected) => {
    expectClose(normalQuantile(p), expected, 1e-10);
  });
});
