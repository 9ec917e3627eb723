import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMeans, detectableDifference, intervalOf, repeatsNeeded } from './moderated-t.ts';
import { DEFAULT_FLOOR, type NoiseFloor } from './noise-floor.ts';

const calm = (values: readonly number[]) => ({ y: values, w: values.map(() => 0) });
const history = (s0: number, d0: number): NoiseFloor => ({ s0, d0, source: 'history', runs: d0 + 1 });
const side = fc.array(fc.double({ min: 3, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 });

describe('the moderated t', () => {
  it('with a single run each is the noise floor’s alone', () => {
    const test = compareMeans(calm([1]), calm([1.1]), history(0.02, 9));
    expect(test.se).toBeCloseTo(0.02 * Math.SQRT2, 12);
    expect(test.df).toBe(9);
    // SciPy 1.17.1: 2 * scipy.stats.t.sf(0.1 / (0.02 * 2 ** 0.5), 9)
    expect(test.p).toBeCloseTo(0.00635849185332361, 12);
  });

  it('weighs history with four degrees of freedom at most beside repeats', () => {
    const test = compareMeans(calm([0, 0.02, 0.04]), calm([0.1, 0.12, 0.14]), history(0.02, 19));
    // Today: sum of squares 0.0008 on each side, four degrees of freedom, s² = 0.0004 = s0².
    expect(test).toMatchObject({ df: 8, priorDf: 4, isHistoryContradicted: false });
    expect(test.variance).toBeCloseTo(0.0004, 12);
    expect(test.difference).toBeCloseTo(0.1, 12);
  });

  it('drops a history that today’s spread contradicts', () => {
    const test = compareMeans(calm([0, 0.2, 0.4]), calm([0.1, 0.3, 0.5]), history(0.02, 19));
    expect(test).toMatchObject({ isHistoryContradicted: true, priorDf: 0, df: 4 });
    expect(test.variance).toBeCloseTo(0.04, 12);
  });

  it('never believes less than what single runs show within themselves', () => {
    const noisy = { y: [1, 1, 1], w: [0.1, 0.1, 0.1] };
    expect(compareMeans(noisy, noisy, history(0.002, 9)).variance).toBeCloseTo(0.01, 12);
  });

  it('takes unequal numbers of runs', () => {
    const test = compareMeans(calm([0, 0.02]), calm([0.1, 0.12, 0.14, 0.16]), history(0.02, 9));
    expect(test.runs).toEqual([2, 4]);
    expect(test.se).toBeCloseTo(Math.sqrt(test.variance * (1 / 2 + 1 / 4)), 12);
  });

  it('turns its sign, and nothing else, when the sides are swapped', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const [there, back] = [
          compareMeans(calm(a), calm(b), DEFAULT_FLOOR),
          compareMeans(calm(b), calm(a), DEFAULT_FLOOR),
        ];
        expect(back.difference).toBeCloseTo(-there.difference, 12);
        expect(back.p).toBeCloseTo(there.p, 9);
        expect(back.se).toBeCloseTo(there.se, 12);
      }),
    );
  });

  it('does not depend on the order of a side’s runs', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const there = compareMeans(calm(a), calm(b), DEFAULT_FLOOR);
        expect(compareMeans(calm(a.toReversed()), calm(b), DEFAULT_FLOOR).p).toBeCloseTo(there.p, 9);
      }),
    );
  });

  it('refuses an empty side and what is no number', () => {
    expect(() => compareMeans(calm([]), calm([1]), DEFAULT_FLOOR)).toThrow('a side without runs');
    expect(() => compareMeans(calm([Number.NaN]), calm([1]), DEFAULT_FLOOR)).toThrow('must be a finite number');
    expect(() => compareMeans({ y: [1], w: [Number.NaN] }, calm([1]), DEFAULT_FLOOR)).toThrow(RangeError);
  });
});

describe('what a comparison could have seen', () => {
  // STATISTICS.md section 1.8: 34 % for single runs without history.
  it('is a third with one run each and no history', () => {
    const test = compareMeans(calm([1]), calm([1]), DEFAULT_FLOOR);
    expect(Math.expm1(detectableDifference(test))).toBeCloseTo(0.34, 2);
  });

  it('lies outside the interval of no difference, and shrinks with more runs', () => {
    const of = (runs: number) =>
      compareMeans(
        calm(Array.from({ length: runs }, (_, at) => (at % 2) * 0.05)),
        calm(Array.from({ length: runs }, (_, at) => (at % 2) * 0.05)),
        DEFAULT_FLOOR,
      );
    const sizes = [2, 4, 8, 16].map((runs) => detectableDifference(of(runs)));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(detectableDifference(of(4))).toBeGreaterThan(intervalOf(of(4), 0.95)[1]);
  });

  it('names the fewest runs that see the target, and none when a hundred are too few', () => {
    const test = compareMeans(calm([0, 0.02, 0.04]), calm([0.1, 0.12, 0.14]), history(0.02, 19));
    const runs = repeatsNeeded(test, Math.log1p(0.05)) ?? 0;
    const see = (count: number): number =>
      detectableDifference({ df: 4 + 2 * count - 2, se: Math.sqrt((2 * test.variance) / count) });
    expect(see(runs)).toBeLessThanOrEqual(Math.log1p(0.05));
    expect(see(runs - 1)).toBeGreaterThan(Math.log1p(0.05));
    expect(repeatsNeeded(test, 1e-6)).toBeNull();
  });
});
