import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSums, blocksOf, clusterVariance } from './blocks.ts';

describe('blocks of seconds', () => {
  it('are as long as the root of the measured time, at least five seconds', () => {
    expect(blocksOf(300, 0).count).toBe(16);
    expect(blocksOf(3600, 0).count).toBe(60);
    expect(blocksOf(20, 0).count).toBe(4);
  });

  it('are at least two, however short the run', () => {
    expect(blocksOf(6, 0).count).toBe(2);
    expect(blocksOf(1, 0).count).toBe(2);
  });

  it('cover every second from the cut on once, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4000 }), fc.integer({ min: 0, max: 700 }), (length, cut) => {
        const blocks = blocksOf(cut + length, cut);
        const sums = blockSums(new Float64Array(cut + length).fill(1), blocks);
        expect(blocks.start(0)).toBe(cut);
        expect(sums.reduce((sum, value) => sum + value, 0)).toBe(length);
        expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the variance of clusters', () => {
  it('is nb/(nb-1) times the sum of squares around the mean', () => {
    expect(clusterVariance([1, 3])).toBeCloseTo(2 * 2, 12);
    expect(clusterVariance([0, 0, 3])).toBeCloseTo(1.5 * 6, 12);
  });

  it('is nothing when all blocks are alike', () => {
    expect(clusterVariance([4, 4, 4])).toBe(0);
  });
});
