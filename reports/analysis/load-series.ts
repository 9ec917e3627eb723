/**
 * The seconds of one series in columns: a whole hour of fifty series fits in memory and is merged without objects.
 *
 * Times are Unix seconds as the load file has them, in file order; several lines for one second are kept and added
 * when read. Never reads files and never drops a line.
 */
import type { Histogram } from '../../contract/histogram.ts';
import type { SeriesLine, Tags, TrendLine } from '../../contract/load-file.ts';
import { type BucketSink, HistogramAccumulator } from './histogram-accumulator.ts';
import type { TrendLineReader } from './trend-line.ts';

/** Buckets of 2^-128 to 2^128 ms; no clock measures beyond, so anything else is damage. Fits two bytes. */
export const BUCKET_INDEX_MAX = 32_767;
/** Largest count of one entry. */
const COUNT_MAX = 0xffff;

/** A selection of seconds; `true` keeps the line. */
export type SecondFilter = (second: number) => boolean;

/** A class because its columns must stay parallel while lines are added. */
export class LoadSeries {
  readonly metric: string;
  readonly kind: SeriesLine['kind'];
  readonly unit: string;
  readonly tags: Tags;
  /** Set for what belongs to one generator alone (its gauges and its health); null where instances are merged. */
  readonly instance: string | null;
  readonly seconds: number[] = [];
  /** Number of samples a line: of a trend and a rate; 0 for counters and gauges. */
  readonly counts: number[] = [];
  /** A trend's sum; a counter's, gauge's or rate's value. */
  readonly values: number[] = [];
  /** False as soon as one line came without buckets, so that no quantile can be said. */
  hasBuckets = true;
  readonly #mins: number[] = [];
  readonly #maxs: number[] = [];
  readonly #zeros: number[] = [];
  readonly #bucketEnds: number[] = [];
  // Two bytes each: an hour of fifty series has 15 million buckets, and half the memory is half the time to read them.
  #indexes = new Int16Array(16);
  #bucketCounts = new Uint16Array(16);
  #length = 0;
  #isPlain = true;

  constructor(line: Pick<SeriesLine, 'metric' | 'kind' | 'unit' | 'tags'>, instance: string | null) {
    this.metric = line.metric;
    this.kind = line.kind;
    this.unit = line.unit;
    this.tags = line.tags;
    this.instance = instance;
  }

  /** Adds a second of a counter, gauge or rate (`count` samples). */
  addScalar(second: number, value: number, count: number): void {
    this.seconds.push(second);
    this.values.push(value);
    this.counts.push(count);
  }

  /** Adds a second of a trend; its gap-coded indexes are made absolute. */
  addTrend(line: TrendLine): void {
    if (line.i === undefined || line.c === undefined) this.hasBuckets = this.hasBuckets && line.n === 0;
    else this.#addBuckets(line.i, line.c);
    this.#addLine(line.t, { count: line.n, sum: line.sum, min: line.min, max: line.max, zero: line.zero });
  }

