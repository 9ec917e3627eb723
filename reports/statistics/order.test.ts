import { describe, expect, it } from 'vitest';
import { driftOf, orderOf, spearman } from './order.ts';

function runs(pattern: string) {
  return [...pattern].map((letter, at) => ({
    side: letter === 'A' ? ('before' as const) : ('after' as const),
    startedAtMs: at,
  }));
}

describe('the order of runs', () => {
  it.each(['AAABBB', 'BBAA', 'AAB', 'ABB'])('%s is confounded with drift', (pattern) => {
    expect(orderOf(runs(pattern))).toEqual({ pattern, isConfounded: true });
  });

  it.each(['ABBA', 'ABAB', 'AB', 'BA', 'AABAB', 'A', ''])('%s is not', (pattern) => {
    expect(orderOf(runs(pattern)).isConfounded).toBe(false);
  });

  it('goes by time, not by the order in which runs are given', () => {
    expect(orderOf(runs('ABBA').toReversed()).pattern).toBe('ABBA');
  });
});

describe('Spearman’s rank correlation', () => {
  it('agrees with SciPy 1.17.1 (scipy.stats.spearmanr), with and without ties', () => {
    expect(spearman([1, 2, 3, 4, 5, 6], [2.1, 1.9, 3.3, 2.9, 4.4, 4.1])).toBeCloseTo(0.8285714285714287, 12);
    expect(spearman([1, 2, 3, 4, 5, 6], [2, 2, 3, 3, 1, 5])).toBeCloseTo(0.3825184261187248, 12);
  });

  it('is unknown when one column is constant', () => {
    expect(spearman([1, 2, 3], [4, 4, 4])).toBeNaN();
  });
});

describe('the hint at a drift', () => {
  const drift = (values: readonly number[]) =>
    driftOf(values.map((residual, startedAtMs) => ({ startedAtMs, residual })));

  it('has SciPy’s p-value', () => {
    expect(drift([2.1, 1.9, 3.3, 2.9, 4.4, 4.1])?.p).toBeCloseTo(0.04156268221574335, 10);
  });

  it('is certain of a series that only ever rises', () => {
    expect(drift([1, 2, 3, 4, 5, 6])).toMatchObject({ rho: 1 });
    expect(drift([1, 2, 3, 4, 5, 6])?.p).toBeLessThan(1e-9);
  });

  it('is not given with fewer than three pairs, or when nothing varies', () => {
    expect(drift([1, 2, 3, 4, 5])).toBeNull();
    expect(drift([1, 1, 1, 1, 1, 1])).toBeNull();
  });
});
