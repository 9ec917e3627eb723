import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { segmentStarts } from './segment.ts';

function noise(seed: number, count: number, level: (at: number) => number): number[] {
  const random = new RandomStream(seed);
  return Array.from({ length: count }, (_, at) => level(at) + random.normal());
}

function cost(segment: readonly number[]): number {
  const sorted = segment.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return segment.reduce((sum, value) => sum + Math.min((value - median) ** 2, 9), 0);
}

/** The least total cost over all partitions into segments of at least three, by trying every one. */
function leastCost(z: readonly number[], beta: number): number {
  const best = [-beta];
  for (let end = 1; end <= z.length; end += 1) {
    const totals = [Number.POSITIVE_INFINITY];
    for (let start = 0; start <= end - 3; start += 1) {
      totals.push((best[start] ?? Number.POSITIVE_INFINITY) + beta + cost(z.slice(start, end)));
    }
    best[end] = Math.min(...totals);
  }
  return best[z.length] ?? Number.NaN;
}

describe('the segmentation of a series', () => {
  it('finds a step, and the night it began', () => {
    expect(segmentStarts(noise(1, 60, (at) => (at < 40 ? 0 : 5)))).toEqual([40]);
  });

  it('finds a step of three nights at the end, and none of two', () => {
    expect(segmentStarts(noise(2, 40, (at) => (at < 37 ? 0 : 8)))).toEqual([37]);
    expect(segmentStarts(noise(2, 40, (at) => (at < 38 ? 0 : 8)))).toEqual([]);
  });

  it('finds nothing in a steady series, a constant one, and one of a few nights', () => {
    expect(segmentStarts(noise(3, 200, () => 0))).toEqual([]);
    expect(segmentStarts(Array.from({ length: 50 }, () => 1))).toEqual([]);
    expect(segmentStarts([])).toEqual([]);
    expect(segmentStarts([1, 9])).toEqual([]);
  });

  it('is not moved by single nights that lie far off', () => {
    expect(segmentStarts(noise(4, 80, (at) => (at % 17 === 0 ? 40 : 0)))).toEqual([]);
  });

  it('is the cheapest of all partitions', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 3, maxLength: 24 }), (z) => {
        const beta = 3 * Math.log(z.length);
        const bounds = [0, ...segmentStarts(z), z.length];
        const total = bounds.slice(1).reduce((sum, end, at) => {
          const segment = z.slice(bounds[at], end);
          expect(segment.length).toBeGreaterThanOrEqual(3);
          return sum + cost(segment) + (at === 0 ? 0 : beta);
        }, 0);
        expect(total).toBeCloseTo(leastCost(z, beta), 6);
      }),
    );
  });
});
