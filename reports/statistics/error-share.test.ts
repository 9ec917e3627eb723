import { describe, expect, it } from 'vitest';
import { compareErrors, type ErrorFigure, measureErrors } from './error-share.ts';
import { RandomStream } from './support/random.ts';

const ONES = new Uint32Array(200).fill(50);

/** A run of 200 s at 50 requests a second whose errors are independent, or come in one stretch. */
function errorsOf(seed: number, share: number, shape: 'spread' | 'together' = 'spread'): ErrorFigure {
  const random = new RandomStream(seed);
  const column = Uint32Array.from({ length: 200 }, (_, second) =>
    shape === 'spread' ? random.binomial(50, share) : second >= 60 && second < 70 ? random.binomial(50, 20 * share) : 0,
  );
  const figure = measureErrors(ONES, column, 0);
  if (figure.status !== 'ok') throw new Error(figure.reason);
  return figure.value;
}

function exact(errors: number): ErrorFigure {
  const requests = 10_000;
  const share = errors / requests;
  const y = Math.asin(Math.sqrt((errors + 3 / 8) / (requests + 3 / 4)));
  return { requests, errors, share, y, blockVariance: (share * (1 - share)) / requests, blockDf: 15 };
}

describe('a run’s errors', () => {
  it('are counted from the cut on', () => {
    const column = new Uint32Array(200).fill(50, 0, 10).fill(1, 150);
    expect(measureErrors(ONES, column, 10)).toMatchObject({ status: 'ok', value: { errors: 50, requests: 9500 } });
  });

  it('have about the variance of independent errors when they are independent, and more when they come together', () => {
    const [spread, together] = [errorsOf(1, 0.02), errorsOf(1, 0.02, 'together')];
    const binomial = (0.02 * 0.98) / 10_000;
    expect(spread.blockVariance / binomial).toBeLessThan(3);
    expect(together.blockVariance / binomial).toBeGreaterThan(10);
  });

  it('are missing without a request', () => {
    expect(measureErrors(new Uint32Array(9), new Uint32Array(9), 0).status).toBe('unavailable');
  });
});

describe('comparing errors', () => {
  it('of one run each is a test of two shares', () => {
    const { test, deff } = compareErrors([exact(50)], [exact(80)], null);
    expect(deff).toBeCloseTo(1, 1);
    // (0.008 − 0.005) / √(0.0065 · 0.9935 · 2/10000)
    expect((test?.difference ?? 0) / (test?.se ?? 1)).toBeCloseTo(2.6398, 3);
    expect(test?.df).toBe(30);
  });

  it('of one run each is held against how past runs differed, once that is known', () => {
    const floor = { s0: 0.03, d0: 9, source: 'history' as const, runs: 10 };
    const [alone, informed] = [null, floor].map((known) => compareErrors([exact(50)], [exact(80)], known).test);
    expect(alone?.p).toBeLessThan(0.02);
    expect(informed?.p).toBeGreaterThan(0.3);
    expect(informed?.df).toBe(9);
  });

  it('trusts errors that come together less', () => {
    const spread = compareErrors([errorsOf(1, 0.01)], [errorsOf(2, 0.02)], null);
    const together = compareErrors([errorsOf(1, 0.01, 'together')], [errorsOf(2, 0.02, 'together')], null);
    expect(spread.test?.p).toBeLessThan(0.001);
    expect(together.test?.p).toBeGreaterThan(0.05);
    expect(together.deff).toBeGreaterThan(10);
  });

  it('of several runs sees what differs between them', () => {
    const before = [1, 2, 3].map((seed) => errorsOf(seed, 0.002));
    const [same, worse] = [4, 5, 6]
      .map((seed) => [errorsOf(seed, 0.002), errorsOf(seed, 0.02)])
      .reduce<ErrorFigure[][]>(
        ([a = [], b = []], [x, y]) => [x === undefined ? a : [...a, x], y === undefined ? b : [...b, y]],
        [[], []],
      );
    expect(compareErrors(before, same ?? [], null).test?.p).toBeGreaterThan(0.05);
    expect(compareErrors(before, worse ?? [], null).test?.p).toBeLessThan(1e-4);
  });

  it('does not take ten times as many errors in one run of three for certain', () => {
    const before = [exact(20), exact(22), exact(18)];
    const { test } = compareErrors(before, [exact(20), exact(21), exact(220)], null);
    expect(test?.p).toBeGreaterThan(0.1);
  });

  it('without any error names the share that would still have shown one', () => {
    expect(compareErrors([exact(0), exact(0)], [exact(0)], null)).toEqual({
      beforeShare: 0,
      afterShare: 0,
      deff: 1,
      test: null,
      shareUpperBound: 3 / 10_000,
    });
  });

  it('with every request failed on both sides finds no difference', () => {
    expect(compareErrors([exact(10_000)], [exact(10_000)], null).test?.p).toBe(1);
    expect(compareErrors([exact(10_000), exact(10_000)], [exact(10_000)], null).test?.p).toBe(1);
  });

  it('turns its sign when the sides are swapped', () => {
    const [there, back] = [
      compareErrors([exact(50), exact(60)], [exact(90)], null).test,
      compareErrors([exact(90)], [exact(50), exact(60)], null).test,
    ];
    expect(back?.difference).toBe(-(there?.difference ?? 0));
    expect(back?.p).toBeCloseTo(there?.p ?? Number.NaN, 12);
  });
});
