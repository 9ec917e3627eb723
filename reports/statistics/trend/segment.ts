/**
 * Where a nightly series changes its level: robust penalised segmentation (STATISTICS.md section 3.3, step 2).
 *
 * Optimal partitioning (Jackson et al. 2005; Killick, Fearnhead, Eckley, JASA 107, 2012) with a cost that caps each
 * night's square (Fearnhead & Rigaill, JASA 114, 2019), so that one bad night is no change. O(n² log n), no randomness.
 */
import { type Below, RankTree } from './fenwick.ts';

/** Nights beyond so many standard deviations from the level cost no more. */
const CAP = 3;
/** Shortest segment, nights: what two nights show may be chance. */
const SEGMENT_MIN = 3;
/** The price of a change is this times ln n. */
const PENALTY = 3;

/**
 * The starts of the segments after the first (ascending, empty when the level never changes) of a series that is scaled
 * to unit noise: F(t) = min over i of F(i) + 3 ln n + Σ min((z − median)², 9).
 */
export function segmentStarts(z: readonly number[]): number[] {
  const n = z.length;
  const beta = PENALTY * Math.log(Math.max(2, n));
  const sorted = Float64Array.from(z).sort();
  const ranks = ranksOf(z);
  const tree = new RankTree(n);
  const costOf = cappedCost(tree, sorted);
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(n + 1);
  best[0] = -beta;
  for (let end = SEGMENT_MIN; end <= n; end += 1) {
    tree.clear();
    for (let start = end - 1; start >= 0; start -= 1) {
      tree.add(ranks[start] ?? 0, z[start] ?? 0);
      const before = best[start] ?? Number.POSITIVE_INFINITY;
      if (end - start < SEGMENT_MIN || before === Number.POSITIVE_INFINITY) continue;
      const total = before + beta + costOf();
      if (total < (best[end] ?? 0)) {
        best[end] = total;
        from[end] = start;
      }
    }
  }
  const starts: number[] = [];
  for (let end = n; end > 0 && (from[end] ?? 0) > 0; end = from[end] ?? 0) starts.unshift(from[end] ?? 0);
  return starts;
}

/** A function for Σ min((z − median)², 9) of the values that the tree then holds. */
function cappedCost(tree: RankTree, sorted: Float64Array): () => number {
  const low: Below = { count: 0, sum: 0, squares: 0 };
  const high: Below = { count: 0, sum: 0, squares: 0 };
  return () => {
    const size = tree.size;
    const lower = sorted[tree.rankOf((size + 1) >> 1)] ?? 0;
    const median = size % 2 === 1 ? lower : (lower + (sorted[tree.rankOf((size >> 1) + 1)] ?? 0)) / 2;
    tree.below(firstAtLeast(sorted, median - CAP), low);
    tree.below(firstAtLeast(sorted, median + CAP), high);
    const count = high.count - low.count;
    const near = high.squares - low.squares - 2 * median * (high.sum - low.sum) + count * median * median;
    // Rounding may leave a hair below zero.
    return Math.max(0, near) + CAP * CAP * (size - count);
  };
}

/** The number of sorted values below `value`. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each value's position in the sorted series; equal values keep their order. */
function ranksOf(z: readonly number[]): number[] {
  const ranks: number[] = [];
  const order = z.map((_, at) => at).sort((a, b) => (z[a] ?? 0) - (z[b] ?? 0) || a - b);
  order.forEach((at, rank) => {
    ranks[at] = rank;
  });
  return ranks;
}
