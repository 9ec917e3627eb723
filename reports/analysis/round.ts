/**
 * How figures are rounded before they enter the summary and the report model, so that every output shows the same.
 *
 * Verdicts are decided before rounding. Never turns a missing figure into a number.
 */
import { latencyText } from '../html/numbers.ts';

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

/** A duration in words as the figures beside it are written: `340 ms`, `1,240 ms`, `12.4 s`. */
export function milliseconds(valueMs: number): string {
  // A plain space: these sentences also stand in summary.json and in terminals.
  return latencyText(valueMs).replaceAll('\u00a0', ' ');
}
