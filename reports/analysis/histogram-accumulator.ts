/**
 * Adds up the buckets of many lines: one histogram, or its quantiles without building one.
 *
 * An hour has millions of entries, so what is added is an array of counts and no object a line. Never reads files.
 */
import { bucketMidpoint } from '../../contract/buckets.ts';
import { Histogram, nearestRank } from '../../contract/histogram.ts';

/** What takes the buckets of lines. */
export interface BucketSink {
  addTotals(n: number, sum: number, min: number, max: number, zero: number): void;
  addBucket(index: number, count: number): void;
}

/** What many lines come to. `quantiles` are parallel to those asked for. */
export interface Distribution {
  count: number;
  max: number;
  quantiles: number[];
}

/** Adds up many lines into one histogram; a class because the touched range must fit the counts. Reusable. */
export class HistogramAccumulator implements BucketSink {
  /** Bucket counts, offset by `#base`; grown when an index lies outside. */
  #counts = new Float64Array(0);
  #base = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #n = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #zero = 0;

  addTotals(n: number, sum: number, min: number, max: number, zero: number): void {
    this.#n += n;
    this.#sum += sum;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    this.#zero += zero;
  }

  addBucket(index: number, count: number): void {
    let at = index - this.#base;
    if (at < 0 || at >= this.#counts.length) {
      this.#reach(index);
      at = index - this.#base;
    }
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
    if (index < this.#low) this.#low = index;
    if (index > this.#high) this.#high = index;
  }

  /** The histogram of everything added since the last call; leaves the accumulator empty. */
  take(): Histogram {
    const histogram = new Histogram();
    const i: number[] = [];
    const c: number[] = [];
    let previous = 0;
    for (let index = this.#low; index <= this.#high; index += 1) {
      const count = this.#counts[index - this.#base] ?? 0;
      if (count === 0) continue;
      i.push(i.length === 0 ? index : index - previous);
      c.push(count);
      previous = index;
      this.#counts[index - this.#base] = 0;
    }
    histogram.mergeEncoded({ n: this.#n, sum: this.#sum, min: this.#min, max: this.#max, zero: this.#zero, i, c });
    this.#empty();
    return histogram;
  }

  /**
   * Count, maximum and quantiles of everything added since the last call, or null without values; leaves the
   * accumulator empty. The same figures as `take().quantiles(ps)`, without building a histogram. `ps` ascend.
   */
  takeSummary(ps: readonly number[]): Distribution | null {
    const count = this.#n;
    const max = this.#max;
    const clamp = (value: number): number => Math.min(this.#max, Math.max(this.#min, value));
    const quantiles: number[] = [];
    let index = this.#low - 1;
    let cumulative = this.#zero;
    for (const p of count === 0 ? [] : ps) {
      const rank = nearestRank(p, count);
      while (cumulative < rank && index < this.#high) {
        index += 1;
        cumulative += this.#counts[index - this.#base] ?? 0;
      }
      quantiles.push(clamp(index < this.#low ? Math.min(0, this.#max) : bucketMidpoint(index)));
    }
    if (this.#high >= this.#low) this.#counts.fill(0, this.#low - this.#base, this.#high - this.#base + 1);
    this.#empty();
    return count === 0 ? null : { count, max, quantiles };
  }

  #empty(): void {
    this.#low = this.#min = Number.POSITIVE_INFINITY;
    this.#high = this.#max = Number.NEGATIVE_INFINITY;
    this.#n = this.#sum = this.#zero = 0;
  }

  #reach(index: number): void {
    const end = this.#base + this.#counts.length;
    const low = this.#counts.length === 0 ? index - 1024 : Math.min(this.#base, index - 1024);
    const high = this.#counts.length === 0 ? index + 1024 : Math.max(end, index + 1024);
    const counts = new Float64Array(high - low);
    counts.set(this.#counts, this.#counts.length === 0 ? 0 : this.#base - low);
    this.#counts = counts;
    this.#base = low;
  }
}
