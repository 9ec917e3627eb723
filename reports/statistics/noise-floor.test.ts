import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noiseFloor } from './noise-floor.ts';
import { RandomStream } from './support/random.ts';

const finite = fc.double({ min: -10, max: 10, noNaN: true });

describe('the noise floor', () => {
  it('is the standard deviation of six runs or more', () => {
    const floor = noiseFloor([[1, 3, 2, 2, 3, 1]]);
    expect(floor).toEqual({ s0: expect.closeTo(Math.sqrt(4 / 5), 12), d0: 5, source: 'history', runs: 6 });
  });

  it('is unknown with fewer', () => {
    expect(noiseFloor([[1, 2, 3, 4, 5]])).toBeNull();
    expect(noiseFloor([])).toBeNull();
    expect(noiseFloor([[1], [2], [3], [4], [5], [6], [7]])).toBeNull();
  });

  it('is not pushed out by later builds that ran once', () => {
    const ten = [1, 3, 2, 2, 3, 1, 2, 3, 1, 2];
    const singles = Array.from({ length: 20 }, (_, at) => [at]);
    expect(noiseFloor([ten, ...singles])).toEqual(noiseFloor([ten]));
  });

  it('does not count what lies between unchanged builds', () => {
    const [a, b] = [
      [1, 1.1, 0.9, 1.05],
      [5, 5.1, 4.9, 5.05],
    ];
    const floor = noiseFloor([a, b]);
    expect(floor).toMatchObject({ d0: 6, runs: 8 });
    expect(floor?.s0).toBeLessThan(0.1);
  });

  it('takes the latest twenty runs', () => {
    const wild = Array.from({ length: 30 }, (_, at) => (at % 2) * 100);
    const calm = Array.from({ length: 20 }, (_, at) => (at * 7) % 5);
    expect(noiseFloor([[...wild, ...calm]])).toMatchObject({ d0: 19, runs: 20 });
    expect(noiseFloor([[...wild, ...calm]])?.s0).toBeLessThan(3);
  });

  it('is taken from neighbours when the runs drift', () => {
    const drifting = Array.from({ length: 12 }, (_, at) => at + (at % 2) * 0.1);
    const floor = noiseFloor([drifting]);
    expect(floor?.source).toBe('drifting history');
    expect(floor?.s0).toBeLessThan(1);
  });

  it('calls about 1 % of steady histories drifting', () => {
    const random = new RandomStream(8);
    const found = Array.from({ length: 4000 }, () =>
      noiseFloor([Array.from({ length: 10 }, () => random.normal())]),
    ).filter((floor) => floor?.source === 'drifting history').length;
    expect(found / 4000).toBeLessThan(0.02);
  });

  it('is never below half a bucket, for runs that are all alike too', () => {
    expect(noiseFloor([[4, 4, 4, 4, 4, 4]])?.s0).toBeCloseTo(0.00135, 4);
  });

  it('does not depend on where the level lies', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 6, maxLength: 25 }), finite, (group, shift) => {
        const moved = noiseFloor([group.map((value) => value + shift)]);
        expect(moved?.s0).toBeCloseTo(noiseFloor([group])?.s0 ?? Number.NaN, 6);
      }),
    );
  });

  it('refuses what is no number', () => {
    expect(() => noiseFloor([[1, 2, Number.NaN]])).toThrow("a past run's figure is NaN");
  });
});
