import { describe, expect, it } from 'vitest';
import { foldTo, LatencySecondsBuilder, midpointOf, ZERO_BUCKET } from './latency-seconds.ts';
import { latenciesOf } from './support/example-runs.ts';

describe('collecting a series by second', () => {
  it('keeps each second’s buckets, in whatever order the lines came', () => {
    const inOrder = new LatencySecondsBuilder(3);
    inOrder.at(0).addBucket(5, 1);
    inOrder.at(2).addBucket(7, 2);
    inOrder.at(2).addBucket(6, 1);
    const jumping = new LatencySecondsBuilder(3);
    jumping.at(2).addBucket(7, 2);
    jumping.at(0).addBucket(5, 1);
    jumping.at(2).addBucket(6, 1);
    expect(jumping.build()).toEqual(inOrder.build());
    expect([...jumping.build().ends]).toEqual([1, 1, 3]);
  });

  it('adds the lines of several instances', () => {
    const builder = new LatencySecondsBuilder(1).at(0);
    builder.addTotals(1, 4, 4, 4, 0);
    builder.addBucket(9, 1);
    builder.addTotals(1, 2, 2, 2, 0);
    builder.addBucket(9, 1);
    const { lows, highs, counts } = builder.build();
    expect([lows[0], highs[0], ...counts]).toEqual([2, 4, 1, 1]);
  });

  it('splits a count that does not fit', () => {
    const builder = new LatencySecondsBuilder(1).at(0);
    builder.addBucket(9, 200_000);
    const { counts } = builder.build();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200_000);
  });

  it('keeps zeros in a bucket of their own', () => {
    expect([...latenciesOf([[0, -1, 3]]).buckets].filter((bucket) => bucket === ZERO_BUCKET)).toHaveLength(2);
  });

  it('refuses what is no second, no bucket and no count', () => {
    const builder = new LatencySecondsBuilder(2);
    expect(() => builder.at(2)).toThrow('second 2 lies outside the 2 measured ones');
    expect(() => builder.at(-1)).toThrow(RangeError);
    expect(() => builder.at(Number.NaN)).toThrow(RangeError);
    expect(() => builder.at(0).addBucket(1, -1)).toThrow('must be whole, got -1');
    expect(() => builder.addBucket(1, Number.NaN)).toThrow(RangeError);
    expect(() => builder.addBucket(1.5, 1)).toThrow('1.5 is no bucket');
    expect(() => builder.addBucket(40_000, 1)).toThrow(RangeError);
  });

  it('of nothing is nothing', () => {
    expect(new LatencySecondsBuilder(0).build().ends).toHaveLength(0);
  });
});

describe('folding to a coarser scale', () => {
  it('makes neighbouring buckets one, below one millisecond too', () => {
    const builder = new LatencySecondsBuilder(1).at(0);
    for (const bucket of [-3, -2, -1, 0, 1, 2, 3]) builder.addBucket(bucket, 1);
    expect([...foldTo(builder.build(), 7).buckets]).toEqual([-2, -1, -1, 0, 0, 1, 1]);
  });

  it('leaves the zeros where they are', () => {
    expect([...foldTo(latenciesOf([[0]]), 4).buckets]).toEqual([ZERO_BUCKET]);
  });

  it('has no finer scale to offer', () => {
    expect(() => foldTo(latenciesOf([[1]]), 9)).toThrow('cannot be read at scale 9');
  });

  it('keeps each bucket’s mid-point inside the wider one', () => {
    expect(Math.abs(Math.log2(midpointOf(101, 8)) - Math.log2(midpointOf(101 >> 3, 5)))).toBeLessThan(1 / 32);
  });
});
