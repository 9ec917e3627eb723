/**
 * From one run's seconds to its figures: one number a series and question, with the error the run itself shows.
 *
 * The figures are small and plain data, so that past runs can be kept as figures only and feed the noise floor.
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { type ErrorFigure, measureErrors } from './error-share.ts';
import type { LatencySeconds } from './latency-seconds.ts';
import { measureQuantiles } from './log-quantile.ts';
import { checkRun, type RunInput, type RunSeries, type SeriesRole } from './run-input.ts';
import { measureThroughput } from './throughput.ts';

/** The quantiles of every series. */
export const QUANTILES = [0.5, 0.95, 0.99] as const;

/** The name of the row of all endpoints together, and of its metric. */
export const MERGED = { endpoint: 'all endpoints', metric: 'latency' } as const;

/** What is asked of a series: a latency quantile (`p95`), its error share, its throughput; or a level of the run. */
export type FigureName = `p${number}` | 'errors' | 'throughput' | 'level';

/** Which figure. */
export interface FigureKey {
  readonly endpoint: string;
  readonly metric: string;
  readonly figure: FigureName;
}

/** One run's value of one figure. */
export interface FigureValue {
  /** As shown: ms, share, requests a second, or the level's own unit. */
  value: number;
  /** On the compared scale: natural logarithm, of an error share asin √share. */
  y: number;
  /** Standard error of `y` within the run; 0 where a run shows none. */
  w: number;
  /** Requests it was taken from; null for a level. */
  requests: number | null;
  /** As many independent requests would know it as well; null where that is not asked. */
  effectiveRequests: number | null;
  /** Set for error shares. */
  errors: ErrorFigure | null;
}

/** One figure of one run. */
export interface RunFigure extends FigureKey {
  role: SeriesRole | 'merged';
  isLowerBetter: boolean;
  value: Measured<FigureValue>;
}

/** The figures of one run, as JSON. */
export interface RunFigures {
  runId: string;
  buildId: string;
  environmentKey: string;
  startedAtMs: number;
  /** Seconds that were left out at the beginning. */
  cutSeconds: number;
  figures: RunFigure[];
}

/** A text that is the same for the same figure. */
export function keyText({ endpoint, metric, figure }: FigureKey): string {
  return `${endpoint}\n${metric}\n${figure}`;
}

/** The name of a quantile's figure: 0.95 → `p95`, 0.999 → `p99.9`. */
export function quantileFigureName(p: number): FigureName {
  return `p${Number((100 * p).toFixed(4))}`;
}

/** The quantile of a figure's name, or null for other figures. */
export function quantileOfName(figure: FigureName): number | null {
  const percent = figure.startsWith('p') ? Number(figure.slice(1)) : Number.NaN;
  return percent > 0 && percent < 100 ? percent / 100 : null;
}

/**
 * The figures of a run from second `cutSeconds` on. `quantilesOf` says which quantiles a series needs, ascending or
 * not; `QUANTILES` unless given. Throws a RangeError for a run whose columns are not what they should be.
 */
export function measureRun(
  run: RunInput,
  cutSeconds: number,
  quantilesOf: (series: Pick<RunSeries, 'endpoint' | 'metric'>) => readonly number[] = () => QUANTILES,
): RunFigures {
  checkRun(run);
  const { buildId, environmentKey, startedAtMs } = run;
  const figures = run.series.flatMap((series) => figuresOf(series, quantilesOf(series), cutSeconds));
  return {
    runId: run.id,
    buildId,
    environmentKey,
    startedAtMs,
    cutSeconds,
    figures: [...figures, ...mergedFigures(run, cutSeconds), ...levelFigures(run)],
  };
}

function figuresOf(series: RunSeries, ps: readonly number[], cut: number): RunFigure[] {
  const { endpoint, metric, role } = series;
  const key = { endpoint, metric, role };
  const figures = series.latencies === null ? [] : quantileFigures([series.latencies], ps, cut);
  const { requests, errors } = series;
  const counted =
    requests === null || errors === null ? [] : countFigures(requests, errors, { cut, isClosed: series.isClosedModel });
  return [...figures, ...counted].map((figure) => ({ ...key, ...figure }));
}

type Figure = Pick<RunFigure, 'figure' | 'isLowerBetter' | 'value'>;

function quantileFigures(parts: readonly LatencySeconds[], ps: readonly number[], cut: number): Figure[] {
  const found = measureQuantiles(parts, ps, cut);
  return ps.map((p, at) => {
    const quantile = found[at] ?? unavailable('not measured');
    return {
      figure: quantileFigureName(p),
      isLowerBetter: true,
      value: mapMeasured(quantile, ({ valueMs, y, w, requests, effectiveRequests }) => ({
        value: valueMs,
        y,
        w,
        requests,
        effectiveRequests,
        errors: null,
      })),
    };
  });
}

function countFigures(
  requests: ArrayLike<number>,
  errors: ArrayLike<number>,
  { cut, isClosed }: { cut: number; isClosed: boolean },
): Figure[] {
  // A target that fails at once, or never answers, must not look like a faster one.
  const answered = Float64Array.from(requests, (all, second) => Math.max(0, all - (errors[second] ?? 0)));
  const rate = mapMeasured(measureThroughput(answered, cut), ({ rateRps, y, w, requests: n }) => ({
    value: rateRps,
    y,
    w,
    requests: n,
    effectiveRequests: null,
    errors: null,
  }));
  const share: Figure = {
    figure: 'errors',
    isLowerBetter: true,
    value: errorFigure(measureErrors(requests, errors, cut)),
  };
  return isClosed ? [share, { figure: 'throughput', isLowerBetter: false, value: rate }] : [share];
}

/** The figure's value of a run's errors. */
export function errorFigure(found: Measured<ErrorFigure>): Measured<FigureValue> {
  return mapMeasured(found, (errors) => ({
    value: errors.share,
    y: errors.y,
    w: 0,
    requests: errors.requests,
    effectiveRequests: null,
    errors,
  }));
}

/** All endpoints as one: their latencies together, and their requests and errors. */
function mergedFigures(run: RunInput, cut: number): RunFigure[] {
  const endpoints = run.series.filter(({ role }) => role === 'endpoint');
  const parts = endpoints.flatMap(({ latencies }) => (latencies === null ? [] : [latencies]));
  if (parts.length < 2) return [];
  const total = (columns: (ArrayLike<number> | null)[]): Float64Array => {
    const sums = new Float64Array(run.measuredSeconds);
    for (const column of columns) {
      if (column === null) continue;
      for (let second = 0; second < sums.length; second += 1) {
        sums[second] = (sums[second] ?? 0) + (column[second] ?? 0);
      }
    }
    return sums;
  };
  const [requests, errors] = [total(endpoints.map((one) => one.requests)), total(endpoints.map((one) => one.errors))];
  return [...quantileFigures(parts, QUANTILES, cut), ...countFigures(requests, errors, { cut, isClosed: false })].map(
    (figure) => ({ ...MERGED, role: 'merged', ...figure }),
  );
}

function levelFigures(run: RunInput): RunFigure[] {
  return run.levels.map(({ endpoint, metric, value, isLowerBetter }) => ({
    endpoint,
    metric,
    figure: 'level',
    role: 'server',
    isLowerBetter,
    value:
      value > 0
        ? measured({ value, y: Math.log(value), w: 0, requests: null, effectiveRequests: null, errors: null })
        : unavailable('the level is zero'),
  }));
}

function mapMeasured<T, U>(figure: Measured<T>, map: (value: T) => U): Measured<U> {
  return figure.status === 'ok' ? measured(map(figure.value)) : figure;
}
