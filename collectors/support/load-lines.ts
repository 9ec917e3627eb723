/**
 * Writes the lines of a load file, for tests, through the contract's own histogram.
 */
import { Histogram } from '../../contract/histogram.ts';
import type { MetricKind } from '../../contract/metrics.ts';

/** Declares a series. */
export function seriesLine(
  series: number,
  metric: string,
  kind: MetricKind,
  tags: Record<string, string> = {},
): string {
  return JSON.stringify({ series, metric, kind, unit: 'count', tags });
}

/** A second of a counter or gauge. */
export function scalarLine(s: number, t: number, v: number): string {
  return JSON.stringify({ s, t, v });
}

/** A second of a trend. */
export function trendLine(s: number, t: number, values: readonly number[]): string {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return JSON.stringify({ s, t, ...histogram.encode() });
}

/** The first and the last line. */
export const headerLine = '{"headroom":"load/1","instance":"local","segment":null,"k6":"1.8.1","startedAtMs":1}';
export const endLine = '{"end":true,"atMs":1,"started":1,"finished":1,"dropped":0,"seriesDropped":0,"writeErrors":0}';
