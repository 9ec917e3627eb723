/**
 * Base-2 exponential histograms of scale 8: how every latency is stored, merged and read.
 *
 * Bucket `i` holds the values in (2^(i/256), 2^((i+1)/256)]: OpenTelemetry's exponential histogram data model at
 * scale 8, Prometheus' native histogram schema 8. Merging adds counts, so it is exact, associative and commutative.
 * A quantile is the nearest-rank one, read as its bucket's geometric mean and clamped to [min, max]; its relative
 * error is at most 2^(1/512) - 1 = 0.136 %.
 *
 * Never does I/O, never interpolates (the statistics that need a fractional count do that themselves).
 */
import { BUCKETS_PER_OCTAVE, bucketIndex, bucketMidpoint } from './buckets.ts';

/** Largest relative error of a quantile: half a bucket in log space, 2^(1/512) - 1. */
export const QUANTILE_RELATIVE_ERROR_MAX = 2 ** (1 / (2 * BUCKETS_PER_OCTAVE)) - 1;

/** A histogram's plain data as it stands in a value line of a load file. Indexes are gap-coded and ascending. */
export interface EncodedHistogram {
  /** How many values. */
  n: number;
  sum: number;
  min: number;
  max: number;
  /** How many values were zero or less. */
  zero: number;
  /** Bucket indexes: the first as it is, each further one as its distance from the one before (≥ 1). */
  i: number[];
  /** Counts, parallel to `i`. */
  c: number[];
}

/**
 * The nearest rank of quantile `p` among `n` values: the smallest rank r (1-based) with r/n ≥ p.
 * `p` in (0, 1], `n` ≥ 1. Corrects the product's rounding, so that p = 0.07 of 100 is rank 7.
 */
export function nearestRank(p: number, n: number): number {
  const rank = Math.max(1, Math.min(n, Math.ceil(p * n)));
  return rank > 1 && (rank - 1) / n >= p ? rank - 1 : rank;
}

/** A mutable histogram; a class because `n`, `sum` and the buckets must stay consistent over time. */
export class Histogram {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  zeroCount = 0;
  readonly #buckets = new Map<number, number>();

  /** Adds `times` occurrences of one value; refuses NaN and infinities with a RangeError. */
  add(value: number, times = 1): void {
    if (!Number.isFinite(value)) throw new RangeError(`a histogram takes finite values, got ${value}`);
    this.count += times;
    this.sum += value * times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value <= 0) this.zeroCount += times;
    else this.#addToBucket(bucketIndex(value), times);
  }

  /** Adds all of another histogram. */
  merge(other: Histogram): void {
    this.#addTotals(other.count, other.sum, other.min, other.max);
    this.zeroCount += other.zeroCount;
    for (const [index, count] of other.#buckets) this.#addToBucket(index, count);
  }

  /** Adds a histogram in its file form without building another one in between. */
  mergeEncoded(line: EncodedHistogram): void {
    this.#addTotals(line.n, line.sum, line.min, line.max);
    this.zeroCount += line.zero;
    let index = 0;
    for (let k = 0; k < line.i.length; k += 1) {
      index += line.i[k] ?? 0;
      this.#addToBucket(index, line.c[k] ?? 0);
    }
  }

  /** The buckets as [index, count] pairs in ascending order of index; empty when only zeros were added. */
  buckets(): [number, number][] {
    return [...this.#buckets].sort((a, b) => a[0] - b[0]);
  }

  /** The mean, or undefined without values. */
  mean(): number | undefined {
    return this.count === 0 ? undefined : this.sum / this.count;
  }

  /** The nearest-rank quantile (p in (0, 1]) with relative error ≤ 0.136 %, or undefined without values. */
  quantile(p: number): number | undefined {
    return this.quantiles([p])[0];
  }

  /** Several quantiles in one pass over the buckets; `undefined` for each without values. */
  quantiles(ps: readonly number[]): (number | undefined)[] {
    if (this.count === 0) return ps.map(() => undefined);
    const ranked = ps.map((p, at) => ({ at, rank: nearestRank(p, this.count) })).sort((a, b) => a.rank - b.rank);
    const result: (number | undefined)[] = ps.map(() => undefined);
    const buckets = this.buckets();
    let next = 0;
    let cumulative = this.zeroCount;
    let current = this.zeroCount > 0 ? Math.min(0, this.max) : 0;
    for (const { at, rank } of ranked) {
      while (cumulative < rank && next < buckets.length) {
        const [index, count] = buckets[next] ?? [0, 0];
        cumulative += count;
        current = bucketMidpoint(index);
        next += 1;
      }
      result[at] = this.#clamp(current);
    }
    return result;
  }

  /** How many values are read as ≤ `limit`: the count that agrees with `quantile` to the last request. */
  countAtMost(limit: number): number {
    let total = limit >= 0 ? this.zeroCount : 0;
    for (const [index, count] of this.#buckets) {
      if (this.#clamp(bucketMidpoint(index)) <= limit) total += count;
    }
    return total;
  }

  /** The file form; the inverse of `mergeEncoded` on an empty histogram. */
  encode(): EncodedHistogram {
    const i: number[] = [];
    const c: number[] = [];
    let previous = 0;
    for (const [index, count] of this.buckets()) {
      i.push(i.length === 0 ? index : index - previous);
      c.push(count);
      previous = index;
    }
    const empty = this.count === 0;
    return {
      n: this.count,
      sum: this.sum,
      min: empty ? 0 : this.min,
      max: empty ? 0 : this.max,
      zero: this.zeroCount,
      i,
      c,
    };
  }

  #addTotals(count: number, sum: number, min: number, max: number): void {
    if (count === 0) return;
    this.count += count;
    this.sum += sum;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  #addToBucket(index: number, count: number): void {
    this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + count);
  }

  #clamp(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }
}

/** One histogram that holds all values of the given ones; the arguments stay as they are. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const merged = new Histogram();
  for (const histogram of histograms) merged.merge(histogram);
  return merged;
}
