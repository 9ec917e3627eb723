/**
 * How figures are rounded before they enter the summary and the report model, so that every output shows the same.
 *
 * Verdicts are decided before rounding. Never turns a missing figure into a number.
 */

/** A latency in milliseconds, rounded to 0.01 ms. */
export function roundMs(valueMs: number): number {
  return Math.round(valueMs * 100) / 100;
}

/** A derived figure (share, rate, mean), rounded to four significant digits. */
export function roundFigure(value: number): number {
  return Number(value.toPrecision(4));
}

/** `part / whole` with four significant digits, or 0 of 0 as 0. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : roundFigure(part / whole);
}

/** A share in words: `92 %`, `0.4 %`. */
export function percent(value: number): string {
  const inPercent = value * 100;
  return `${inPercent >= 10 || inPercent === 0 ? Math.round(inPercent) : Number(inPercent.toPrecision(2))} %`;
}

/** A duration in words, three significant digits: `340 ms`, `1.24 s`. */
export function milliseconds(valueMs: number): string {
  return valueMs >= 1000 ? `${Number((valueMs / 1000).toPrecision(3))} s` : `${Number(valueMs.toPrecision(3))} ms`;
}
