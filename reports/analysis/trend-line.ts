/**
 * Reads the line of one second of a trend straight from its bytes, without making an object of it.
 *
 * Nearly all bytes of a load file are such lines, and JSON.parse with all it leaves behind was two thirds of reading
 * one (2026-11). Takes only what our output writes: these keys in this order, no space, whole numbers of at most nine
 * digits in the buckets. Everything else, broken lines among them, is left to the parser of all lines, which alone says
 * what is wrong.
 */

/** Most buckets of one line that are read: there are no more different ones. */
const BUCKETS_MAX = 1 << 16;
/** Digits of a whole number that fits an Int32Array. */
const ARRAY_DIGITS_MAX = 9;
/** Powers of ten that a double holds exactly go up to 10^22. */
const EXACT_POWER_MAX = 22;

const ZERO = 48;
const [MINUS, PLUS, POINT, COMMA] = [45, 43, 46, 44];
const [UPPER_E, LOWER_E, OPEN, CLOSE] = [69, 101, 91, 93];
const POWERS_OF_TEN = Array.from({ length: EXACT_POWER_MAX + 1 }, (_, exponent) => Number(`1e${exponent}`));
const KEYS = ['{"s":', ',"t":', ',"n":', ',"sum":', ',"min":', ',"max":', ',"zero":'].map((key) => Buffer.from(key));
const [INDEXES, COUNTS, END] = [Buffer.from(',"i":'), Buffer.from(',"c":'), Buffer.from('}')];

/**
 * What two bytes begin: a whole number of one or two digits as 4 · value + digits; 0 for all else. Most numbers of a line
 * are such ones, and a branch for their length would be mispredicted half the time.
 */
const SHORT_NUMBERS = shortNumbers();

/** The last line read; a class because its columns are used again for every line. */
export class TrendLineReader {
  series = 0;
  /** Unix seconds, a whole number. */
  second = 0;
  count = 0;
  sum = 0;
  min = 0;
  max = 0;
  zero = 0;
  /** How many buckets the line has. */
  length = 0;
  /** Gap-coded as in the line, in the first `length` places. */
  readonly gaps = new Int32Array(BUCKETS_MAX);
  /** Parallel to `gaps`. */
  readonly counts = new Int32Array(BUCKETS_MAX);
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /**
   * Whether the bytes from `from` up to `to` are a trend's line of the plain form; only then do the fields say something.
   * Whether its buckets ascend and hold `count` values is seen when they are added.
   */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    for (let at = 0; at < KEYS.length; at += 1) {
      if (!this.#skip(KEYS[at] ?? END)) return false;
      const value = this.#number();
      if (Number.isNaN(value)) return false;
      this.#keep(at, value);
    }
    if (!Number.isSafeInteger(this.second) || this.count < 0) return false;
    if (!this.#skip(INDEXES)) return false;
    this.length = this.#wholeNumbers(this.gaps);
    if (this.length < 0 || !this.#skip(COUNTS)) return false;
    if (this.#wholeNumbers(this.counts) !== this.length) return false;
    return this.#skip(END) && this.#at === to;
  }

  #keep(at: number, value: number): void {
    if (at === 0) this.series = value;
    else if (at === 1) this.second = value;
    else if (at === 2) this.count = value;
    else if (at === 3) this.sum = value;
    else if (at === 4) this.min = value;
    else if (at === 5) this.max = value;
    else this.zero = value;
  }

  #skip(text: Buffer): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    if (at + text.length > this.#end) return false;
    for (let k = 0; k < text.length; k += 1) if (bytes[at + k] !== text[k]) return false;
    this.#at = at + text.length;
    return true;
  }

  /** A number as JSON has it, as JSON.parse would read it; NaN for what is none. */
  #number(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    const isNegative = bytes[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let digits = 0;
    let digit = ((bytes[at] ?? 0) - ZERO) | 0;
    for (; digit >>> 0 <= 9; digit = ((bytes[at] ?? 0) - ZERO) | 0) {
      digits = 10 * digits + digit;
      at += 1;
    }
    const whole = at - first;
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return Number.NaN;
    let fraction = 0;
    if (digit === POINT - ZERO) {
      at += 1;
      const from = at;
      digit = ((bytes[at] ?? 0) - ZERO) | 0;
      for (; digit >>> 0 <= 9; digit = ((bytes[at] ?? 0) - ZERO) | 0) {
        digits = 10 * digits + digit;
        at += 1;
      }
      fraction = at - from;
      if (fraction === 0) return Number.NaN;
    }
    if (digit === LOWER_E - ZERO || digit === UPPER_E - ZERO) return this.#power(start, at);
    this.#at = at;
    // Both are exact, so that their quotient is rounded once, as reading the text would (Clinger, PLDI 1990).
    const isExact = digits <= Number.MAX_SAFE_INTEGER && fraction < POWERS_OF_TEN.length;
    const size = isExact ? digits / (POWERS_OF_TEN[fraction] ?? 1) : Number(bytes.toString('latin1', first, at));
    return isNegative ? -size : size;
  }

  /** A number with an exponent, whose letter stands at `letter`; NaN without digits. */
  #power(start: number, letter: number): number {
    const bytes = this.#bytes;
    const next = bytes[letter + 1];
    const from = next === MINUS || next === PLUS ? letter + 2 : letter + 1;
    let at = from;
    while (((bytes[at] ?? 0) - ZERO) >>> 0 <= 9) at += 1;
    if (at === from) return Number.NaN;
    this.#at = at;
    return Number(bytes.toString('latin1', start, at));
  }

  /** Fills `into` with a list of whole numbers; how many they are, or -1 for what is no such list. */
  #wholeNumbers(into: Int32Array): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at;
    if (bytes[at] !== OPEN) return -1;
    at += 1;
    if (bytes[at] === CLOSE) {
      this.#at = at + 1;
      return 0;
    }
    let length = 0;
    while (length < into.length) {
      const short = SHORT_NUMBERS[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] ?? 0;
      if (short !== 0 && bytes[at + (short & 3)] === COMMA) {
        into[length] = short >> 2;
        length += 1;
        at += (short & 3) + 1;
        continue;
      }
      const isNegative = bytes[at] === MINUS;
      if (isNegative) at += 1;
      const first = at;
      let value = 0;
      let digit = ((bytes[at] ?? 0) - ZERO) | 0;
      while (digit >>> 0 <= 9) {
        value = (10 * value + digit) | 0;
        at += 1;
        digit = ((bytes[at] ?? 0) - ZERO) | 0;
      }
      // What is too long has overflown, and what goes on behind the end of the line was not its own.
      const digits = at - first;
      if (digits === 0 || digits > ARRAY_DIGITS_MAX || at >= end) return -1;
      if (bytes[first] === ZERO && (digits > 1 || isNegative)) return -1;
      into[length] = isNegative ? -value : value;
      length += 1;
      at += 1;
      if (digit === COMMA - ZERO) continue;
      this.#at = at;
      return digit === CLOSE - ZERO ? length : -1;
    }
    return -1;
  }
}

function shortNumbers(): Uint16Array {
  const table = new Uint16Array(1 << 16);
  for (let first = 0; first <= 9; first += 1) {
    for (let next = 0; next < 256; next += 1) {
      const second = next - ZERO;
      const isDigit = second >= 0 && second <= 9;
      const at = ((first + ZERO) << 8) | next;
      if (!isDigit) table[at] = 4 * first + 1;
      // JSON has no leading zeros.
      else if (first > 0) table[at] = 4 * (10 * first + second) + 2;
    }
  }
  return table;
}
