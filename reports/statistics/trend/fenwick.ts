/**
 * Counts, sums and sums of squares by rank that grow by one value at a time: a segment's median and capped cost in
 * O(log n) as the segment is made longer.
 *
 * Fenwick, Software: Practice and Experience 24 (1994). Ranks are 0-based positions in the sorted series.
 */

/** What lies below a rank. */
export interface Below {
  count: number;
  sum: number;
  squares: number;
}

/** Numbers a node: count, sum, sum of squares, beside each other because they are read together. */
const WIDTH = 3;

/** A class because its nodes must stay in step. */
export class RankTree {
  readonly #nodes: Float64Array;
  readonly #highest: number;
  #size = 0;

  /** `ranks`: how many different ranks there may be. */
  constructor(ranks: number) {
    this.#nodes = new Float64Array(WIDTH * (ranks + 1));
    this.#highest = 2 ** Math.floor(Math.log2(Math.max(1, ranks)));
  }

  /** How many values it holds. */
  get size(): number {
    return this.#size;
  }

  /** Forgets all values. */
  clear(): void {
    this.#nodes.fill(0);
    this.#size = 0;
  }

  /** Adds a value of the given rank. */
  add(rank: number, value: number): void {
    const nodes = this.#nodes;
    const square = value * value;
    this.#size += 1;
    for (let at = rank + 1; WIDTH * at < nodes.length; at += at & -at) {
      const node = WIDTH * at;
      nodes[node] = (nodes[node] ?? 0) + 1;
      nodes[node + 1] = (nodes[node + 1] ?? 0) + value;
      nodes[node + 2] = (nodes[node + 2] ?? 0) + square;
    }
  }

  /** Writes what all values with a rank below `rank` come to into `into`, and returns it. */
  below(rank: number, into: Below): Below {
    const nodes = this.#nodes;
    let [count, sum, squares] = [0, 0, 0];
    for (let at = rank; at > 0; at -= at & -at) {
      const node = WIDTH * at;
      count += nodes[node] ?? 0;
      sum += nodes[node + 1] ?? 0;
      squares += nodes[node + 2] ?? 0;
    }
    into.count = count;
    into.sum = sum;
    into.squares = squares;
    return into;
  }

  /** The rank of the k-th smallest value, k from 1 to `size`. */
  rankOf(k: number): number {
    const nodes = this.#nodes;
    let position = 0;
    let rest = k;
    for (let step = this.#highest; step > 0; step >>= 1) {
      const node = WIDTH * (position + step);
      const count = node < nodes.length ? (nodes[node] ?? 0) : Number.POSITIVE_INFINITY;
      if (count >= rest) continue;
      position += step;
      rest -= count;
    }
    return position;
  }
}
