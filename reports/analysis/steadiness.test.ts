import { describe, expect, it } from 'vitest';
import { mserCut } from './steadiness.ts';

describe('the cut of MSER-5', () => {
  it('is none for a phase that was steady from its beginning', () => {
    expect(mserCut([2, 2, 2, 2, 2, 2, 2, 2])).toBe(0);
    expect(mserCut([2.1, 1.9, 2, 2.1, 1.9, 2, 2.1, 1.9])).toBe(0);
  });

  it('takes a slow beginning away', () => {
    expect(mserCut([9, 7, 2, 2.1, 1.9, 2, 2.1, 1.9, 2, 2])).toBe(2);
  });

  it('lies at half of a phase that only ever rose', () => {
    const rising = Array.from({ length: 24 }, (_, at) => at / 4);
    expect(mserCut(rising)).toBe(12);
  });

  it('of nothing is none', () => {
    expect(mserCut([])).toBe(0);
  });
});
