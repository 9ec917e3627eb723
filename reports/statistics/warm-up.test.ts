import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latenciesOf } from './support/example-runs.ts';
import { RandomStream } from './support/random.ts';
import { ensembleWarmUp, meanLogLatencies, mserCut } from './warm-up.ts';

/** Mean log-latencies of one run: `level` plus noise. */
function noisy(seed: number, seconds: number, level: (second: number) => number): Float64Array {
  const random = new RandomStream(seed);
  return Float64Array.from({ length: seconds }, (_, second) => level(second) + 0.05 * random.normal());
}

describe('the cut of MSER-5', () => {
  it('is none for a steady phase, a constant one too', () => {
    expect(mserCut([2, 2, 2, 2, 2, 2, 2, 2])).toBe(0);
    expect(mserCut([2.1, 1.9, 2, 2.1, 1.9, 2, 2.1, 1.9])).toBe(0);
  });

  it('takes a slow beginning away', () => {
    expect(mserCut([9, 7, 2, 2.1, 1.9, 2, 2.1, 1.9, 2, 2])).toBe(2);
  });

  it('lies at half of a phase that only ever rose', () => {
    expect(mserCut(Array.from({ length: 24 }, (_, at) => at / 4))).toBe(12);
  });

  it('of nothing is none', () => {
    expect(mserCut([])).toBe(0);
  });

  it('agrees with the statistic computed anew for every cut', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 60 }), (batches) => {
        const statistic = (d: number): number => {
          const rest = batches.slice(d);
          const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
          return rest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rest.length ** 2;
        };
        const all = Array.from({ length: Math.floor(batches.length / 2) + 1 }, (_, d) => statistic(d));
        expect(statistic(mserCut(batches))).toBeLessThanOrEqual(Math.min(...all) + 1e-12);
      }),
    );
  });
});

describe('the warm-up of a side', () => {
  it('is cut in steps of five seconds and never beyond a fifth, unless the side is unsteady', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 60, max: 400 }), (seed, seconds) => {
        const runs = [seed, seed + 1, seed + 2].map((one) => noisy(one, seconds, () => 4));
        const warmUp = ensembleWarmUp(runs);
        expect((warmUp?.cutSeconds ?? 0) % 5).toBe(0);
        if (warmUp?.isUnsteady === false) expect(warmUp.cutSeconds).toBeLessThanOrEqual(seconds / 5);
      }),
      { numRuns: 60 },
    );
  });

  it('covers the slow beginning that all runs share, whatever their levels', () => {
    const runs = [1, 2, 3].map((seed) => noisy(seed, 300, (second) => seed + (second < 22 ? 0.5 : 0)));
    const warmUp = ensembleWarmUp(runs);
    expect(warmUp?.isUnsteady).toBe(false);
    expect(warmUp?.cutSeconds).toBeGreaterThanOrEqual(25);
    expect(warmUp?.cutSeconds).toBeLessThanOrEqual(35);
  });

  it('is none in most steady sides, where MSER-5 alone would cut noise', () => {
    const sides = Array.from({ length: 100 }, (_, at) => [0, 1, 2].map((run) => noisy(3 * at + run, 120, () => 4)));
    const cut = sides.filter((side) => (ensembleWarmUp(side)?.cutSeconds ?? 0) > 0).length;
    expect(cut).toBeLessThan(20);
    expect(sides.filter((side) => ensembleWarmUp(side)?.isUnsteady).length).toBeLessThan(4);
  });

  it('is called unsteady when latency only settles after half of the time', () => {
    const runs = [1, 2, 3].map((seed) => noisy(seed, 300, (second) => (second < 170 ? 0.5 : 0)));
    expect(ensembleWarmUp(runs)?.isUnsteady).toBe(true);
  });

  it('is cut at the latest place when nothing is left over after that, as in five real runs of the pool', () => {
    // Means of 5 s; MSER-5 would cut 30 s of them, 4.9 standard errors off, of which all but 1.1 are in the first 20 s.
    const batches = [
      ...[0.267, 0.029, 0.178, 0.124, -0.047, 0.105, -0.016, -0.05, 0.007, -0.019, -0.055, -0.063],
      ...[0.013, -0.089, -0.042, 0.088, -0.012, -0.032, -0.026, -0.056, -0.014, -0.077, 0.057, 0.11],
    ];
    expect(mserCut(batches)).toBe(6);
    const run = Float64Array.from(batches.flatMap((mean) => Array.from({ length: 5 }, () => mean)));
    expect(ensembleWarmUp([run])).toEqual({ cutSeconds: 20, isUnsteady: false });
  });

  it('is not called unsteady for one bad batch in the middle', () => {
    const runs = [1, 2, 3].map((seed) => noisy(seed, 120, (second) => (second >= 40 && second < 45 ? 0.9 : 0)));
    expect(ensembleWarmUp(runs)?.isUnsteady).toBe(false);
  });

  it('averages a second over the runs that have it', () => {
    const runs = [noisy(1, 120, () => 1), noisy(2, 100, () => 2).fill(Number.NaN, 0, 50)];
    expect(ensembleWarmUp(runs)).toBeDefined();
  });

  it('is unknown with fewer than four batches of answers', () => {
    expect(ensembleWarmUp([noisy(1, 19, () => 1)])).toBeUndefined();
    expect(ensembleWarmUp([])).toBeUndefined();
    expect(ensembleWarmUp([new Float64Array(300).fill(Number.NaN)])).toBeUndefined();
  });
});

describe('mean log-latencies', () => {
  it('are those of all endpoints together, and NaN in a second without an answer', () => {
    const means = meanLogLatencies([latenciesOf([[10], []]), latenciesOf([[1000], []])]);
    expect(means[0]).toBeCloseTo(Math.log(100), 2);
    expect(means[1]).toBeNaN();
  });

  it('leave zeros out, which have no logarithm', () => {
    expect(meanLogLatencies([latenciesOf([[0, 10]])])[0]).toBeCloseTo(Math.log(10), 2);
  });
});
