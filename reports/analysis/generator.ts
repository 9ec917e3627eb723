/**
 * The load generator as a suspect: its own figures, its charts, and the rule that made the run valid or not.
 */
import { isUnavailable, type OrUnavailable, unavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Panel, ReportModel, Timeline } from '../model.ts';
import {
  add,
  distributionGrid,
  emptyGrid,
  type Grid,
  gaugeGrid,
  largest,
  largestOf,
  loadGrid,
  mapGrid,
} from './grid.ts';
import type { SecondFilter } from './load-series.ts';
import { buildPanel, bytes, inWords } from './panels.ts';
import { bucketOf, isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds, percent, roundFigure, roundMs } from './round.ts';
import { openSessionsGrid } from './sessions.ts';
import type { Starts } from './starts.ts';
import { TIMER_LAG_MS_MAX, timerLagMsP99 } from './validity-generator.ts';

/** The `generator` row of the summary, over the measured phase, of the worst generator where there are several. */
export function summariseGenerator(record: RunRecord, window: Window, starts: readonly Starts[]): Summary['generator'] {
  const isMeasured = isMeasuredSecond(window);
  const lag = timerLagMsP99(record, window);
  return {
    cpuShareMax: largestValue(record, 'generator_cpu_share', isMeasured),
    timerLagMsP99: lag === undefined ? notReported('generator_timer_lag') : roundMs(lag),
    rssBytesMax: largestValue(record, 'generator_rss_bytes', isMeasured),
    dropped:
      record.load.files.length === 0
        ? notReported('dropped_iterations')
        : starts.reduce((total, one) => total + one.dropped, 0),
  };
}

/** The section on the generator. */
export function buildGenerator(
  record: RunRecord,
  timeline: Timeline,
  summary: Pick<Summary, 'generator' | 'validity' | 'sessions'>,
): ReportModel['generator'] {
  const { generator, sessions } = summary;
  return {
    panels: buildPanels(record, timeline, summary),
    facts: [
      { label: 'CPU, most of its limit', value: inWords(generator.cpuShareMax, percent) },
      { label: 'Timer lag p99', value: inWords(generator.timerLagMsP99, milliseconds) },
      { label: 'Resident memory, most', value: inWords(generator.rssBytesMax, bytes) },
      { label: 'Starts dropped', value: inWords(generator.dropped) },
      { label: 'Streams in flight, mean', value: inWords(sessions.streamsInFlightMean) },
      { label: 'Generators', value: String(record.load.files.length) },
    ],
    rule: ruleOf(summary),
  };
}

