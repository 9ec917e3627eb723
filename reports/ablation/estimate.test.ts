import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unavailable } from '../../contract/measured.ts';
import { estimateMean, quantileInterval, quantileOverStarts } from './estimate.ts';

describe('the mean over runs', () => {
  it('has no interval with one run', () => {
    expect(estimateMean([12], 'none')).toEqual({ value: 12, halfWidth: null, runs: 1 });
  });

  it('has that of Student with several: 10, 12, 14 give 12 ± 4.97', () => {
    const estimate = estimateMean([10, 12, 14], 'none');
    expect(estimate).toMatchObject({ value: 12, runs: 3 });
    // t(0.975, 2) = 4.302653, s = 2, √3.
    expect('halfWidth' in estimate ? estimate.halfWidth : null).toBeCloseTo((4.302653 * 2) / Math.sqrt(3), 4);
  });

  it('is missing when one of the runs has no figure, or none was made', () => {
    expect(estimateMean([10, unavailable('the source was away')], 'none')).toEqual(unavailable('the source was away'));
    expect(estimateMean([], 'no run')).toEqual(unavailable('no run'));
  });
});

/** A point a rank, as a curve of few samples has it. */
function curveOf(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.map((ms, at) => ({ q: (at + 1) / sorted.length, ms }));
}

describe('a quantile over intended starts', () => {
  it('is the nearest rank, with what was never answered infinitely slow', () => {
    const values = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.nat(30), fc.constantFrom(0.5, 0.95), (answered, lost, q) => {
        const all = [...answered, ...Array.from({ length: lost }, () => Number.POSITIVE_INFINITY)].sort(
          (a, b) => a - b,
        );
        const wanted = all[Math.ceil(q * all.length - 1e-9) - 1];
        const found = quantileOverStarts(curveOf(answered), answered.length, { q, base: all.length });
        return (found ?? Number.POSITIVE_INFINITY) === wanted;
      }),
    );
  });

  it('is nothing without a start', () => {
    expect(quantileOverStarts([], 0, { q: 0.5, base: 0 })).toBeUndefined();
  });
});

describe('the interval of a quantile within a run', () => {
  const thousand = curveOf(Array.from({ length: 1_000 }, (_, at) => at + 1));

  it('lies around it, by the order statistics of the binomial', () => {
    // 950 ± 1.96 √(1000 · 0.95 · 0.05) = 950 ± 13.5
    expect(quantileInterval(thousand, 1_000, { q: 0.95, base: 1_000 })).toEqual({ low: 936, high: 965 });
  });

  it('is unknown where it would reach what was never answered, or there are too few starts', () => {
    expect(quantileInterval(thousand, 1_000, { q: 0.95, base: 1_045 })).toBeNull();
    expect(quantileInterval(curveOf([1, 2, 3]), 3, { q: 0.95, base: 3 })).toBeNull();
    expect(quantileInterval([], 0, { q: 0.95, base: 0 })).toBeNull();
  });
});