  /**
   * Adds a second of a trend as it was read from its bytes. False, and nothing added, for what needs a closer look: a
   * bucket of none or of more than fit an entry, and a histogram that does not add up.
   */
  addTrendRead(line: TrendLineReader): boolean {
    const { gaps, counts, length } = line;
    this.#reserve(length);
    const [ownIndexes, ownCounts, from] = [this.#indexes, this.#bucketCounts, this.#length];
    let index = 0;
    let total = line.zero;
    for (let k = 0; k < length; k += 1) {
      const gap = gaps[k] ?? 0;
      const count = counts[k] ?? 0;
      index += gap;
      total += count;
      if (count < 1 || count > COUNT_MAX || (gap < 1 && k > 0)) return false;
      if (index > BUCKET_INDEX_MAX || index < -BUCKET_INDEX_MAX) return false;
      ownIndexes[from + k] = index;
      ownCounts[from + k] = count;
    }
    if (total !== line.count) return false;
    this.#length = from + length;
    this.#addLine(line.second, line);
    return true;
  }

  /**
   * All entries of all lines in file order, or null where they are not one for one the values of the lines: a value of
   * zero, a bucket of none. Belongs to the series, and is not to be changed.
   */
  plainEntries(): PlainEntries | null {
    if (!this.#isPlain) return null;
    const [indexes, counts] = [this.#indexes.subarray(0, this.#length), this.#bucketCounts.subarray(0, this.#length)];
    return { ends: this.#bucketEnds, mins: this.#mins, maxs: this.#maxs, indexes, counts };
  }

  /** The sum of the values of the selected seconds. */
  sum(keep?: SecondFilter): number {
    return this.#total(this.values, keep);
  }

  /** The number of samples in the selected seconds. */
  count(keep?: SecondFilter): number {
    return this.#total(this.counts, keep);
  }

  /** Adds line `at` to an accumulator. */
  accumulate(at: number, into: BucketSink): void {
    const n = this.counts[at] ?? 0;
    if (n === 0) return;
    into.addTotals(n, this.values[at] ?? 0, this.#mins[at] ?? 0, this.#maxs[at] ?? 0, this.#zeros[at] ?? 0);
    const end = this.#bucketEnds[at] ?? 0;
    for (let k = at === 0 ? 0 : (this.#bucketEnds[at - 1] ?? 0); k < end; k += 1) {
      into.addBucket(this.#indexes[k] ?? 0, this.#bucketCounts[k] ?? 0);
    }
  }

  /** A line's columns, once its buckets are there. */
  #addLine(second: number, { count, sum, min, max, zero }: LineTotals): void {
    this.addScalar(second, sum, count);
    this.#mins.push(min);
    this.#maxs.push(max);
    this.#zeros.push(zero);
    this.#bucketEnds.push(this.#length);
    if (zero !== 0) this.#isPlain = false;
  }

  #addBuckets(gaps: readonly number[], counts: readonly number[]): void {
    let index = 0;
    for (let k = 0; k < gaps.length; k += 1) {
      index += gaps[k] ?? 0;
      // A count that does not fit is several entries of one bucket, which are added when read.
      let count = counts[k] ?? 0;
      if (count === 0) this.#isPlain = false;
      for (; count > COUNT_MAX; count -= COUNT_MAX) this.#addBucket(index, COUNT_MAX);
      this.#addBucket(index, count);
    }
  }

  #addBucket(index: number, count: number): void {
    this.#reserve(1);
    this.#indexes[this.#length] = index;
    this.#bucketCounts[this.#length] = count;
    this.#length += 1;
  }

  /** Makes room for so many more entries. */
  #reserve(entries: number): void {
    const needed = this.#length + entries;
    if (needed <= this.#indexes.length) return;
    const capacity = Math.max(needed, Math.ceil(this.#indexes.length * 1.5));
    const [indexes, counts] = [new Int16Array(capacity), new Uint16Array(capacity)];
    indexes.set(this.#indexes);
    counts.set(this.#bucketCounts);
    this.#indexes = indexes;
    this.#bucketCounts = counts;
  }

  #total(column: readonly number[], keep?: SecondFilter): number {
    let total = 0;
    for (let at = 0; at < column.length; at += 1) {
      if (keep === undefined || keep(this.seconds[at] ?? 0)) total += column[at] ?? 0;
    }
    return total;
  }
}

/** What a line of a trend says besides its buckets. */
type LineTotals = Record<'count' | 'sum' | 'min' | 'max' | 'zero', number>;

/** The lines of a trend as columns. Line `at` has the entries up to `ends[at]`, from the end of the line before. */
export interface PlainEntries {
  readonly ends: readonly number[];
  /** Extremes of each line, ms; of a line without values they say nothing. */
  readonly mins: readonly number[];
  readonly maxs: readonly number[];
  /** Buckets and their counts, each at least 1. */
  readonly indexes: Int16Array;
  readonly counts: Uint16Array;
}

/** One histogram of all values of the series in the selected seconds. */
export function histogramOf(series: Iterable<LoadSeries>, keep?: SecondFilter): Histogram {
  const accumulator = new HistogramAccumulator();
  for (const one of series) {
    for (let at = 0; at < one.seconds.length; at += 1) {
      if (keep === undefined || keep(one.seconds[at] ?? 0)) one.accumulate(at, accumulator);
    }
  }
  return accumulator.take();
}

/** The sum of several series' values in the selected seconds. */
export function sumOf(series: Iterable<LoadSeries>, keep?: SecondFilter): number {
  let total = 0;
  for (const one of series) total += one.sum(keep);
  return total;
}

/** The number of samples of several series in the selected seconds. */
export function countOf(series: Iterable<LoadSeries>, keep?: SecondFilter): number {
  let total = 0;
  for (const one of series) total += one.count(keep);
  return total;
}
