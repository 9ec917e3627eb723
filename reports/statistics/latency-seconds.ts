/**
 * The successful latencies of one series of one run as counts a bucket and second: what the statistics read.
 *
 * Columns of typed arrays, because an hour at 100 requests a second is 360,000 entries and a comparison reads hundreds
 * of such hours. Seconds count from the beginning of the measured phase. Order inside a second does not matter, and a
 * bucket may stand there twice: instances are merged by adding both. Never reads files.
 */
import { BUCKETS_PER_OCTAVE, bucketMidpoint } from '../../contract/buckets.ts';

/** The scale of this version's files: 2^8 = 256 buckets a power of two. */
export const FILE_SCALE = Math.log2(BUCKETS_PER_OCTAVE);

/** The bucket of values that have no logarithm: zero and less. Below every other one. */
export const ZERO_BUCKET = -32_768;

/** Largest count of one entry; a larger one is several entries. */
const COUNT_MAX = 0xffff;

/** One series' latencies by second. All arrays of seconds have one length, all arrays of entries another. */
export interface LatencySeconds {
  /** Bucket i holds (2^(i/2^scale), 2^((i+1)/2^scale)] milliseconds. */
  readonly scale: number;
  /** Where each second's entries end; the first second's begin at 0. */
  readonly ends: Uint32Array;
  readonly buckets: Int16Array;
  /** Parallel to `buckets`, each at least 1. */
  readonly counts: Uint16Array;
  /** The smallest latency of each second, ms; +∞ in a second without one. */
  readonly lows: Float64Array;
  /** The largest latency of each second, ms; −∞ in a second without one. */
  readonly highs: Float64Array;
}

/** How many seconds there are, with or without latencies. */
export function secondsOf(latencies: LatencySeconds): number {
  return latencies.ends.length;
}

/** The latency that stands for a bucket, ms: the geometric mean of its bounds; 0 for the bucket of zeros. */
export function midpointOf(bucket: number, scale: number): number {
  if (bucket === ZERO_BUCKET) return 0;
  return scale === FILE_SCALE ? bucketMidpoint(bucket) : 2 ** ((bucket + 0.5) / 2 ** scale);
}

/** Half a bucket in natural logarithms: the resolution of every figure, 0.135 % at scale 8. */
export function halfBucketLog(scale: number): number {
  return Math.LN2 / 2 ** (scale + 1);
}

/**
 * The same latencies at a coarser scale, where 2^(difference) neighbouring buckets are one (OpenTelemetry's data
 * model). Throws a RangeError when asked for a finer scale than was recorded.
 */
export function foldTo(latencies: LatencySeconds, scale: number): LatencySeconds {
  const shift = latencies.scale - scale;
  if (shift === 0) return latencies;
  if (shift < 0) throw new RangeError(`latencies of scale ${latencies.scale} cannot be read at scale ${scale}`);
  const buckets = latencies.buckets.map((bucket) => (bucket === ZERO_BUCKET ? bucket : bucket >> shift));
  return { ...latencies, scale, buckets };
}

/**
 * Collects the lines of a series, in any order of seconds and of any number of instances; a class because its columns
 * must stay parallel. Its `addTotals` and `addBucket` fit what reads a load file's lines.
 */
export class LatencySecondsBuilder {
  readonly #scale: number;
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;
  #seconds = new Uint32Array(64);
  #buckets = new Int16Array(64);
  #counts = new Uint16Array(64);
  #length = 0;
  #second = 0;
  #isInOrder = true;

  /** `seconds` is the length of the measured phase. */
  constructor(seconds: number, scale: number = FILE_SCALE) {
    this.#scale = scale;
    this.#lows = new Float64Array(seconds).fill(Number.POSITIVE_INFINITY);
    this.#highs = new Float64Array(seconds).fill(Number.NEGATIVE_INFINITY);
  }

  /** Chooses the second that the next entries belong to. Throws a RangeError outside the measured phase. */
  at(second: number): this {
    if (!Number.isInteger(second) || second < 0 || second >= this.#lows.length) {
      throw new RangeError(`second ${second} lies outside the ${this.#lows.length} measured ones`);
    }
    this.#second = second;
    return this;
  }

  /** Adds a line's extremes (ms) and its count of values that are zero or less. */
  addTotals(n: number, _sum: number, min: number, max: number, zero: number): void {
    if (n === 0) return;
    if (min < (this.#lows[this.#second] ?? 0)) this.#lows[this.#second] = min;
    if (max > (this.#highs[this.#second] ?? 0)) this.#highs[this.#second] = max;
    if (zero > 0) this.addBucket(ZERO_BUCKET, zero);
  }

  /** Adds `count` latencies of a bucket. Throws a RangeError for what is no bucket or no count. */
  addBucket(bucket: number, count: number): void {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`a bucket's count must be whole, got ${count}`);
    if (!Number.isInteger(bucket) || bucket < ZERO_BUCKET || bucket > 32_767) {
      throw new RangeError(`${bucket} is no bucket of a latency`);
    }
    let rest = count;
    for (; rest > COUNT_MAX; rest -= COUNT_MAX) this.#append(bucket, COUNT_MAX);
    if (rest > 0) this.#append(bucket, rest);
  }

  /** The latencies collected so far. */
  build(): LatencySeconds {
    const ends = new Uint32Array(this.#lows.length);
    for (let k = 0; k < this.#length; k += 1) {
      const second = this.#seconds[k] ?? 0;
      ends[second] = (ends[second] ?? 0) + 1;
    }
    for (let second = 1; second < ends.length; second += 1) {
      ends[second] = (ends[second] ?? 0) + (ends[second - 1] ?? 0);
    }
    const { buckets, counts } = this.#bySecond(ends);
    return { scale: this.#scale, ends, buckets, counts, lows: this.#lows, highs: this.#highs };
  }

  /** Entries ordered by second (a counting sort; nothing to do when the lines came in order). */
  #bySecond(ends: Uint32Array): Pick<LatencySeconds, 'buckets' | 'counts'> {
    if (this.#isInOrder) {
      return { buckets: this.#buckets.slice(0, this.#length), counts: this.#counts.slice(0, this.#length) };
    }
    const next = new Uint32Array(ends.length);
    next.set(ends.subarray(0, Math.max(0, ends.length - 1)), 1);
    const buckets = new Int16Array(this.#length);
    const counts = new Uint16Array(this.#length);
    for (let k = 0; k < this.#length; k += 1) {
      const second = this.#seconds[k] ?? 0;
      const to = next[second] ?? 0;
      next[second] = to + 1;
      buckets[to] = this.#buckets[k] ?? 0;
      counts[to] = this.#counts[k] ?? 0;
    }
    return { buckets, counts };
  }

  #append(bucket: number, count: number): void {
    if (this.#length === this.#buckets.length) this.#grow(Math.ceil(this.#length * 1.5));
    if (this.#length > 0 && this.#second < (this.#seconds[this.#length - 1] ?? 0)) this.#isInOrder = false;
    this.#seconds[this.#length] = this.#second;
    this.#buckets[this.#length] = bucket;
    this.#counts[this.#length] = count;
    this.#length += 1;
  }

  #grow(capacity: number): void {
    const [seconds, buckets, counts] = [new Uint32Array(capacity), new Int16Array(capacity), new Uint16Array(capacity)];
    seconds.set(this.#seconds);
    buckets.set(this.#buckets);
    counts.set(this.#counts);
    this.#seconds = seconds;
    this.#buckets = buckets;
    this.#counts = counts;
  }
}
