import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { ALERT_ALPHA, EFFECT_MIN, medianOf, shapeOf, verifyChanges } from './verify.ts';

const DEMAND = { alpha: ALERT_ALPHA, effectMin: EFFECT_MIN };

function series(seed: number, count: number, noise: number, level: (at: number) => number): number[] {
  const random = new RandomStream(seed);
  return Array.from({ length: count }, (_, at) => level(at) + noise * random.normal());
}

function changes(y: readonly number[], demand = DEMAND) {
  return verifyChanges(y, shapeOf(y), demand);
}

describe('the shape of a series', () => {
  it('knows the noise of a night, also across a step and outliers', () => {
    const y = series(1, 200, 0.03, (at) => (at < 100 ? 0 : 0.4) + (at % 40 === 7 ? 0.5 : 0));
    expect(shapeOf(y).noise).toBeGreaterThan(0.025);
    expect(shapeOf(y).noise).toBeLessThan(0.036);
  });

  it('allows for nights that resemble the one before', () => {
    const random = new RandomStream(2);
    let last = 0;
    const y = Array.from({ length: 300 }, () => {
      last = 0.5 * last + random.normal() * 0.02;
      return last;
    });
    expect(shapeOf(y).rho).toBeGreaterThan(0.3);
    expect(shapeOf(series(3, 300, 0.02, () => 0)).rho).toBeLessThan(0.15);
  });

  it('of a constant series is 0.2 % of noise and no correlation', () => {
    const shape = shapeOf(Array.from({ length: 30 }, () => 5));
    expect(shape).toEqual({ noise: 0.002, rho: 0, inflation: 1, candidates: [] });
  });
});

describe('believed changes', () => {
  it('are found with their size', () => {
    const [change, ...others] = changes(series(4, 90, 0.02, (at) => (at < 60 ? 0 : Math.log(1.1))));
    expect(others).toEqual([]);
    expect(change?.index).toBe(60);
    expect(change?.difference).toBeCloseTo(Math.log(1.1), 1);
    expect(change?.nights).toEqual([40, 30]);
  });

  it('are several when the level moves several times', () => {
    const y = series(5, 120, 0.02, (at) => (at < 40 ? 0 : at < 80 ? 0.3 : 0.1));
    expect(changes(y).map(({ index }) => index)).toEqual([40, 80]);
  });

  it('are not believed below the smallest effect, however sure', () => {
    const y = series(6, 300, 0.002, (at) => (at < 150 ? 0 : Math.log(1.015)));
    expect(shapeOf(y).candidates).toHaveLength(1);
    expect(changes(y)).toEqual([]);
    expect(changes(y, { alpha: ALERT_ALPHA, effectMin: 0.01 })).toHaveLength(1);
  });

  it('are fewer the stricter the level', () => {
    const y = series(7, 60, 0.03, (at) => (at < 54 ? 0 : 0.07));
    expect(changes(y, { alpha: 1e-3, effectMin: 0.02 }).length).toBeGreaterThanOrEqual(changes(y).length);
  });

  it('turn their sign, and stay where they are, when the series is mirrored', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.1, max: 0.5, noNaN: true }), (seed, step) => {
        const y = series(seed, 50, 0.02, (at) => (at < 30 ? 0 : step));
        const [there, back] = [changes(y), changes(y.map((value) => -value))];
        expect(back.map(({ index }) => index)).toEqual(there.map(({ index }) => index));
        there.forEach((change, at) => {
          expect(back[at]?.difference).toBeCloseTo(-change.difference, 9);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('the median', () => {
  it('lies between the middle ones, and is 0 of nothing', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
    expect(medianOf([])).toBe(0);
  });
});
