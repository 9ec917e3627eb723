/**
 * What a comparison is told of one run: columns a second of every series (STATISTICS.md section 2, "Input per run").
 *
 * Whoever reads records builds these; this library reads none. Several instances of a run are merged before: their lines
 * are added to one series. Seconds count from the beginning of the measured phase, whose ramp is already out.
 */
import { type LatencySeconds, secondsOf } from './latency-seconds.ts';

/**
 * What a series is: `endpoint` holds one latency a request (these make the warm-up cut and the row of all endpoints
 * merged), `journey` one a start, `server` what the target says of itself.
 */
export type SeriesRole = 'endpoint' | 'journey' | 'server';

/** One series of one run; endpoint and metric name it, once a run. */
export interface RunSeries {
  /** What a row is called: `GET /api/orders`, or a journey's name. */
  readonly endpoint: string;
  /** A metric of the catalogue. */
  readonly metric: string;
  readonly role: SeriesRole;
  /** Throughput is compared in the closed model only. */
  readonly isClosedModel: boolean;
  /** Latencies of successful requests; null where none are recorded. */
  readonly latencies: LatencySeconds | null;
  /** All requests and the failed ones by second; null where they are not counted (server side). */
  readonly requests: ArrayLike<number> | null;
  readonly errors: ArrayLike<number> | null;
}

/** A figure of the whole run without seconds: statements a request, tokens a turn; > 0, in any unit. */
export interface RunLevel {
  readonly endpoint: string;
  readonly metric: string;
  readonly value: number;
  /** Whether less is better; decides between `regressed` and `improved`. */
  readonly isLowerBetter: boolean;
}

/** A reason against comparing a run, as the run's own analysis gives it. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** One run. */
export interface RunInput {
  readonly id: string;
  readonly buildId: string;
  /** Host class, workload and scenario hash, data size, model parameters, measured seconds; not build or toggles. */
  readonly environmentKey: string;
  readonly startedAtMs: number;
  /** Length of the measured phase, whole seconds. */
  readonly measuredSeconds: number;
  /** Measured seconds without a line of the generator. */
  readonly missingSeconds: number;
  /** What the run's own analysis has against it (drops, rate, generator); empty when nothing. */
  readonly reasons: readonly Reason[];
  readonly series: readonly RunSeries[];
  readonly levels: readonly RunLevel[];
}

/** Throws a RangeError, naming run and series, for columns of other lengths, negative or missing numbers, or a double. */
export function checkRun(run: RunInput): void {
  const seen = new Set<string>();
  const { measuredSeconds: seconds } = run;
  if (!Number.isInteger(seconds) || seconds < 0) fail(run, `${seconds} is no number of measured seconds`);
  if (!Number.isFinite(run.startedAtMs)) fail(run, `it began at ${run.startedAtMs}`);
  for (const series of run.series) {
    const name = `${series.endpoint} (${series.metric})`;
    if (seen.has(name)) fail(run, `${name} stands there twice`);
    seen.add(name);
    if (series.latencies !== null && secondsOf(series.latencies) !== seconds) {
      fail(run, `${name} has latencies of ${secondsOf(series.latencies)} seconds, not of ${seconds}`);
    }
    if ((series.requests === null) !== (series.errors === null)) fail(run, `${name} has requests or errors alone`);
    checkColumn(run, `${name}: requests`, series.requests);
    checkColumn(run, `${name}: errors`, series.errors);
  }
  for (const { endpoint, metric, value } of run.levels) {
    if (!Number.isFinite(value) || value < 0) fail(run, `${endpoint} (${metric}) is ${value}`);
  }
}

function checkColumn(run: RunInput, name: string, column: ArrayLike<number> | null): void {
  if (column === null) return;
  if (column.length !== run.measuredSeconds)
    fail(run, `${name} of ${column.length} seconds, not ${run.measuredSeconds}`);
  for (let second = 0; second < column.length; second += 1) {
    const value = column[second] ?? Number.NaN;
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) fail(run, `${name} of second ${second} is ${value}`);
  }
}

function fail(run: RunInput, what: string): never {
  throw new RangeError(`run ${run.id}: ${what}`);
}
