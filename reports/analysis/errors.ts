/**
 * What went wrong in the measured phase: by kind and detail, with what never answered at all beside it.
 *
 * Dropped and unfinished starts are rows of their own: they left no request that could have failed.
 */
import type { ErrorRow, Panel, Timeline } from '../model.ts';
import { add, loadGrid, zeroWhere } from './grid.ts';
import { compareText } from './load-data.ts';
import { type LoadSeries, sumOf } from './load-series.ts';
import { buildPanel } from './panels.ts';
import { isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { share } from './round.ts';
import type { Starts } from './starts.ts';

/** Most rows of the error table (REPORT.md 2.1). */
const ROWS_MAX = 50;
/** Longest sample text, characters. */
const SAMPLE_CHARS_MAX = 300;
/** Most endpoint names a row. */
const ENDPOINTS_PER_ROW_MAX = 10;

/** The section on errors. */
export interface ErrorsModel {
  rows: ErrorRow[];
  timeline: Panel;
  note: string;
}

/** The errors of the measured phase, most frequent first, and how they lay in time. */
export function buildErrors(
  record: RunRecord,
  timeline: Timeline,
  window: Window,
  starts: readonly Starts[],
): ErrorsModel {
  const intended = starts.reduce((total, one) => total + one.intended, 0);
  const failures = failureRows(record, intended);
  const rows = [...failures, ...unansweredRows(record, window, starts, intended)].sort(
    (a, b) => b.count - a.count || compareText(a.kind + a.sample, b.kind + b.sample),
  );
  return {
    rows:
      rows.length <= ROWS_MAX ? rows : [...rows.slice(0, ROWS_MAX - 1), otherRow(rows.slice(ROWS_MAX - 1), intended)],
    timeline: errorTimeline(record, timeline, rows),
    note: 'Latencies elsewhere are those of successful requests; the failed ones stand here. Shares are of all intended starts; one start may show several errors.',
  };
}

function failureRows({ load }: RunRecord, intended: number): ErrorRow[] {
  const groups = new Map<string, LoadSeries[]>();
  for (const series of load.select('journey_error', { phase: 'measure' })) {
    const key = `${series.tags.kind ?? 'unknown'}\n${series.tags.detail ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  return [...groups].flatMap(([key, series]) => {
    const count = sumOf(series);
    const [kind = 'unknown', detail = ''] = key.split('\n');
    const seconds = series.flatMap((one) => one.seconds.filter((_, at) => (one.values[at] ?? 0) > 0));
    if (count === 0 || seconds.length === 0) return [];
    const endpoints = [...new Set(series.map((one) => one.tags.name ?? '(unnamed)'))].sort(compareText);
    return [
      {
        kind,
        count,
        share: share(count, intended),
        firstMs: seconds.reduce((a, b) => Math.min(a, b)) * 1000,
        lastMs: seconds.reduce((a, b) => Math.max(a, b)) * 1000,
        endpoints: endpoints.slice(0, ENDPOINTS_PER_ROW_MAX),
        sample: detail.slice(0, SAMPLE_CHARS_MAX),
      },
    ];
  });
}

function unansweredRows({ load }: RunRecord, window: Window, starts: readonly Starts[], intended: number): ErrorRow[] {
  const isMeasured = isMeasuredSecond(window);
  return starts.flatMap((one) => {
    const rows: ErrorRow[] = [];
    const common = { firstMs: window.measureStartMs, lastMs: window.measureEndMs, endpoints: [one.journey] };
    if (one.unfinished > 0) {
      const sample = `${one.journey}: began and had not ended when the run did`;
      rows.push({
        ...common,
        kind: 'unfinished',
        count: one.unfinished,
        share: share(one.unfinished, intended),
        sample,
      });
    }
    if (one.dropped > 0) {
      const seconds = load
        .select('dropped_iterations', { scenario: one.journey })
        .flatMap((series) => series.seconds.filter(isMeasured));
      rows.push({
        kind: 'dropped',
        count: one.dropped,
        share: share(one.dropped, intended),
        firstMs: seconds.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) * 1000,
        lastMs: seconds.reduce((a, b) => Math.max(a, b), 0) * 1000,
        endpoints: [one.journey],
        sample: `${one.journey}: was due and could not be started`,
      });
    }
    return rows;
  });
}

function otherRow(rest: readonly ErrorRow[], intended: number): ErrorRow {
  const count = rest.reduce((total, row) => total + row.count, 0);
  return {
    kind: 'other',
    count,
    share: share(count, intended),
    firstMs: rest.reduce((low, row) => Math.min(low, row.firstMs), Number.POSITIVE_INFINITY),
    lastMs: rest.reduce((high, row) => Math.max(high, row.lastMs), 0),
    endpoints: [],
    sample: `${rest.length} further kinds of error`,
  };
}

function errorTimeline({ load }: RunRecord, timeline: Timeline, rows: readonly ErrorRow[]): Panel {
  const requests = loadGrid(timeline, [...load.select('http_reqs'), ...load.select('sse_reqs')], add);
  const perSecond = (grid: (number | null)[]) =>
    grid.map((value) => (value === null ? null : (value * 1000) / timeline.bucketMs));
  const kinds = load.tagValues('journey_error', 'kind').map((kind) => ({
    label: kind,
    grid: perSecond(zeroWhere(loadGrid(timeline, load.select('journey_error', { kind }), add), requests)),
  }));
  const dropped = load.select('dropped_iterations');
  const drops =
    dropped.length === 0
      ? []
      : [{ label: 'dropped', grid: perSecond(zeroWhere(loadGrid(timeline, dropped, add), requests)) }];
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  return buildPanel({
    id: 'errors-over-time',
    title: 'Errors over time',
    unit: '1/s',
    source: 'journey_error, dropped_iterations, http_reqs, sse_reqs',
    lines: [...kinds, ...drops, { label: 'requests', grid: perSecond(requests) }],
    finding: total === 0 ? 'No error in the measured phase' : `${total} errors in the measured phase`,
    reason: 'no request was recorded',
  });
}
