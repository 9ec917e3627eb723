/**
 * What counters, gauges and histograms of the collectors did between two moments, and how many requests the load
 * generator made meanwhile.
 *
 * Why by time and not by phase tag: what a server counts carries no tag, so that its divisor must be counted by time
 * as well. Growth belongs to the scrape that saw it. Never tells growth of which a part of the time was not seen: its
 * divisor would be of all of it.
 */
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { Figure } from '../../panel-model.ts';
import { sumOf } from '../load-series.ts';
import { observe, type Wanted, whyPartlySeen } from '../observed.ts';
import type { Window } from '../phases.ts';
import { bucketQuantile, forEachIncrease } from '../prometheus-histogram.ts';
import type { RunRecord } from '../read-record.ts';
import { roundFigure } from '../round.ts';
import type { SampleSeries } from '../sample-data.ts';
import { divide } from './figures.ts';

/** From the first moment up to, not including, the second; Unix milliseconds. */
export interface Span {
  fromMs: number;
  untilMs: number;
}

/** The measured phase. */
export function measuredSpan(window: Window): Span {
  return { fromMs: window.measureStartMs, untilMs: window.measureEndMs };
}

/** Requests and streams that ended within the span, of whatever phase; unavailable without any. */
export function requestsWithin({ load }: RunRecord, span: Span): Figure {
  const isWithin = (second: number): boolean => holds(span, second * 1000 + 500);
  const requests = sumOf([...load.select('http_reqs'), ...load.select('sse_reqs')], isWithin);
  return requests > 0 ? requests : unavailable('no request ended in the measured phase');
}

/** How much a counter grew, summed over its series; unavailable when only a part of the span was seen. */
export function growth(record: RunRecord, span: Span, wanted: Wanted): Figure {
  return readGrowth(record, span, wanted, (series) => {
    let total = 0;
    let scrapes = 0;
    for (const one of series) {
      forEachIncrease(one, (atMs, delta) => {
        if (!holds(span, atMs)) return;
        total += delta;
        scrapes += 1;
      });
    }
    return scrapes === 0 ? undefined : total;
  });
}

/**
 * A counter's growth by the values of one label, largest first; equal ones by name. Empty when it never grew;
 * unavailable when only a part of the span was seen.
 */
export function growthByLabel(
  record: RunRecord,
  span: Span,
  wanted: Wanted,
  label: string,
): Measured<{ label: string; value: number }[]> {
  const found = observe(record, wanted);
  if (found.status === 'unavailable') return found;
  const partly = whyPartlySeen(record, wanted, span);
  if (partly !== null) return unavailable(partly);
  const sums = new Map<string, number>();
  for (const series of found.value) {
    const name = series.labels[label] ?? '';
    forEachIncrease(series, (atMs, delta) => {
      if (holds(span, atMs)) sums.set(name, (sums.get(name) ?? 0) + delta);
    });
  }
  const rows = [...sums].map(([name, value]) => ({ label: name, value }));
  return measured(rows.sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1)));
}

/** The mean of a histogram's new values, in its unit; `name` is without `_sum`. */
export function meanOf(record: RunRecord, span: Span, wanted: Wanted): Figure {
  const sum = growth(record, span, { ...wanted, name: `${wanted.name}_sum` });
  const count = growth(record, span, { ...wanted, name: `${wanted.name}_count` });
  return divide(sum, count, `${wanted.name} counted nothing in the measured phase`);
}

/** A quantile of a histogram's new values, in its unit; `name` is without `_bucket`. */
export function quantileOf(record: RunRecord, span: Span, wanted: Wanted, quantile: number): Figure {
  return readGrowth(record, span, { ...wanted, name: `${wanted.name}_bucket` }, (series) =>
    bucketQuantile(series, quantile, (atMs) => holds(span, atMs)),
  );
}

/** What a gauge's series added up to at each scrape, in order of time. */
export function gaugeWithin(record: RunRecord, span: Span, wanted: Wanted): Measured<number[]> {
  const found = observe(record, wanted);
  if (found.status === 'unavailable') return found;
  const sums = new Map<number, number>();
  for (const series of found.value) {
    series.at.forEach((atMs, at) => {
      if (holds(span, atMs)) sums.set(atMs, (sums.get(atMs) ?? 0) + (series.values[at] ?? 0));
    });
  }
  if (sums.size === 0) return unavailable(`${wanted.name} has no value in the measured phase`);
  return measured([...sums].sort(([a], [b]) => a - b).map(([, value]) => value));
}

/** The largest, or smallest, sum of a gauge at one scrape. */
export function extremeOf(record: RunRecord, span: Span, wanted: Wanted, pick: 'max' | 'min'): Figure {
  const seen = gaugeWithin(record, span, wanted);
  if (seen.status === 'unavailable') return seen;
  return seen.value.reduce((one, other) => Math[pick](one, other));
}

/** The mean with four significant digits, and the largest; of at least one value. */
export function meanAndMax(values: readonly number[]): { mean: number; max: number } {
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    mean: roundFigure(total / Math.max(1, values.length)),
    max: values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY),
  };
}

/** Whether a moment lies in the span. */
export function holds(span: Span, atMs: number): boolean {
  return atMs >= span.fromMs && atMs < span.untilMs;
}

function readGrowth(
  record: RunRecord,
  span: Span,
  wanted: Wanted,
  read: (series: readonly SampleSeries[]) => number | undefined,
): Figure {
  const found = observe(record, wanted);
  if (found.status === 'unavailable') return found;
  const partly = whyPartlySeen(record, wanted, span);
  if (partly !== null) return unavailable(partly);
  return read(found.value) ?? unavailable(`${wanted.name} has no value in the measured phase`);
}
