/**
 * An example run with knobs: copilot, dashboard and health for 2 s ramp, 3 s warm-up, 10 s measured, made up from
 * fixed latencies. What a test provokes is one knob; everything else stays healthy.
 */
import { type Plan, planSchema } from '../../../contract/plan.ts';
import { type Run, runSchema } from '../../../contract/run.ts';
import type { SampleValue } from '../../../contract/samples.ts';
import { DEFAULT_SLOS, minimumStarts } from '../../../contract/slos.ts';
import { createLoadFile, type LoadFileWriter, type RecordTexts, scrapeLine } from './record-writer.ts';

/** When the example's scenarios begin: 2025-11-23T04:00:00Z. */
export const TEST_START_MS = 1_763_870_400_000;
/** Unix second in which the measured phase begins. */
export const MEASURE_SECOND = TEST_START_MS / 1000 + 5;
/** Seconds of the measured phase. */
export const MEASURED_SECONDS = 10;
/** Starts a second of each journey. */
export const STARTS_PER_SECOND = 45;
/** The second in which the last file ends. */
const endSecondOf = (options: ExampleOptions): number =>
  MEASURE_SECOND + (options.measuredSeconds ?? MEASURED_SECONDS) + 1;

/** What may be wrong with the example. */
export interface ExampleOptions {
  /** Milliseconds that the model takes to its first token. */
  modelMs?: number;
  /** Timer lag in every sample, milliseconds. */
  timerLagMs?: number;
  /** Seconds (counted from the measured phase) without the generator's own report. */
  missingSeconds?: readonly number[];
  /** Health starts dropped in each measured second. */
  droppedPerSecond?: number;
  preallocatedVus?: number;
  /** Dashboard starts that fail in each measured second. */
  failedPerSecond?: number;
  /** Second of the measured phase in which the application's process begins anew. */
  restartAt?: number;
  /** Length of the measured phase. */
  measuredSeconds?: number;
  /** The generator's CPU share in a second of the measured phase (negative before it). */
  cpuShareAt?: (second: number) => number;
  /** Factor on every latency of a request in a second of the measured phase (negative before it). */
  slownessAt?: (second: number) => number;
  /** The answered dashboard loads in a second of the measured phase (negative before it), milliseconds, `count` of them. */
  dashboardMsAt?: (second: number, count: number) => readonly number[];
  /** Seconds of the measured phase in which every start fails: from the first up to, not including, the second. */
  outage?: readonly [number, number];
  /** `evidence/reconciliation.json`; absent: nothing was reconciled. */
  reconciliation?: unknown;
  /** Further load files by name. */
  furtherLoad?: Record<string, string>;
  /** Called with the load file before it is closed. */
  touch?: (file: LoadFileWriter) => void;
  /** Merged into the load file's last line; null leaves it out. */
  end?: Record<string, unknown> | null;
  run?: Partial<Run>;
  plan?: Partial<Plan>;
}

/** The plan of the example. */
export function examplePlan(options: ExampleOptions = {}): Plan {
  const closed = {
    model: 'closed',
    sessions: 100,
    thinkMs: { min: 1000, max: 3000 },
    requestTimeoutMs: 5000,
    gracefulStopMs: 20_000,
  };
  return planSchema.parse({
    headroom: 'plan/1',
    workload: 'baseline',
    description: 'an example',
    profile: 'after',
    deployment: 'reference',
    baseUrl: 'http://127.0.0.1:3000',
    seed: 1,
    phases: { rampMs: 2000, warmupMs: 3000, measureMs: (options.measuredSeconds ?? MEASURED_SECONDS) * 1000 },
    journeys: [
      { name: 'copilot', ...closed },
      { name: 'dashboard', ...closed },
      {
        name: 'health',
        model: 'open',
        rateRps: STARTS_PER_SECOND,
        preallocatedVus: options.preallocatedVus ?? 100,
        requestTimeoutMs: 5000,
        gracefulStopMs: 20_000,
      },
    ],
    slos: DEFAULT_SLOS.filter((slo) => ['copilot', 'dashboard', 'health'].includes(slo.journey)).map((slo) => ({
      ...slo,
      judged: true,
      minimumStarts: minimumStarts(slo.quantile),
      expectedStarts: STARTS_PER_SECOND * MEASURED_SECONDS,
    })),
    errorShareLimit: 0.01,
    executor: { instance: 'local', localIps: null, niceness: 0 },
    ...options.plan,
  });
}

/** The run of the example. */
export function exampleRun(options: ExampleOptions = {}): Run {
  return runSchema.parse({
    headroom: 'run/1',
    id: 'example',
    workload: 'baseline',
    profile: 'after',
    deployment: 'reference',
    baseUrl: 'http://127.0.0.1:3000',
    status: 'complete',
    startedAtMs: TEST_START_MS - 1000,
    endedAtMs: endSecondOf(options) * 1000,
    k6Exit: { code: 0, signal: null },
    instances: ['local'],
    collectors: ['application', 'model', 'postgres'],
    git: { revision: '0123456789abcdef', dirty: false },
    versions: { k6: 'v1.8.1', node: 'v20.20.0' },
    machine: {
      cores: 2,
      memoryBytes: 8e9,
      kernel: '6.1.0',
      os: 'Debian 12',
      cgroupVersion: 2,
      cpuLimitCores: null,
      memoryLimitBytes: null,
      sharedWithTarget: true,
    },
    configuration: { workload: 'baseline' },
    command: 'npm run headroom -- run baseline',
    ...options.run,
  });
}

