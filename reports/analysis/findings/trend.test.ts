import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannKendallScore, medianOf, type Point, theilSenSlope } from './trend.ts';

const points = (values: readonly number[]): Point[] => values.map((value, at) => [at, value]);

describe('Theil–Sen’s slope', () => {
  it('is undefined without two points', () => {
    expect(theilSenSlope([])).toBeUndefined();
    expect(theilSenSlope([[0, 5]])).toBeUndefined();
    expect(
      theilSenSlope([
        [1, 5],
        [1, 6],
      ]),
    ).toBeUndefined();
  });

  it('is the slope of a line, whatever its outliers say', () => {
    const values = Array.from({ length: 20 }, (_, at) => 3 + 2 * at);
    expect(theilSenSlope(points(values))).toBe(2);
    values[3] = 9_000;
    values[17] = -9_000;
    expect(theilSenSlope(points(values))).toBeCloseTo(2, 1);
  });

  it('turns with its values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 20 }), (values) => {
        const turned = theilSenSlope(points(values.map((value) => -value))) ?? 0;
        expect(turned + (theilSenSlope(points(values)) ?? 0)).toBeCloseTo(0, 9);
      }),
    );
  });
});

describe('Mann–Kendall’s score', () => {
  it('is nothing without two different values', () => {
    for (const values of [[], [1], [2, 2, 2]]) expect(mannKendallScore(values)).toBe(0);
  });

  it('is that of the textbook for a rise without ties: (S − 1) / √(n(n − 1)(2n + 5) / 18)', () => {
    expect(mannKendallScore([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(44 / Math.sqrt(125), 12);
    expect(mannKendallScore([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBeCloseTo(-44 / Math.sqrt(125), 12);
  });

  it('counts ties out of the variance', () => {
    // S = 5 of six pairs, one tied: variance (4·3·13 − 2·1·9) / 18.
    expect(mannKendallScore([1, 2, 2, 3])).toBeCloseTo(4 / Math.sqrt(138 / 18), 12);
  });

  it('hardly ever passes 4 by chance', () => {
    // A fixed generator, so that the test says the same each time.
    let state = 1;
    const next = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const scores = Array.from({ length: 5_000 }, () => mannKendallScore(Array.from({ length: 24 }, next)));
    expect(scores.filter((score) => score >= 4).length).toBeLessThanOrEqual(1);
    expect(scores.filter((score) => Math.abs(score) >= 1.96).length / scores.length).toBeCloseTo(0.05, 1);
  });
});

describe('the median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([])]).toEqual([2, 2.5, Number.NaN]);
  });
});
