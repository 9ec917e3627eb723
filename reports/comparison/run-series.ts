/**
 * The series of one record as a comparison reads them: a column a second for every endpoint and journey.
 *
 * Samples are chosen by their tag `phase=measure`, never by time: k6 stamps a sample with its end, so one that ended in
 * the drain still belongs to the measured phase and is counted in its last second. Several instances are merged already
 * (`LoadData`). Failed samples give no latency; they are counted as errors.
 */
import type { Plan } from '../../contract/plan.ts';
import type { LoadData } from '../analysis/load-data.ts';
import type { LoadSeries } from '../analysis/load-series.ts';
import { isMeasuredSecond, type Window } from '../analysis/phases.ts';
import type { RunRecord } from '../analysis/read-record.ts';
import { groupSeries, isSuccessful } from '../analysis/series.ts';
import type { RunSeries } from '../statistics/index.ts';
import { latencyColumns } from './latency-columns.ts';

/** The journey that asks for neither database nor cache, and its metric. No objective judges it: it accuses the machine. */
export const CONTROL = { journey: 'control', metric: 'control_probe' } as const;

/** The measured phase in whole seconds. */
export interface MeasuredSpan {
  /** Unix second of its first one. */
  firstSecond: number;
  seconds: number;
}

/** The whole seconds of the measured phase. */
export function spanOf({ measureStartMs, measureEndMs }: Window): MeasuredSpan {
  return {
    firstSecond: Math.floor(measureStartMs / 1000),
    seconds: Math.max(0, Math.floor((measureEndMs - measureStartMs) / 1000)),
  };
}

/** All series of a record: endpoints, streams, journeys; each name and metric once, in a steady order. */
export function seriesOf(record: RunRecord, window: Window): RunSeries[] {
  const span = spanOf(window);
  if (span.seconds === 0) return [];
  const { load, plan } = record;
  return [
    ...requestSeries(load, span),
    ...streamSeries(load, span),
    ...plan.slos.map((slo) => journeySeries(record, window, slo)),
    ...plan.journeys.filter(({ name }) => name === CONTROL.journey).map(() => journeySeries(record, window, CONTROL)),
  ];
}

function requestSeries(load: LoadData, span: MeasuredSpan): RunSeries[] {
  const byName = new Map<string, { good: LoadSeries[]; failed: LoadSeries[] }>();
  for (const { tags, good, failed } of groupSeries(load.select('http_req_duration', { phase: 'measure' }))) {
    const known = byName.get(endpointName(tags)) ?? { good: [], failed: [] };
    known.good.push(...good);
    known.failed.push(...failed);
    byName.set(endpointName(tags), known);
  }
  return [...byName].map(([endpoint, { good, failed }]) => {
    const errors = column(failed, span, 'counts');
    return {
      endpoint,
      metric: 'http_req_duration',
      role: 'endpoint',
      isClosedModel: false,
      latencies: latencies(good, span),
      requests: added(column(good, span, 'counts'), errors),
      errors,
    };
  });
}

/** Streams by their first token: the length of an answer is no latency. */
function streamSeries(load: LoadData, span: MeasuredSpan): RunSeries[] {
  const names = load.tagValues('sse_reqs', 'name', { phase: 'measure' });
  return names.map((name) => {
    const tags = { name, phase: 'measure' };
    const made = load.select('sse_reqs', tags);
    const errors = column(
      made.filter((one) => !isSuccessful(one)),
      span,
      'values',
    );
    return {
      endpoint: name,
      metric: 'sse_first_token',
      role: 'endpoint',
      isClosedModel: false,
      latencies: latencies(load.select('sse_first_token', tags).filter(isSuccessful), span),
      requests: added(column(made.filter(isSuccessful), span, 'values'), errors),
      errors,
    };
  });
}

/** A journey's own metric, and of its intended starts those that brought no answer (failed, dropped, unfinished). */
function journeySeries(
  { load, plan }: RunRecord,
  window: Window,
  slo: Pick<Plan['slos'][number], 'journey' | 'metric'>,
): RunSeries {
  const span = spanOf(window);
  const tags = { journey: slo.journey, phase: 'measure' };
  const finished = column(load.select('journey_finished', tags), span, 'values');
  const failed = column(load.select('journey_finished', { ...tags, outcome: 'failed' }), span, 'values');
  const dropped = column(load.select('dropped_iterations', { scenario: slo.journey }), span, 'values', window);
  const started = sum(column(load.select('journey_started', tags), span, 'values'));
  const errors = added(failed, dropped);
  const requests = added(finished, dropped);
  // What never ended was still open when the phase was over.
  const unfinished = Math.max(0, started - sum(finished));
  for (const one of [errors, requests]) one[span.seconds - 1] = (one[span.seconds - 1] ?? 0) + unfinished;
  return {
    endpoint: slo.journey,
    metric: slo.metric,
    role: 'journey',
    isClosedModel: plan.journeys.some(({ name, model }) => name === slo.journey && model === 'closed'),
    latencies: latencies(load.select(slo.metric, tags).filter(isSuccessful), span),
    requests,
    errors,
  };
}

function endpointName(tags: Readonly<Record<string, string>>): string {
  return tags.name ?? '(unnamed)';
}

/** Latencies by second; null where the metric was kept without buckets, so that no quantile can be said. */
function latencies(series: readonly LoadSeries[], span: MeasuredSpan): RunSeries['latencies'] {
  if (!series.every(({ hasBuckets }) => hasBuckets)) return null;
  return latencyColumns(series, span.seconds, (second) => within(second, span));
}

/** A column of sums; with a window only the seconds inside it, for what carries no tag of its phase. */
function column(
  series: readonly LoadSeries[],
  span: MeasuredSpan,
  of: 'counts' | 'values',
  window?: Window,
): Float64Array {
  const sums = new Float64Array(span.seconds);
  const isKept = window === undefined ? () => true : isMeasuredSecond(window);
  for (const one of series) {
    for (let at = 0; at < one.seconds.length; at += 1) {
      const second = one.seconds[at] ?? 0;
      if (!isKept(second)) continue;
      const index = within(second, span);
      sums[index] = (sums[index] ?? 0) + (one[of][at] ?? 0);
    }
  }
  return sums;
}

function within(second: number, { firstSecond, seconds }: MeasuredSpan): number {
  return Math.min(seconds - 1, Math.max(0, second - firstSecond));
}

function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value + (b[at] ?? 0));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
