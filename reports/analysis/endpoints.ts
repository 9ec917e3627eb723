/**
 * The endpoints of the measured phase, one row a name: how often, how many failed, how fast the successful ones were.
 *
 * A streaming endpoint's row shows its first token and says so: the length of a stream is no latency.
 */
import { ENDPOINT_SERIES_MAX, ENDPOINTS_MAX, type EndpointRow, type Timeline } from '../model.ts';
import { distributionGrid } from './grid.ts';
import type { Distribution } from './histogram-accumulator.ts';
import type { LatencyInput } from './latency.ts';
import { compareText } from './load-data.ts';
import { countOf, histogramOf, type LoadSeries, sumOf } from './load-series.ts';
import { measuredSeconds, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure, roundMs, share } from './round.ts';
import { groupSeries, isSuccessful } from './series.ts';

/** Most points of a sparkline. */
const SPARK_POINTS_MAX = 60;
const STREAM_METRIC = 'sse_first_token';

/** An endpoint: the series of its latency in all phases, and its counts in the measured one. */
export interface Endpoint {
  name: string;
  journey: string;
  method: string;
  metric: string;
  series: LoadSeries[];
  count: number;
  failed: number;
}

/** All endpoints with at least one request in the measured phase, most requests first. */
export function findEndpoints(record: RunRecord): Endpoint[] {
  return [...requestEndpoints(record), ...streamEndpoints(record)]
    .filter((endpoint) => endpoint.count > 0)
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name) || compareText(a.journey, b.journey));
}

/** The rows of the table, at most 200; further ones are one row `other (n)`. */
export function buildEndpointRows(endpoints: readonly Endpoint[], timeline: Timeline, window: Window): EndpointRow[] {
  const seconds = measuredSeconds(window);
  const rows = endpoints.slice(0, ENDPOINTS_MAX).map((endpoint) => buildRow(endpoint, timeline, seconds));
  const rest = endpoints.slice(ENDPOINTS_MAX);
  if (rest.length === 0) return rows;
  const other: Endpoint = {
    name: `other (${rest.length})`,
    journey: '',
    method: '',
    metric: '',
    series: rest.flatMap((endpoint) => endpoint.series),
    count: rest.reduce((total, endpoint) => total + endpoint.count, 0),
    failed: rest.reduce((total, endpoint) => total + endpoint.failed, 0),
  };
  return [...rows, buildRow(other, timeline, seconds)];
}

/** The busiest endpoints as latency series. */
export function endpointLatencies(endpoints: readonly Endpoint[]): LatencyInput[] {
  return endpoints.slice(0, ENDPOINT_SERIES_MAX).map(({ name, journey, method, metric, series }, at) => ({
    id: `endpoint-${at + 1}`,
    title: name,
    metric,
    tags: { name, journey, method },
    limitMs: null,
    series,
  }));
}

function requestEndpoints({ load }: RunRecord): Endpoint[] {
  return groupSeries(load.select('http_req_duration')).map(({ tags, good, failed }) => {
    const isMeasured = (series: LoadSeries): boolean => series.tags.phase === 'measure';
    const failures = countOf(failed.filter(isMeasured));
    return {
      ...identity(tags),
      metric: 'http_req_duration',
      series: [...good, ...failed],
      count: countOf(good.filter(isMeasured)) + failures,
      failed: failures,
    };
  });
}

function streamEndpoints({ load }: RunRecord): Endpoint[] {
  return groupSeries(load.select('sse_reqs')).map(({ tags, good, failed }) => {
    const isMeasured = (series: LoadSeries): boolean => series.tags.phase === 'measure';
    const failures = sumOf(failed.filter(isMeasured));
    const own = identity(tags);
    const series = load.select(STREAM_METRIC, tags);
    return {
      ...own,
      name: `${own.name} (first token)`,
      metric: STREAM_METRIC,
      series,
      count: sumOf(good.filter(isMeasured)) + failures,
      failed: failures,
    };
  });
}

function identity(tags: Readonly<Record<string, string>>): Pick<Endpoint, 'name' | 'journey' | 'method'> {
  return { name: tags.name ?? '(unnamed)', journey: tags.journey ?? '', method: tags.method ?? '' };
}

function buildRow(endpoint: Endpoint, timeline: Timeline, seconds: number): EndpointRow {
  const good = endpoint.series.filter(isSuccessful);
  const histogram = histogramOf(good.filter((series) => series.tags.phase === 'measure'));
  const [p50, p90, p95, p99] = histogram.quantiles([0.5, 0.9, 0.95, 0.99]);
  return {
    name: endpoint.name,
    journey: endpoint.journey,
    method: endpoint.method,
    count: endpoint.count,
    rateRps: seconds > 0 ? roundFigure(endpoint.count / seconds) : 0,
    failedShare: share(endpoint.failed, endpoint.count),
    p50: orNull(p50),
    p90: orNull(p90),
    p95: orNull(p95),
    p99: orNull(p99),
    max: histogram.count === 0 ? null : roundMs(histogram.max),
    spark: sparkline(distributionGrid(coarser(timeline), good, [0.95])),
  };
}

function sparkline(buckets: readonly (Distribution | null)[]): number[] {
  return buckets.map((distribution) => {
    const p95 = distribution?.quantiles[0];
    return p95 === undefined ? -1 : roundMs(p95);
  });
}

/** The same span in at most 60 buckets. */
function coarser(timeline: Timeline): Timeline {
  const together = Math.max(1, Math.ceil(timeline.count / SPARK_POINTS_MAX));
  return { ...timeline, bucketMs: timeline.bucketMs * together, count: Math.ceil(timeline.count / together) };
}

function orNull(value: number | undefined): number | null {
  return value === undefined ? null : roundMs(value);
}