/** The whole example record. */
export function exampleRecord(options: ExampleOptions = {}): RecordTexts {
  const file = createLoadFile('local', TEST_START_MS);
  file.scalar('test_started_at', {}, TEST_START_MS / 1000, TEST_START_MS);
  for (const journey of ['copilot', 'dashboard'])
    file.scalar('session_opened', { journey }, TEST_START_MS / 1000 + 1, 100);
  const endSecond = endSecondOf(options);
  for (let second = TEST_START_MS / 1000; second < endSecond; second += 1) {
    writeGenerator(file, second, options);
    if (second >= MEASURE_SECOND - 3 && second < endSecond - 1) writeLoad(file, second, options);
  }
  options.touch?.(file);
  const load = { 'local.ndjson': file.text(options.end === undefined ? {} : options.end), ...options.furtherLoad };
  const record = { run: exampleRun(options), plan: examplePlan(options), load, samples: exampleSamples(options) };
  if (options.reconciliation === undefined) return record;
  return { ...record, evidence: { 'reconciliation.json': `${JSON.stringify(options.reconciliation, null, 2)}\n` } };
}

/** One value a start around `ms`, spread by a tenth. */
function around(ms: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => ms * (0.95 + 0.02 * (k % 6)));
}

function writeGenerator(file: LoadFileWriter, second: number, options: ExampleOptions): void {
  if (options.missingSeconds?.includes(second - MEASURE_SECOND)) return;
  file.scalar('generator_cpu_share', {}, second, options.cpuShareAt?.(second - MEASURE_SECOND) ?? 0.2);
  file.scalar('generator_rss_bytes', {}, second, 90e6);
  file.trend('generator_timer_lag', {}, second, around(options.timerLagMs ?? 0.4, 90));
  file.scalar('streams_in_flight_mean', {}, second, 28.5);
  file.scalar('streams_in_flight_max', {}, second, 34);
}

function writeLoad(file: LoadFileWriter, second: number, options: ExampleOptions): void {
  const phase = second < MEASURE_SECOND ? 'warmup' : 'measure';
  const isMeasured = phase === 'measure';
  const n = STARTS_PER_SECOND;
  const at = second - MEASURE_SECOND;
  if (options.outage !== undefined && at >= options.outage[0] && at < options.outage[1]) {
    writeOutage(file, second);
    return;
  }
  const begin = (journey: string, count: number): Tags => {
    file.scalar('journey_started', { journey, phase }, second, count);
    return { journey, phase };
  };
  const finish = (tags: Tags, outcome: string, count: number): void => {
    if (count > 0) file.scalar('journey_finished', { ...tags, outcome }, second, count);
  };
  writeCopilot(file, second, begin('copilot', n), options.modelMs ?? 250);
  finish({ journey: 'copilot', phase }, 'ok', n - 2);
  finish({ journey: 'copilot', phase }, 'abort_in_time', 2);
  const dashboard = begin('dashboard', n);
  const failed = isMeasured ? (options.failedPerSecond ?? 0) : 0;
  const name = 'GET /api/dashboard/orders';
  file.trend('dashboard_load', { ...dashboard, outcome: 'ok' }, second, dashboardMs(options, at, n - failed));
  writeRequests(file, second, { ...dashboard, name }, 60 * (options.slownessAt?.(at) ?? 1), n - failed);
  if (failed > 0) {
    file.scalar('journey_error', { ...dashboard, kind: 'status', name, detail: 'status 500' }, second, failed);
    const tags = { ...dashboard, name, method: 'GET', status: '500', expected_response: 'false' };
    file.trend('http_req_duration', tags, second, around(3, failed));
  }
  finish(dashboard, 'ok', n - failed);
  finish(dashboard, 'failed', failed);
  const dropped = isMeasured ? (options.droppedPerSecond ?? 0) : 0;
  const health = begin('health', n - dropped);
  if (dropped > 0) file.scalar('dropped_iterations', { scenario: 'health' }, second, dropped);
  file.trend('health_check', { ...health, outcome: 'ok' }, second, around(4, n - dropped));
  writeRequests(file, second, { ...health, name: 'GET /api/health' }, 4, n - dropped);
  finish(health, 'ok', n - dropped);
  file.rate('checks', { ...health, check: 'GET /api/health' }, second, n - dropped, n - dropped);
}

function dashboardMs(options: ExampleOptions, at: number, count: number): readonly number[] {
  return options.dashboardMsAt?.(at, count) ?? around(180, count);
}

