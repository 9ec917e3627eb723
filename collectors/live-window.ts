/**
 * The figures of the last few seconds of a growing load file, for progress displays.
 *
 * Takes lines as they come and forgets seconds as they grow old, so its memory does not grow with the run. Quantiles
 * are read from merged histograms, never averaged. These figures decide nothing: verdicts come from the whole record.
 */
import { Histogram } from '../contract/histogram.ts';
import { type EndLine, parseLoadLine, type SeriesLine, type TrendLine } from '../contract/load-file.ts';
import { type Measured, measured, unavailable } from '../contract/measured.ts';
import { DEFAULT_SLOS, type SloId } from '../contract/slos.ts';

/** Seconds in the window: short enough to follow a change, long enough for some dozens of starts. */
export const WINDOW_SECONDS = 5;

/** Seconds kept beyond the window: lines of a second come up to a flush later than its first ones. */
const KEPT_SECONDS = WINDOW_SECONDS + 3;

/** The last seconds of a run. Each figure is there or says why not. */
export interface LiveFigures {
  /** Requests a second, streams included, over the window. */
  requestRateRps: Measured<number>;
  /** Failed journeys as a share (0–1) of those finished within the window. */
  errorShare: Measured<number>;
  /** p95 over the window, milliseconds, of the answered starts. */
  latencyMsP95: Record<SloId, Measured<number>>;
  /** How many starts `errorShare` is a share of. */
  finishedInWindow: number;
  /** Starts that could not be made, since the beginning. */
  dropped: Measured<number>;
  /** Since the beginning, for budgets. `answerBytes`: text received in streams. */
  totals: Readonly<{ requests: number; streams: number; answerBytes: number }>;
  /** Sessions open by journey. */
  sessionsOpen: Readonly<Record<string, number>>;
  /** Streams open at the end of the latest second. */
  streamsInFlight: Measured<number>;
  /** CPU of the load generator as a share (0–1) of its limit, latest second. */
  generatorCpuShare: Measured<number>;
  /** When the scenarios began, Unix milliseconds: the earliest that a journey named. Phases are offsets from it. */
  testStartedAtMs: Measured<number>;
  /** Whether the load file has its last line. */
  ended: boolean;
}

interface Second {
  requests: number;
  finished: number;
  failed: number;
  latencies: Map<string, Histogram>;
}

const LATENCIES: ReadonlySet<string> = new Set(DEFAULT_SLOS.map((slo) => slo.metric));
const WANTED: ReadonlySet<string> = new Set([
  ...LATENCIES,
  'http_reqs',
  'sse_reqs',
  'journey_finished',
  'session_opened',
  'session_closed',
  'dropped_iterations',
  'streams_in_flight',
  'sse_text_bytes',
  'generator_cpu_share',
  'test_started_at',
]);

/** What is kept since the beginning, and therefore read from late lines too. */
const TOTALS: ReadonlySet<string> = new Set([
  'session_opened',
  'session_closed',
  'dropped_iterations',
  'test_started_at',
]);

/** What a load file's lines are given to. */
export interface LiveWindow {
  add(line: string): void;
  figures(): LiveFigures;
  /** Lines that could not be read. */
  broken(): number;
}

