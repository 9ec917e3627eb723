/**
 * The lines of `load/<instance>.ndjson`: what one k6 process measured (DESIGN.md section 3).
 *
 * Parsing is line by line and forgiving in one direction only: unknown keys and line kinds are passed over, a line
 * that is no JSON is reported as broken and never guessed at. A file without its last line is partial.
 */
import type { MetricKind } from './metrics.ts';

/** Tags of a series. */
export type Tags = Readonly<Record<string, string>>;

/** The first line. */
export interface LoadHeader {
  headroom: 'load/1';
  instance: string;
  segment: string | null;
  scriptHash: string | null;
  planHash: string | null;
  k6: string;
  startedAtMs: number;
  /** How this clock relates to the collectors'; `errorMs` bounds the offset. */
  clock: { source: string; offsetMs: number; errorMs: number };
}

/** Declares series number `series`; it stands before the series' first value. */
export interface SeriesLine {
  series: number;
  metric: string;
  kind: MetricKind;
  unit: string;
  tags: Tags;
}

/** One second of one trend series; several for one series and second are added. */
export interface TrendLine {
  s: number;
  /** Unix seconds. */
  t: number;
  n: number;
  sum: number;
  min: number;
  max: number;
  zero: number;
  /** Absent for trends of which only count, sum and extremes are kept. */
  i?: number[];
  c?: number[];
}

/** One second of a counter, gauge or rate (`n` samples of which `v` were true). */
export interface ScalarLine {
  s: number;
  t: number;
  v: number;
  n?: number;
}

/** Something the output says of itself, such as the cap of series. */
export interface NoticeLine {
  notice: string;
  atMs: number;
}

/** The last line; its absence makes the file partial. */
export interface EndLine {
  end: true;
  atMs: number;
  started: number;
  finished: number;
  dropped: number;
  seriesDropped: number;
  writeErrors: number;
  unnamed?: number;
  negative?: number;
}

/** A line of a load file. */
export type LoadLine =
  | { kind: 'header'; line: LoadHeader }
  | { kind: 'series'; line: SeriesLine }
  | { kind: 'trend'; line: TrendLine }
  | { kind: 'scalar'; line: ScalarLine }
  | { kind: 'notice'; line: NoticeLine }
  | { kind: 'end'; line: EndLine }
  | { kind: 'unknown' }
  | { kind: 'futureVersion'; version: string }
  | { kind: 'broken'; reason: string };

/** Reads one line; never throws. An empty line is `unknown`. */
export function parseLoadLine(text: string): LoadLine {
  if (text === '') return { kind: 'unknown' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'broken', reason: error instanceof Error ? error.message : 'no JSON' };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'broken', reason: 'not an object' };
  return classify(value as Record<string, unknown>);
}

function classify(value: Record<string, unknown>): LoadLine {
  if (typeof value.s === 'number' && typeof value.t === 'number') {
    if (typeof value.v === 'number') return { kind: 'scalar', line: value as unknown as ScalarLine };
    return isTrend(value)
      ? { kind: 'trend', line: value as unknown as TrendLine }
      : { kind: 'broken', reason: 'a value line without v, or with a histogram that does not add up' };
  }
  if (typeof value.series === 'number' && typeof value.metric === 'string') {
    return { kind: 'series', line: { ...(value as unknown as SeriesLine), tags: (value.tags ?? {}) as Tags } };
  }
  if (typeof value.headroom === 'string') {
    return value.headroom === 'load/1'
      ? { kind: 'header', line: value as unknown as LoadHeader }
      : { kind: 'futureVersion', version: value.headroom };
  }
  if (value.end === true) return { kind: 'end', line: value as unknown as EndLine };
  if (typeof value.notice === 'string') return { kind: 'notice', line: value as unknown as NoticeLine };
  return { kind: 'unknown' };
}

function isTrend(value: Record<string, unknown>): boolean {
  const { n, sum, i, c } = value;
  if (typeof n !== 'number' || typeof sum !== 'number' || n < 0) return false;
  if (i === undefined && c === undefined) return true;
  return Array.isArray(i) && Array.isArray(c) && i.length === c.length;
}
