/**
 * The latencies of series by second, as the statistics read them.
 *
 * A series whose seconds ascend, as nearly all do, is copied straight into scratch columns that are used again for the
 * next one: an hour of fifty series has twelve million entries, and growing columns for each took a fifth of the time.
 * Everything else goes through the statistics' own builder, with the same result.
 */
import type { BucketSink, LoadSeries } from '../analysis/load-series.ts';
import { type LatencySeconds, LatencySecondsBuilder } from '../statistics/index.ts';
import { FILE_SCALE, ZERO_BUCKET } from '../statistics/latency-seconds.ts';

/** Largest count of one entry. */
const COUNT_MAX = 0xffff;

/** The latencies of several series as one; `indexOf` gives a Unix second's place among `seconds` measured ones. */
export function latencyColumns(
  series: readonly LoadSeries[],
  seconds: number,
  indexOf: (second: number) => number,
): LatencySeconds {
  const [only] = series;
  if (series.length === 1 && only !== undefined && isAscending(only.seconds))
    return scratch.copy(only, seconds, indexOf);
  const builder = new LatencySecondsBuilder(seconds);
  for (const one of series) {
    for (let at = 0; at < one.seconds.length; at += 1) one.accumulate(at, builder.at(indexOf(one.seconds[at] ?? 0)));
  }
  return builder.build();
}

function isAscending(seconds: readonly number[]): boolean {
  for (let at = 1; at < seconds.length; at += 1) {
    if ((seconds[at] ?? 0) < (seconds[at - 1] ?? 0)) return false;
  }
  return true;
}

/** A class because its columns are kept from one series to the next. */
class ScratchColumns implements BucketSink {
  #buckets = new Int16Array(1 << 16);
  #counts = new Uint16Array(1 << 16);
  #length = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  /** The columns of a series whose seconds ascend. */
  copy(series: LoadSeries, seconds: number, indexOf: (second: number) => number): LatencySeconds {
    const ends = new Uint32Array(seconds);
    const lows = new Float64Array(seconds).fill(Number.POSITIVE_INFINITY);
    const highs = new Float64Array(seconds).fill(Number.NEGATIVE_INFINITY);
    this.#length = 0;
    let filled = 0;
    for (let at = 0; at < series.seconds.length; at += 1) {
      const index = indexOf(series.seconds[at] ?? 0);
      for (; filled < index; filled += 1) ends[filled] = this.#length;
      this.#low = lows[index] ?? Number.POSITIVE_INFINITY;
      this.#high = highs[index] ?? Number.NEGATIVE_INFINITY;
      series.accumulate(at, this);
      lows[index] = this.#low;
      highs[index] = this.#high;
    }
    for (; filled < seconds; filled += 1) ends[filled] = this.#length;
    const buckets = this.#buckets.slice(0, this.#length);
    return { scale: FILE_SCALE, ends, buckets, counts: this.#counts.slice(0, this.#length), lows, highs };
  }

  addTotals(n: number, _sum: number, min: number, max: number, zero: number): void {
    if (n === 0) return;
    if (min < this.#low) this.#low = min;
    if (max > this.#high) this.#high = max;
    let rest = zero;
    for (; rest > COUNT_MAX; rest -= COUNT_MAX) this.addBucket(ZERO_BUCKET, COUNT_MAX);
    this.addBucket(ZERO_BUCKET, rest);
  }

  addBucket(bucket: number, count: number): void {
    if (count === 0) return;
    if (this.#length === this.#buckets.length) this.#grow();
    this.#buckets[this.#length] = bucket;
    this.#counts[this.#length] = count;
    this.#length += 1;
  }

  #grow(): void {
    const capacity = 2 * this.#buckets.length;
    const [buckets, counts] = [new Int16Array(capacity), new Uint16Array(capacity)];
    buckets.set(this.#buckets);
    counts.set(this.#counts);
    this.#buckets = buckets;
    this.#counts = counts;
  }
}

const scratch = new ScratchColumns();