/** An empty window. */
export function createLiveWindow(): LiveWindow {
  const series = new Map<number, SeriesLine>();
  const seconds = new Map<number, Second>();
  const sessions: Record<string, number> = {};
  const latest: { [metric: string]: { t: number; v: number } } = {};
  let firstT: number | undefined;
  let lastT: number | undefined;
  let dropped = 0;
  let testStartedAtMs: number | undefined;
  const totals = { requests: 0, streams: 0, answerBytes: 0 };
  let end: EndLine | undefined;
  let broken = 0;

  function secondAt(t: number): Second {
    const known = seconds.get(t);
    if (known !== undefined) return known;
    const made: Second = { requests: 0, finished: 0, failed: 0, latencies: new Map() };
    seconds.set(t, made);
    return made;
  }

  function moveTo(t: number): void {
    firstT = Math.min(firstT ?? t, t);
    if (lastT !== undefined && t <= lastT) return;
    lastT = t;
    for (const old of seconds.keys()) if (old <= t - KEPT_SECONDS) seconds.delete(old);
  }

  function addScalar(of: SeriesLine, t: number, v: number): void {
    const { metric, tags } = of;
    if (metric === 'http_reqs' || metric === 'sse_reqs') {
      secondAt(t).requests += v;
      totals.requests += v;
      if (metric === 'sse_reqs') totals.streams += v;
    } else if (metric === 'sse_text_bytes') totals.answerBytes += v;
    else if (metric === 'journey_finished') {
      secondAt(t).finished += v;
      if (tags.outcome === 'failed') secondAt(t).failed += v;
    } else if (metric === 'session_opened' || metric === 'session_closed') {
      const journey = tags.journey ?? 'unknown';
      sessions[journey] = (sessions[journey] ?? 0) + (metric === 'session_opened' ? v : -v);
    } else if (metric === 'dropped_iterations') dropped += v;
    else if (metric === 'test_started_at') testStartedAtMs = Math.min(testStartedAtMs ?? v, v);
    else if (t >= (latest[metric]?.t ?? 0)) latest[metric] = { t, v };
  }

  function addTrend(of: SeriesLine, line: TrendLine): void {
    const { latencies } = secondAt(line.t);
    const histogram = latencies.get(of.metric) ?? new Histogram();
    latencies.set(of.metric, histogram);
    histogram.mergeEncoded({ ...line, zero: line.zero ?? 0, i: line.i ?? [], c: line.c ?? [] });
  }

  /** Whole seconds of the window that the file has got to: the newest one may still be growing. */
  function covered(): Second[] {
    if (firstT === undefined || lastT === undefined) return [];
    const from = Math.max(firstT, lastT - WINDOW_SECONDS);
    const to = end === undefined ? lastT : lastT + 1;
    const found: Second[] = [];
    for (let t = from; t < to; t += 1)
      found.push(seconds.get(t) ?? { requests: 0, finished: 0, failed: 0, latencies: new Map() });
    return found;
  }

  return {
    add(text) {
      if (isOfUnwantedSeries(text, series)) return;
      const parsed = parseLoadLine(text);
      if (parsed.kind === 'series') {
        if (WANTED.has(parsed.line.metric)) series.set(parsed.line.series, parsed.line);
      } else if (parsed.kind === 'end') end = parsed.line;
      else if (parsed.kind === 'broken' || parsed.kind === 'futureVersion') broken += 1;
      else if (parsed.kind === 'scalar' || parsed.kind === 'trend') {
        const of = series.get(parsed.line.s);
        if (of === undefined) return;
        moveTo(parsed.line.t);
        if (parsed.line.t <= (lastT ?? 0) - KEPT_SECONDS && !TOTALS.has(of.metric)) return;
        if (parsed.kind === 'scalar') addScalar(of, parsed.line.t, parsed.line.v);
        else addTrend(of, parsed.line);
      }
    },
    figures() {
      const window = covered();
      const none = unavailable('no whole second has been measured yet');
      const sum = (pick: (second: Second) => number) => window.reduce((total, second) => total + pick(second), 0);
      const finished = sum((second) => second.finished);
      const newest = (metric: string) => {
        const value = latest[metric];
        return value === undefined ? unavailable('the load generator has not said it yet') : measured(value.v);
      };
      const p95 = (metric: string) => {
        const merged = new Histogram();
        for (const second of window) {
          const part = second.latencies.get(metric);
          if (part !== undefined) merged.merge(part);
        }
        const value = merged.quantile(0.95);
        return value === undefined ? unavailable(`no answer in the last ${WINDOW_SECONDS} s`) : measured(value);
      };
      return {
        requestRateRps: window.length === 0 ? none : measured(sum((second) => second.requests) / window.length),
        errorShare:
          finished === 0
            ? unavailable(`nothing finished in the last ${WINDOW_SECONDS} s`)
            : measured(sum((second) => second.failed) / finished),
        latencyMsP95: {
          dashboard_load: p95('dashboard_load'),
          copilot_first_token: p95('copilot_first_token'),
          product_load: p95('product_load'),
          checkout_e2e: p95('checkout_e2e'),
          health_check: p95('health_check'),
        },
        finishedInWindow: finished,
        dropped: firstT === undefined ? none : measured(dropped),
        totals: { ...totals },
        sessionsOpen: { ...sessions },
        streamsInFlight: newest('streams_in_flight'),
        generatorCpuShare: newest('generator_cpu_share'),
        testStartedAtMs:
          testStartedAtMs === undefined ? unavailable('no journey has begun') : measured(testStartedAtMs),
        ended: end !== undefined,
      };
    },
    broken: () => broken,
  };
}

/** Whether a value line belongs to a series that is not wanted; most lines do, and need not be parsed. */
function isOfUnwantedSeries(text: string, wanted: ReadonlyMap<number, unknown>): boolean {
  if (!text.startsWith('{"s":')) return false;
  const number = Number.parseInt(text.slice(5, 17), 10);
  return !Number.isNaN(number) && !wanted.has(number);
}
