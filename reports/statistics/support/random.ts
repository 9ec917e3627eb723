/**
 * Seeded draws for the simulator: the same seed gives the same runs on every machine.
 *
 * Pure; never `Math.random`. The generator is sfc32 (Chris Doty-Humphrey, PractRand), whose period of at least 2^32 a
 * seed is far beyond what a calibration draws from one stream.
 */

/** A stream of draws; a class because the second normal of a pair waits for its turn. */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare = Number.NaN;

  /** `seed` and `stream` may be any integers; streams of one seed are independent. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = 0x9e3779b9;
    // The first draws still show the seed.
    for (let step = 0; step < 16; step += 1) this.uniform();
  }

  /** A draw in [0, 1). */
  uniform(): number {
    const mixed = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return (mixed >>> 0) / 4_294_967_296;
  }

  /** A draw in [min, max). */
  between(min: number, max: number): number {
    return min + this.uniform() * (max - min);
  }

  /** An integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** An exponential waiting time of the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** A standard normal draw (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** A binomial count of `n` trials of chance `p`, by the distances between hits, which are geometric. */
  binomial(n: number, p: number): number {
    if (p <= 0) return 0;
    if (p >= 1) return n;
    const scale = 1 / Math.log1p(-p);
    let hits = 0;
    for (let at = this.#distance(scale); at <= n; at += this.#distance(scale)) hits += 1;
    return hits;
  }

  /** `count` different entries of `from` in random order. Throws a RangeError when there are too few. */
  sample<T>(from: readonly T[], count: number): T[] {
    if (count > from.length) throw new RangeError(`cannot draw ${count} of ${from.length}`);
    const rest = [...from];
    for (let at = 0; at < count; at += 1) {
      const other = at + this.below(rest.length - at);
      const [a, b] = [rest[at], rest[other]];
      if (a !== undefined && b !== undefined) {
        rest[at] = b;
        rest[other] = a;
      }
    }
    return rest.slice(0, count);
  }

  /** Trials until the next hit, the hit included; `scale` is 1 / ln(1 − p). */
  #distance(scale: number): number {
    return 1 + Math.floor(Math.log(1 - this.uniform()) * scale);
  }
}
