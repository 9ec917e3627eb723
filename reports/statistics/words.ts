/** Figures in the sentences of a comparison: three digits, a sign where it says a direction, plain spaces. Pure. */

/** Changes below this share are below the histogram's resolution (a bucket is 0.27 % wide). */
const CHANGE_MIN = 0.002;
/** Changes from here on are given as factors: `+4,210 %` says less than `×43`. */
const FACTOR_FROM = 9.995;

/** A number with three significant digits, integers in full. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (size === 0) return '0';
  const digits =
    size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : Math.min(8, 3 - Math.ceil(Math.log10(size)));
  const text = size.toFixed(Math.max(0, digits));
  return `${value < 0 ? '−' : ''}${text.includes('.') ? text.replace(/\.?0+$/, '') : text}`;
}

/** A relative change with its sign: `+13.7 %`, `−4.2 %`, `×43`; `within ±0.2 %` below the resolution. */
export function changeText(change: number): string {
  if (Math.abs(change) < CHANGE_MIN) return 'within ±0.2 %';
  if (change >= FACTOR_FROM) return `×${threeDigits(1 + change)}`;
  return `${change > 0 ? '+' : '−'}${percentText(Math.abs(change))}`;
}

/** An interval of relative changes: `+6.1 % to +21.8 %`. */
export function intervalText([low, high]: readonly [number, number]): string {
  const end = (change: number): string =>
    change >= FACTOR_FROM ? `×${threeDigits(1 + change)}` : `${signOf(change)}${percentText(Math.abs(change))}`;
  return `${end(low)} to ${end(high)}`;
}

/** A difference of shares with its sign, in percentage points: `+0.31 points`. */
export function pointsText(difference: number): string {
  return `${signOf(difference)}${threeDigits(Number((100 * Math.abs(difference)).toPrecision(3)))} points`;
}

/** An interval of differences of shares. */
export function pointsIntervalText([low, high]: readonly [number, number]): string {
  return `${pointsText(low).replace(' points', '')} to ${pointsText(high)}`;
}

/** A size without a sign in per cent, one decimal at most: `13.7 %`, `0.25 %`. */
export function percentText(share: number): string {
  const percent = 100 * share;
  return `${threeDigits(percent >= 1 ? Number(percent.toFixed(1)) : Number(percent.toPrecision(2)))} %`;
}

/** A latency: `612 ms`, `12.4 s`. */
export function latencyText(valueMs: number): string {
  return valueMs >= 10_000 ? `${threeDigits(valueMs / 1000)} s` : `${threeDigits(valueMs)} ms`;
}

/** A count with its noun: `1 more repeat`, `3 more repeats`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function signOf(value: number): string {
  return value < 0 ? '−' : '+';
}
