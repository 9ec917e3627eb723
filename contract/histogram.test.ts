import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketIndex, bucketUpperBound } from './buckets.ts';
import { Histogram, mergeHistograms, nearestRank, QUANTILE_RELATIVE_ERROR_MAX } from './histogram.ts';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

function exactQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.find((_, at) => (at + 1) / sorted.length >= p) ?? Number.NaN;
}

const unit = fc.double({ min: 1e-9, max: 1, noNaN: true });
const shapes = {
  random: fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 400 }),
  bimodal: fc.array(
    fc.oneof(fc.double({ min: 1, max: 2, noNaN: true }), fc.double({ min: 900, max: 950, noNaN: true })),
    { minLength: 1, maxLength: 400 },
  ),
  constant: fc
    .tuple(fc.double({ min: 0.001, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 300 }))
    .map(([value, times]) => Array.from({ length: times }, () => value)),
  heavyTailed: fc.array(
    unit.map((u) => u ** -1.5),
    { minLength: 1, maxLength: 400 },
  ),
};

describe('quantiles', () => {
  for (const [name, values] of Object.entries(shapes)) {
    it(`lie within 0.136 % of the exact nearest-rank ones for ${name} values`, () => {
      fc.assert(
        fc.property(values, fc.constantFrom(0.01, 0.07, 0.5, 0.9, 0.95, 0.99, 0.999, 1), (sample, p) => {
          const exact = exactQuantile(sample, p);
          const read = histogramOf(sample).quantile(p) ?? Number.NaN;
          expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * QUANTILE_RELATIVE_ERROR_MAX * (1 + 1e-9));
        }),
      );
    });
  }

  it('agree with countAtMost: the quantile is the smallest reading with a share of at least p', () => {
    fc.assert(
      fc.property(shapes.random, fc.constantFrom(0.5, 0.95, 0.99), (sample, p) => {
        const histogram = histogramOf(sample);
        const read = histogram.quantile(p) ?? Number.NaN;
        expect(histogram.countAtMost(read) / sample.length).toBeGreaterThanOrEqual(p);
      }),
    );
  });

  it('are undefined without values, and zero where zeros hold the rank', () => {
    expect(new Histogram().quantile(0.5)).toBeUndefined();
    expect(histogramOf([0, 0, 0, 5]).quantile(0.5)).toBe(0);
    expect(histogramOf([0, 0, 0, 5]).quantile(1)).toBe(5);
  });

  it('take the rank that is right although 0.07 × 100 is more than 7 in floating point', () => {
    expect(nearestRank(0.07, 100)).toBe(7);
    expect(nearestRank(0.95, 20)).toBe(19);
    expect(nearestRank(0.5, 1)).toBe(1);
  });
});

describe('buckets', () => {
  it('hold their upper bound and not their lower one, at every edge of 40 octaves', () => {
    for (let index = -20 * 256; index < 20 * 256; index += 1) {
      expect(bucketIndex(bucketUpperBound(index))).toBe(index);
    }
    expect(bucketIndex(1)).toBe(-1);
    expect(bucketIndex(1.0000001)).toBe(0);
  });

  it('refuse what is not a finite number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new Histogram().add(value)).toThrow(RangeError);
    }
  });
});

describe('merging', () => {
  it('is associative and commutative, and equals adding all values to one histogram', () => {
    fc.assert(
      fc.property(shapes.random, shapes.heavyTailed, shapes.bimodal, (a, b, c) => {
        const [x, y, z] = [histogramOf(a), histogramOf(b), histogramOf(c)];
        const left = mergeHistograms([mergeHistograms([x, y]), z]);
        const right = mergeHistograms([x, mergeHistograms([z, y])]);
        const all = histogramOf([...a, ...b, ...c]);
        expect(left.buckets()).toEqual(right.buckets());
        expect(left.buckets()).toEqual(all.buckets());
        expect([left.count, left.min, left.max]).toEqual([all.count, all.min, all.max]);
      }),
    );
  });

  it('reads back what encode wrote', () => {
    fc.assert(
      fc.property(shapes.random, (sample) => {
        const histogram = histogramOf([0, ...sample]);
        const copy = new Histogram();
        copy.mergeEncoded(JSON.parse(JSON.stringify(histogram.encode())));
        expect(copy.encode()).toEqual(histogram.encode());
      }),
    );
  });
});
