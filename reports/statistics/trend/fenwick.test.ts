import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RankTree } from './fenwick.ts';

describe('the rank tree', () => {
  it('knows counts, sums, squares and the k-th smallest of what was added, as a sorted list does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (ranks) => {
        const tree = new RankTree(31);
        const values = ranks.map((rank) => rank / 4);
        ranks.forEach((rank, at) => {
          tree.add(rank, values[at] ?? 0);
        });
        const sorted = ranks.toSorted((a, b) => a - b);
        sorted.forEach((rank, at) => {
          expect(tree.rankOf(at + 1)).toBe(rank);
        });
        for (const limit of [0, 7, 16, 31]) {
          const below = values.filter((value) => value * 4 < limit);
          const found = tree.below(limit, { count: 0, sum: 0, squares: 0 });
          expect(found.count).toBe(below.length);
          expect(found.sum).toBeCloseTo(
            below.reduce((sum, value) => sum + value, 0),
            9,
          );
          expect(found.squares).toBeCloseTo(
            below.reduce((sum, value) => sum + value * value, 0),
            9,
          );
        }
      }),
    );
  });

  it('forgets everything when cleared', () => {
    const tree = new RankTree(4);
    tree.add(2, 5);
    tree.clear();
    expect(tree.size).toBe(0);
    expect(tree.below(4, { count: 9, sum: 9, squares: 9 })).toEqual({ count: 0, sum: 0, squares: 0 });
  });
});