/** Every start fails within its second, as against a target that is gone. */
function writeOutage(file: LoadFileWriter, second: number): void {
  for (const journey of ['copilot', 'dashboard', 'health']) {
    const tags = { journey, phase: 'measure' };
    file.scalar('journey_started', tags, second, STARTS_PER_SECOND);
    file.scalar('journey_error', { ...tags, kind: 'connect', name: journey, detail: '' }, second, STARTS_PER_SECOND);
    file.scalar('journey_finished', { ...tags, outcome: 'failed' }, second, STARTS_PER_SECOND);
  }
}

type Tags = Record<string, string>;

function writeCopilot(file: LoadFileWriter, second: number, tags: Tags, modelMs: number): void {
  const name = 'POST /api/copilot';
  const n = STARTS_PER_SECOND;
  const firstTokenMs = modelMs + 20;
  file.trend('copilot_first_token', { ...tags, outcome: 'ok' }, second, around(firstTokenMs, n - 2));
  file.trend('copilot_first_token', { ...tags, outcome: 'abort' }, second, around(firstTokenMs, 2));
  const request = { ...tags, name, method: 'POST', status: '200', outcome: 'ok' };
  file.scalar('sse_reqs', request, second, n - 2);
  file.scalar('sse_reqs', { ...request, outcome: 'abort' }, second, 2);
  file.trend('sse_first_token', request, second, around(firstTokenMs, n));
  file.trend('sse_gap', request, second, around(20, 60));
  const parts = { pool: 0.5, db: 6, cache: 0, model_queue: 0, model: modelMs, total: modelMs + 12 };
  for (const [part, ms] of Object.entries(parts)) {
    file.trend('server_timing', { ...tags, part, name }, second, ms === 0 ? around(0, n) : around(ms, n));
  }
}

function writeRequests(file: LoadFileWriter, second: number, tags: Tags, ms: number, count: number): void {
  const request = { ...tags, method: 'GET', status: '200', expected_response: 'true' };
  file.scalar('http_reqs', request, second, count);
  file.trend('http_req_duration', request, second, around(ms, count));
  file.trend('http_req_waiting', request, second, around(ms * 0.95, count));
  file.trend('http_req_receiving', request, second, around(ms * 0.04, count));
  for (const [part, share] of Object.entries({ pool: 0.05, db: 0.7, total: 0.85 })) {
    file.trend(
      'server_timing',
      { journey: tags.journey ?? '', phase: tags.phase ?? '', part, name: tags.name ?? '' },
      second,
      around(ms * share, count),
    );
  }
}

function exampleSamples(options: ExampleOptions): Record<string, string> {
  let application = '';
  let postgres = '';
  let model = '';
  for (let second = TEST_START_MS / 1000; second < endSecondOf(options); second += 1) {
    const at = second - TEST_START_MS / 1000;
    const began = options.restartAt !== undefined && second >= MEASURE_SECOND + options.restartAt ? 2e9 : 1e9;
    application += scrapeLine('application', second * 1000 + 20, applicationValues(at, began));
    postgres += scrapeLine('postgres', second * 1000 + 30, [
      { name: 'pg_stat_activity_count', labels: { state: 'active' }, value: 4 },
      { name: 'pg_stat_activity_count', labels: { state: 'idle' }, value: 16 },
      { name: 'pg_stat_database_blks_hit', value: 1000 * at },
      { name: 'pg_stat_database_blks_read', value: 10 * at },
      { name: 'pg_stat_database_xact_commit', value: 300 * at },
    ]);
    model += scrapeLine('model', second * 1000 + 40, [
      { name: 'model_slots', value: 64 },
      { name: 'model_slots_in_use', value: 30 },
      { name: 'model_queue_length', value: 0 },
      { name: 'model_first_token_seconds_bucket', labels: { le: '0.2' }, value: 5 * at },
      { name: 'model_first_token_seconds_bucket', labels: { le: '0.3' }, value: 45 * at },
      { name: 'model_first_token_seconds_bucket', labels: { le: '+Inf' }, value: 45 * at },
    ]);
  }
  return { 'application.ndjson': application, 'model.ndjson': model, 'postgres.ndjson': postgres };
}

function applicationValues(at: number, processStart: number): SampleValue[] {
  return [
    { name: 'app_db_pool_max', value: 20 },
    { name: 'app_db_pool_in_use', value: 3 + (at % 4) },
    { name: 'app_db_pool_waiting', value: 0 },
    { name: 'app_cache_hits_total', labels: { family: 'dashboard' }, value: 90 * at },
    { name: 'app_cache_misses_total', labels: { family: 'dashboard' }, value: 10 * at },
    { name: 'app_cache_entries', value: 100 },
    { name: 'app_rate_limit_decisions_total', labels: { rule: 'api', decision: 'allowed' }, value: 135 * at },
    { name: 'process_start_time_seconds', value: processStart },
    { name: 'process_resident_memory_bytes', value: 120e6 },
  ];
}
