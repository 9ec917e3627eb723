/**
 * Figures as the reader sees them: three significant digits, one unit a column, a decimal point and a thin group mark.
 *
 * Pure and without `Intl`, so that a report's bytes do not depend on the machine that renders it. Never turns a missing
 * value into a number: callers show the reason instead.
 */

const GROUP = ',';
/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';
/** Below this many milliseconds a figure stays in ms; above, seconds read more easily. */
const SECONDS_FROM_MS = 10_000;

/** A number with three significant digits (all its integer digits from 1,000 on), grouped by thousands. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : 'not a number';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001) return `${value < 0 ? '−' : ''}<0.001`;
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  const [whole = '0', fraction = ''] = size.toFixed(digits).split('.');
  const trimmed = fraction.replace(/0+$/, '');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, GROUP);
  return `${value < 0 ? '−' : ''}${grouped}${trimmed === '' ? '' : `.${trimmed}`}`;
}

/** A latency with its unit: `612 ms`, `1,240 ms`, `12.4 s`. */
export function latencyText(valueMs: number): string {
  return Math.abs(valueMs) >= SECONDS_FROM_MS
    ? `${numberText(valueMs / 1000)}${NBSP}s`
    : `${numberText(valueMs)}${NBSP}ms`;
}

/** How to show a column of latencies: one unit for all of it, chosen by its largest value. */
export function latencyColumn(valuesMs: readonly (number | null)[]): { unit: 'ms' | 's'; text(value: number): string } {
  const largest = valuesMs.reduce<number>((max, value) => Math.max(max, Math.abs(value ?? 0)), 0);
  return largest >= SECONDS_FROM_MS
    ? { unit: 's', text: (value) => numberText(value / 1000) }
    : { unit: 'ms', text: numberText };
}

/** A share (0–1) in per cent: `0.4 %`. */
export function shareText(share: number): string {
  return `${numberText(share * 100)}${NBSP}%`;
}

/** A share for a margin or a part of a bar, where decimals say nothing: `47 %`, `3.4 %`, `<0.1 %`. */
export function roughShareText(share: number): string {
  const percent = Math.abs(share * 100);
  if (percent > 0 && percent < 0.05) return `<0.1${NBSP}%`;
  return `${numberText(Number(percent.toFixed(percent < 9.95 ? 1 : 0)))}${NBSP}%`;
}

/** How far an actual value lies from its limit, as a share of the limit; `100 %` would say that nothing was used. */
export function marginText(actual: number, limit: number): string {
  const margin = Math.abs(1 - actual / limit);
  return actual > 0 && actual < limit && margin > 0.99 ? `over 99${NBSP}%` : roughShareText(margin);
}

/** A quantile's name: 0.95 → `p95`, 0.999 → `p99.9`. */
export function quantileName(quantile: number): string {
  return `p${Number((quantile * 100).toFixed(4))}`;
}

/** A span of time in words: `45 s`, `1 min 30 s`, `2 h 5 min`. */
export function spanText(spanMs: number): string {
  const seconds = Math.round(spanMs / 1000);
  if (seconds < 1) return `${numberText(spanMs)} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time since the start as `m:ss`, or `h:mm:ss`. */
export function elapsedText(elapsedMs: number): string {
  const seconds = Math.max(0, Math.round(elapsedMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A moment with its offset: `2026-11-22 22:00:05 UTC`. */
export function momentText(atMs: number): string {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return 'an impossible time';
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number with the unit of its panel: bytes are scaled, shares are per cent, `ms` as latency. */
export function withUnit(value: number, unit: string): string {
  if (unit === 'ms') return latencyText(value);
  if (unit === 'share') return shareText(value);
  if (unit === 'bytes') {
    const step = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)));
    return `${numberText(value / 1024 ** step)}${NBSP}${BYTE_UNITS[step] ?? 'B'}`;
  }
  return unit === '' || unit === 'count' ? numberText(value) : `${numberText(value)}${NBSP}${unit}`;
}

/** A value on an axis: like `withUnit`, but a unit that is a word stands only in the figure's reading aid. */
export function tickText(value: number, unit: string): string {
  return unit === 'ms' || unit === 'share' || unit === 'bytes' ? withUnit(value, unit) : numberText(value);
}
