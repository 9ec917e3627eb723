/**
 * Which bucket a value belongs to, exactly right at the edges and the same in Go (`extensions/histogram/index.go`).
 *
 * The bound of bucket k of an octave is the float64 nearest to 2^(k/256). `2 ** (k / 256)` is not always that float:
 * engines round powers differently, so the table is computed once in integers of 256 fractional bits. Pure.
 */

/** Buckets per power of two; moving it changes the file format and the error bound. */
export const BUCKETS_PER_OCTAVE = 256;

const FRACTION_BITS = 256n;
/** Bits of a float64's mantissa without the leading one. */
const MANTISSA_BITS = 52n;

/** BOUNDS[k] is the float64 nearest to 2^(k/256), k = 0..256. */
const BOUNDS: readonly number[] = computeBounds();

/** MIDPOINTS[k] is 2^((k+0.5)/256), k = 0..255. */
const MIDPOINTS: readonly number[] = Array.from(
  { length: BUCKETS_PER_OCTAVE },
  (_, k) => 2 ** ((k + 0.5) / BUCKETS_PER_OCTAVE),
);

/** The octave of the smallest positive float64. */
const LOWEST_OCTAVE = -1075;

/** POWERS[n] is 2^(LOWEST_OCTAVE + n), up to the largest float64. */
const POWERS: readonly number[] = Array.from({ length: 1024 - LOWEST_OCTAVE }, (_, n) => 2 ** (LOWEST_OCTAVE + n));

const view = new DataView(new ArrayBuffer(8));

/** The upper bound of bucket `index`, 2^((index+1)/256); the bucket holds it. */
export function bucketUpperBound(index: number): number {
  const octave = Math.floor((index + 1) / BUCKETS_PER_OCTAVE);
  const bound = BOUNDS[index + 1 - octave * BUCKETS_PER_OCTAVE] ?? Number.NaN;
  // Two steps, because 2 ** -1074 times a bound is exact only when neither factor underflows on its own.
  return octave < -1000 ? bound * 2 ** -1000 * 2 ** (octave + 1000) : bound * 2 ** octave;
}

/** The value that stands for bucket `index`: the geometric mean of its bounds. From tables: it is read per bucket. */
export function bucketMidpoint(index: number): number {
  const octave = index >> 8;
  return (MIDPOINTS[index & 0xff] ?? Number.NaN) * (POWERS[octave - LOWEST_OCTAVE] ?? 2 ** octave);
}

/** The bucket of a positive finite value; a value on an upper bound belongs to that bucket, not to the next. */
export function bucketIndex(value: number): number {
  const { exponent, fraction } = splitFloat(value);
  // An exact power of two is the upper bound of the octave below.
  if (fraction === 1) return exponent * BUCKETS_PER_OCTAVE - 1;
  let k = Math.min(BUCKETS_PER_OCTAVE - 1, Math.floor(Math.log2(fraction) * BUCKETS_PER_OCTAVE));
  while (k > 0 && fraction <= (BOUNDS[k] ?? 0)) k -= 1;
  while (fraction > (BOUNDS[k + 1] ?? 2)) k += 1;
  return exponent * BUCKETS_PER_OCTAVE + k;
}

/** value = fraction × 2^exponent with fraction in [1, 2); subnormal values too. */
function splitFloat(value: number): { exponent: number; fraction: number } {
  const isSubnormal = value < 2 ** -1022;
  view.setFloat64(0, isSubnormal ? value * 2 ** 52 : value);
  const high = view.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1023;
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  return { exponent: isSubnormal ? exponent - 52 : exponent, fraction: view.getFloat64(0) };
}

function computeBounds(): number[] {
  const one = 1n << FRACTION_BITS;
  let step = 2n * one;
  // 2^(1/256) is the eighth square root of two.
  for (let root = 0; root < 8; root += 1) step = integerSquareRoot(step << FRACTION_BITS);
  const bounds: number[] = [];
  let value = one;
  for (let k = 0; k < BUCKETS_PER_OCTAVE; k += 1) {
    bounds.push(nearestFloat(value));
    value = (value * step) >> FRACTION_BITS;
  }
  // Exactly: the product of 256 roundings would end a hair below.
  return [...bounds, 2];
}

/** The float64 nearest to a fixed-point value in [1, 2). */
function nearestFloat(fixed: bigint): number {
  const shift = FRACTION_BITS - MANTISSA_BITS;
  return Number((fixed + (1n << (shift - 1n))) >> shift) / 2 ** Number(MANTISSA_BITS);
}

/** The largest integer whose square is at most `n` (Newton's method from above). */
function integerSquareRoot(n: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