function buildPanels(
  record: RunRecord,
  timeline: Timeline,
  { generator, sessions }: Pick<Summary, 'generator' | 'sessions'>,
): Panel[] {
  const { load, plan } = record;
  const reason = 'the generator did not report it';
  const lag = distributionGrid(timeline, load.select('generator_timer_lag'), [0.99]);
  const gauge = (metric: string): Grid => gaugeGrid(timeline, load.select(metric), largest);
  const closed = plan.journeys.filter((journey) => journey.model === 'closed');
  const sessionLines = closed.map(({ name }) => ({ label: name, grid: openSessionsGrid(record, timeline, name) }));
  const requests = loadGrid(timeline, [...load.select('http_reqs'), ...load.select('sse_reqs')], add);
  const rate = mapGrid(requests, (count) => (count * 1000) / timeline.bucketMs);
  return [
    buildPanel({
      id: 'generator-timer-lag',
      title: 'Generator timer lag',
      unit: 'ms',
      source: 'generator_timer_lag',
      lines: [
        { label: 'p99', grid: lag.map((bucket) => bucket?.quantiles[0] ?? null) },
        { label: 'max', grid: lag.map((bucket) => bucket?.max ?? null) },
        { label: 'limit of p99', grid: lag.map(() => TIMER_LAG_MS_MAX), role: 'limit' },
      ],
      finding: `Timers fired ${inWords(generator.timerLagMsP99, milliseconds)} late at p99; ${TIMER_LAG_MS_MAX} ms are allowed`,
      reason,
    }),
    buildPanel({
      id: 'generator-cpu',
      title: 'Generator CPU',
      unit: 'share',
      source: 'generator_cpu_share',
      lines: [{ label: 'of its limit', grid: loadGrid(timeline, load.select('generator_cpu_share'), largest) }],
      finding: `The generator used at most ${inWords(generator.cpuShareMax, percent)} of its processors`,
      reason,
    }),
    buildPanel({
      id: 'generator-memory',
      title: 'Generator memory',
      unit: 'bytes',
      source: 'generator_rss_bytes',
      lines: [{ label: 'resident', grid: loadGrid(timeline, load.select('generator_rss_bytes'), largest) }],
      finding: `The generator held at most ${inWords(generator.rssBytesMax, bytes)}`,
      reason,
    }),
    buildPanel({
      id: 'sessions',
      title: 'Sessions open',
      unit: 'sessions',
      source: 'session_opened, session_closed',
      lines: sessionLines,
      finding: sessionsFinding(sessions),
      reason: 'no journey reported sessions',
    }),
    buildPanel({
      id: 'streams-in-flight',
      title: 'Streams in flight',
      unit: 'streams',
      source: 'streams_in_flight_max',
      lines: [
        { label: 'most', grid: gauge('streams_in_flight_max') },
        { label: 'mean', grid: meanOverBucket(record, timeline) },
      ],
      finding: `Streams in flight: ${inWords(sessions.streamsInFlightMean)} on average, at most ${inWords(sessions.streamsInFlightMax)}`,
      reason,
    }),
    buildPanel({
      id: 'request-rate',
      title: 'Requests sent',
      unit: '1/s',
      source: 'http_reqs, sse_reqs',
      lines: [{ label: 'requests', grid: rate }],
      finding: `At most ${Number((largestOf(rate) ?? 0).toPrecision(3))} requests a second`,
      reason: 'no request was recorded',
    }),
  ];
}

function sessionsFinding({ copilotMin, copilotMax, dashboardMin, dashboardMax }: Summary['sessions']): string {
  const range = (low: OrUnavailable<number>, high: OrUnavailable<number>): string =>
    low === high ? inWords(low) : `${inWords(low)} to ${inWords(high)}`;
  const parts = [
    ...(isUnavailable(copilotMin) ? [] : [`${range(copilotMin, copilotMax)} copilot`]),
    ...(isUnavailable(dashboardMin) ? [] : [`${range(dashboardMin, dashboardMax)} dashboard`]),
  ];
  return parts.length === 0 ? 'Sessions open' : `Sessions open in the measured phase: ${parts.join(', ')}`;
}

function ruleOf({ generator, validity }: Pick<Summary, 'generator' | 'validity'>): string {
  if (validity.status !== 'valid') return validity.reasons.map((reason) => reason.message).join(' ');
  return `The generator kept its schedule: its timers fired ${inWords(generator.timerLagMsP99, milliseconds)} late at p99 (${TIMER_LAG_MS_MAX} ms are allowed), no second is missing, and the record is whole.`;
}

/** The mean of the per-second means within a bucket, of each generator, added over generators. */
function meanOverBucket({ load }: RunRecord, timeline: Timeline): Grid {
  const total = emptyGrid(timeline);
  for (const series of load.select('streams_in_flight_mean')) {
    const sums = loadGrid(timeline, [series], add);
    const seconds = emptyGrid(timeline);
    for (const second of series.seconds) {
      const bucket = bucketOf(timeline, second);
      if (bucket >= 0) seconds[bucket] = (seconds[bucket] ?? 0) + 1;
    }
    sums.forEach((sum, bucket) => {
      if (sum !== null) total[bucket] = (total[bucket] ?? 0) + sum / (seconds[bucket] ?? 1);
    });
  }
  return total;
}

function largestValue({ load }: RunRecord, metric: string, keep: SecondFilter): OrUnavailable<number> {
  let high: number | undefined;
  for (const series of load.select(metric)) {
    series.seconds.forEach((second, at) => {
      const value = series.values[at] ?? 0;
      if (keep(second) && (high === undefined || value > high)) high = value;
    });
  }
  return high === undefined ? notReported(metric) : roundFigure(high);
}

function notReported(metric: string) {
  return unavailable(`the generator reported no ${metric} in the measured phase`);
}
