/**
 * The latency rows of the summary: every trend of the measured phase, by metric and the tags that tell rows apart.
 *
 * Latencies are those of successful samples; failed ones are counted beside them. Nothing is averaged over series.
 */
import type { Histogram } from '../../contract/histogram.ts';
import { unavailable } from '../../contract/measured.ts';
import type { Plan } from '../../contract/plan.ts';
import type { SummarySeries } from '../../contract/summary.ts';
import { compareText, tagsKey } from './load-data.ts';
import { countOf, histogramOf, type LoadSeries } from './load-series.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure, roundMs } from './round.ts';
import type { Starts } from './starts.ts';

/** Tags that tell how a sample ended or where it ran, not what it measured. */
const OUTCOME_TAGS = new Set([
  'phase',
  'scenario',
  'status',
  'outcome',
  'expected_response',
  'error',
  'error_code',
  'group',
  'proto',
  'tls_version',
]);

/** Series that differ only in how their samples ended. */
export interface SeriesGroup {
  metric: string;
  unit: string;
  tags: Record<string, string>;
  good: LoadSeries[];
  failed: LoadSeries[];
}

/** Whether the samples of a series are those of successful requests. */
export function isSuccessful({ tags }: LoadSeries): boolean {
  return tags.expected_response !== 'false' && tags.outcome !== 'failed';
}

/** Groups series by metric and identifying tags, ordered by both. */
export function groupSeries(series: Iterable<LoadSeries>): SeriesGroup[] {
  const groups = new Map<string, SeriesGroup>();
  for (const one of series) {
    const tags = identifyingTags(one);
    const key = `${one.metric}\n${tagsKey(tags)}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { metric: one.metric, unit: one.unit, tags, good: [], failed: [] };
      groups.set(key, group);
    }
    (isSuccessful(one) ? group.good : group.failed).push(one);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
}

/** All latency rows of the measured phase. */
export function summariseSeries({ load, plan }: RunRecord, starts: readonly Starts[]): SummarySeries[] {
  const measured = load.all().filter((series) => series.kind === 'trend' && series.tags.phase === 'measure');
  return groupSeries(measured).flatMap((group) => {
    const failed = countOf(group.failed) + failedStarts(group, plan, starts);
    const histogram = histogramOf(group.good);
    if (histogram.count + failed === 0) return [];
    return [summaryRow(group, histogram, failed)];
  });
}

function summaryRow(group: SeriesGroup, histogram: Histogram, failed: number): SummarySeries {
  const reason = unavailable('no successful sample');
  const noBuckets = unavailable('only count, sum and extremes of this metric are kept');
  const hasBuckets = group.good.every((series) => series.hasBuckets);
  const [p50, p90, p95, p99] = histogram.quantiles([0.5, 0.9, 0.95, 0.99]);
  const mean = histogram.mean();
  const quantile = (value: number | undefined) =>
    value === undefined ? reason : hasBuckets ? roundMs(value) : noBuckets;
  return {
    metric: group.metric,
    unit: group.unit,
    tags: group.tags,
    count: histogram.count + failed,
    failed,
    mean: mean === undefined ? reason : roundFigure(mean),
    min: histogram.count === 0 ? reason : roundMs(histogram.min),
    p50: quantile(p50),
    p90: quantile(p90),
    p95: quantile(p95),
    p99: quantile(p99),
    max: histogram.count === 0 ? reason : roundMs(histogram.max),
  };
}

/** A start that failed leaves no value in the SLO's metric, so it is counted from the starts. */
function failedStarts(group: SeriesGroup, plan: Plan, starts: readonly Starts[]): number {
  const slo = plan.slos.find((one) => one.metric === group.metric && one.journey === group.tags.journey);
  return slo === undefined ? 0 : (starts.find((one) => one.journey === slo.journey)?.finished.failed ?? 0);
}

function identifyingTags({ tags }: LoadSeries): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([key]) => !OUTCOME_TAGS.has(key))
      .sort(([a], [b]) => compareText(a, b)),
  );
}
