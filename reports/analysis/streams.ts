/**
 * The streaming answers: first byte, first event, first token, gaps, length, and how they ended.
 *
 * Unavailable where the run opened no stream. A stream's length is never called a latency.
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import type { Streams, Timeline } from '../model.ts';
import { distributionGrid, mapGrid } from './grid.ts';
import { compareText } from './load-data.ts';
import { countOf, histogramOf, type LoadSeries, sumOf } from './load-series.ts';
import { buildPanel } from './panels.ts';
import { measuredSeconds, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds, roundFigure, roundMs } from './round.ts';
import { isSuccessful } from './series.ts';

const ROWS = [
  ['sse_first_byte', 'First byte'],
  ['sse_first_event', 'First event'],
  ['sse_first_token', 'First token'],
  ['sse_gap', 'Gap between tokens'],
  ['sse_max_gap', 'Longest gap of a stream'],
  ['sse_duration', 'Length of the stream'],
] as const;

/** The section on streams. */
export function buildStreams(record: RunRecord, timeline: Timeline, window: Window): Streams {
  const { load } = record;
  const requests = load.select('sse_reqs', { phase: 'measure' });
  if (sumOf(requests) === 0) return unavailable('no stream was opened in the measured phase');
  return measured({
    rows: ROWS.flatMap(([metric, title]) => buildRow(metric, title, load.select(metric, { phase: 'measure' }))),
    outcomes: outcomesOf(requests),
    tokensPerSecond: tokensPerSecond(record, window),
    timeline: firstTokenTimeline(record, timeline),
  });
}

function buildRow(metric: string, title: string, series: readonly LoadSeries[]) {
  const histogram = histogramOf(series.filter(isSuccessful));
  const [p50, p95, p99] = histogram.quantiles([0.5, 0.95, 0.99]);
  if (p50 === undefined || p95 === undefined || p99 === undefined) return [];
  return [
    {
      metric,
      title,
      unit: 'ms',
      count: histogram.count,
      p50: roundMs(p50),
      p95: roundMs(p95),
      p99: roundMs(p99),
      max: roundMs(histogram.max),
    },
  ];
}

function outcomesOf(requests: readonly LoadSeries[]): { outcome: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const series of requests) {
    const outcome = series.tags.outcome ?? 'unknown';
    counts.set(outcome, (counts.get(outcome) ?? 0) + series.sum());
  }
  return [...counts].map(([outcome, count]) => ({ outcome, count })).sort((a, b) => compareText(a.outcome, b.outcome));
}

/** Chunks with text a second over all streams of the measured phase: gaps lie between two of them, so n + 1 a stream. */
function tokensPerSecond({ load }: RunRecord, window: Window): Measured<number> {
  const gaps = countOf(load.select('sse_gap', { phase: 'measure' }));
  const first = countOf(load.select('sse_first_token', { phase: 'measure' }));
  const seconds = measuredSeconds(window);
  if (first === 0 || seconds <= 0) return unavailable('no stream brought a token');
  return measured(roundFigure((gaps + first) / seconds));
}

function firstTokenTimeline({ load }: RunRecord, timeline: Timeline) {
  const buckets = distributionGrid(timeline, load.select('sse_first_token').filter(isSuccessful), [0.5, 0.95]);
  const line = (at: number) =>
    mapGrid(
      buckets.map((bucket) => bucket?.quantiles[at] ?? null),
      roundMs,
    );
  const p95 = histogramOf(load.select('sse_first_token', { phase: 'measure' }).filter(isSuccessful)).quantile(0.95);
  return buildPanel({
    id: 'first-token-over-time',
    title: 'First token over time',
    unit: 'ms',
    source: 'sse_first_token',
    lines: [
      { label: 'p50', grid: line(0) },
      { label: 'p95', grid: line(1) },
    ],
    finding:
      p95 === undefined ? 'First token over time' : `First token p95: ${milliseconds(p95)} over the measured phase`,
    reason: 'no stream brought a token',
  });
}
