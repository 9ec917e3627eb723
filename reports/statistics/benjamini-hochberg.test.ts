import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

describe('Benjamini and Hochberg’s correction', () => {
  it('agrees with SciPy 1.17.1 (scipy.stats.false_discovery_control) on 25 p-values', () => {
    const ps = [
      0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341,
      0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986,
    ];
    const expected = [
      0.025, 0.1, 0.21, 0.21, 0.21, 0.25, 0.2642857142857143, 0.49107142857142866, 0.49107142857142866,
      0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866,
      0.5328125, 0.5328125, 0.5647058823529413, 0.781578947368421, 0.781578947368421, 0.87, 0.9071428571428571, 0.986,
      0.986, 0.986, 0.986,
    ];
    benjaminiHochberg(ps).forEach((q, at) => {
      expect(q).toBeCloseTo(expected[at] ?? Number.NaN, 12);
    });
  });

  it('keeps the order of p-values, and none falls below its own', () => {
    fc.assert(
      fc.property(pValues, (ps) => {
        const qs = benjaminiHochberg(ps);
        ps.forEach((p, a) => {
          expect(qs[a]).toBeGreaterThanOrEqual(p);
          expect(qs[a]).toBeLessThanOrEqual(1);
          ps.forEach((other, b) => {
            if (p < other) expect(qs[a] ?? 0).toBeLessThanOrEqual(qs[b] ?? 0);
          });
        });
      }),
    );
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(pValues, (ps) => {
        expect(benjaminiHochberg(ps.toReversed())).toEqual(benjaminiHochberg(ps).toReversed());
      }),
    );
  });

  it('gives one row alone its own p-value, and nothing for nothing', () => {
    expect(benjaminiHochberg([0.03])).toEqual([0.03]);
    expect(benjaminiHochberg([])).toEqual([]);
  });

  it('refuses what is no probability', () => {
    expect(() => benjaminiHochberg([0.5, Number.NaN])).toThrow('a p-value lies in [0, 1], got NaN');
    expect(() => benjaminiHochberg([-0.1])).toThrow(RangeError);
    expect(() => benjaminiHochberg([1.1])).toThrow(RangeError);
  });
});
