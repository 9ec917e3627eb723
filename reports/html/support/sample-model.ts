/**
 * A made-up report model for the renderer's tests and for looking at the report while working on it. Its numbers are
 * invented; no code outside tests and previews may import it. Deterministic: a seeded generator, a fixed date.
 */
import { planSchema } from '../../../contract/plan.ts';
import type { LatencySeries, Panel, ReportModel } from '../../model.ts';
import { sampleAttribution } from './sample-attribution.ts';
import { sampleCorrectness } from './sample-correctness.ts';
import { sampleEndpoints } from './sample-endpoints.ts';
import { failingErrors } from './sample-errors.ts';
import { sampleEvidence } from './sample-evidence.ts';
import { sampleFindings } from './sample-findings.ts';
import { noise, round } from './sample-noise.ts';
import { panel } from './sample-panel.ts';
import { samplePanels } from './sample-panels.ts';
import { sampleShares } from './sample-shares.ts';
import { sampleSummary } from './sample-summary.ts';
import { BUCKETS, ORIGIN_MS, type SampleKind } from './sample-time.ts';

export type { SampleKind } from './sample-time.ts';

/** The model of a run of 100 copilot sessions, 100 dashboard users and a health probe. */
export function sampleModel(kind: SampleKind = 'pass'): ReportModel {
  const isSlow = kind === 'fail';
  const phase = (name: 'ramp' | 'warmup' | 'measure' | 'drain', fromS: number, toS: number) => ({
    name,
    startMs: ORIGIN_MS + fromS * 1000,
    endMs: ORIGIN_MS + toS * 1000,
  });
  const token = series('copilot_first_token', 'Copilot first token', {
    base: isSlow ? 980 : 420,
    limitMs: 1000,
    n: 12,
    seed: 1,
  });
  const page = series('dashboard_load', 'Dashboard load', { base: 92, limitMs: 2000, n: 8, seed: 2 });
  const health = series('health_check', 'Health check', { base: 3.1, limitMs: 100, n: 10, seed: 3 });
  const perEndpoint = sampleEndpoints().slice(0, 7);
  const latency = [
    page,
    token,
    health,
    ...perEndpoint.map((row, index) => ({
      ...series(row.name, row.name, { base: row.p50 ?? 10, limitMs: null, n: 8, seed: 10 + index }),
      metric: 'http_req_duration',
    })),
  ];
  return {
    schema: 'headroom.report/1',
    summary: sampleSummary(kind),
    run: {
      headroom: 'run/1',
      id: '2026-11-22T22-00-00Z-baseline-7f3a',
      workload: 'baseline',
      profile: 'after',
      deployment: 'reference',
      baseUrl: 'http://127.0.0.1:41873',
      status: 'complete',
      startedAtMs: ORIGIN_MS,
      endedAtMs: ORIGIN_MS + BUCKETS * 1000,
      instances: ['local'],
      collectors: ['postgres', 'redis', 'application', 'host'],
      git: { revision: '6040e30c5a1b2f9d7e80aa10c42e55b1f3d9c2aa', dirty: kind === 'fail' },
      versions: { headroom: '0.1.0', k6: 'v1.8.1', node: 'v20.20.0' },
      machine: {
        cores: 2,
        memoryBytes: 8_589_934_592,
        kernel: '6.1.0',
        os: 'Debian GNU/Linux 12',
        cgroupVersion: 2,
        cpuLimitCores: 2,
        memoryLimitBytes: 8_589_934_592,
        sharedWithTarget: true,
      },
      configuration: {},
      command: 'npx headroom run baseline --profile after --seed 20261122',
    },
    plan: planSchema.parse({
      headroom: 'plan/1',
      workload: 'baseline',
      description: '100 copilot sessions and 100 dashboard users at once',
      profile: 'after',
      deployment: 'reference',
      baseUrl: 'http://127.0.0.1:41873',
      seed: 20261122,
      phases: { rampMs: 20_000, warmupMs: 15_000, measureMs: 60_000 },
      journeys: [],
      leftOut: [],
      warnings: [],
      slos: [],
      errorShareLimit: 0.01,
      model: { slots: 64, tokensPerSecond: 50 },
      executor: { instance: 'local', localIps: null, niceness: 0, tagRequestId: false },
    }),
    facts: {
      durationMs: BUCKETS * 1000,
      measureStartMs: ORIGIN_MS + 35_000,
      measureEndMs: ORIGIN_MS + 95_000,
      requestsTotal: 4127,
      requestRateRps: { status: 'ok', value: 58.2 },
      streamsTotal: 712,
    },
    timeline: {
      originMs: ORIGIN_MS,
      bucketMs: 1000,
      count: BUCKETS,
      phases: [phase('ramp', 0, 20), phase('warmup', 20, 35), phase('measure', 35, 95), phase('drain', 95, 100)],
    },
    latency,
    whereTimeWent: sampleShares(isSlow),
    attribution: sampleAttribution(isSlow),
    streams: {
      status: 'ok',
      value: {
        rows: [
          streamRow('sse_first_byte', 'First byte', 698, [388, 612, 688, 731]),
          streamRow('sse_first_event', 'First event', 698, [391, 615, 690, 733]),
          streamRow('sse_first_token', 'First token', 698, [412, 637, 715, 758]),
          streamRow('sse_gap', 'Gap between tokens', 69_412, [20, 21.4, 26.2, 88.1]),
          streamRow('sse_max_gap', 'Longest gap of a stream', 698, [27.2, 61, 84.4, 88.1]),
          streamRow('sse_duration', 'Whole stream', 664, [2412, 3608, 3744, 3801]),
        ],
        outcomes: [
          { outcome: 'ok', count: 664 },
          { outcome: 'abort', count: 34 },
        ],
        tokensPerSecond: { status: 'ok', value: 49.7 },
        timeline: flightPanel(),
      },
    },
    errors: isSlow
      ? failingErrors()
      : {
          rows: [],
          timeline: { id: 'errors', title: 'Errors', status: 'unavailable', reason: 'no step failed' },
          note: '',
        },
    correctness: sampleCorrectness(kind),
    limiter: { headerChecks: [{ name: 'X-RateLimit-Remaining counts down', made: 210, failed: 0 }] },
    browser: { note: 'Advisory: no limit is judged, and a missing browser does not degrade the run.' },
    server: samplePanels(isSlow),
    findings: sampleFindings(isSlow),
    evidence: sampleEvidence(isSlow),
    generator: {
      panels: [
        panel(
          'cpu',
          'Generator CPU',
          'share',
          'k6 output',
          [['cpu', noise(BUCKETS, 21, 0.16, 0.06)]],
          'The generator used at most 26 % of its CPU',
        ),
        panel(
          'lag',
          'Timer lag p99',
          'ms',
          'k6 output',
          [['p99', noise(BUCKETS, 22, kind === 'invalid' ? 38 : 0.7, kind === 'invalid' ? 22 : 0.6)]],
          kind === 'invalid' ? 'Timers fired up to 61 ms late' : 'Timers fired at most 1.4 ms late',
        ),
      ],
      facts: [
        { label: 'CPU, highest second', value: '26 % of 2 cores' },
        { label: 'Timer lag p99', value: kind === 'invalid' ? '58.2 ms' : '1.31 ms' },
        { label: 'Resident memory, most', value: '141 MiB' },
        { label: 'Dropped starts', value: '0' },
        { label: 'Seconds without a report', value: '0 of 60' },
      ],
      rule: 'Valid while the timer lag p99 stays at or below 20 ms, every second is reported and every load file has its last line.',
    },
    endpoints: sampleEndpoints(),
    sloDetail: [
      { id: 'dashboard_load', violatedBuckets: 0, bucketsWithData: 60, worst: { atMs: ORIGIN_MS + 52_000, ms: 188 } },
      {
        id: 'copilot_first_token',
        violatedBuckets: isSlow ? 41 : 0,
        bucketsWithData: 60,
        worst: { atMs: ORIGIN_MS + 71_000, ms: isSlow ? 2011 : 758 },
      },
      { id: 'health_check', violatedBuckets: 0, bucketsWithData: 60, worst: { atMs: ORIGIN_MS + 44_000, ms: 9.2 } },
    ],
    method: [
      {
        label: 'Load model',
        value: 'copilot and dashboard closed (100 sessions each, with think time); health open at 10 starts a second',
      },
      { label: 'Phases', value: 'ramp-up 20 s, warm-up 15 s, measured 60 s; starts are selected by their phase tag' },
      {
        label: 'Quantiles',
        value: 'nearest rank over exponential histograms of scale 8; relative error at most 0.136 %',
      },
      { label: 'Machine', value: 'Debian GNU/Linux 12, 2 cores, 8 GiB; generator and target share it' },
      { label: 'Model', value: 'simulated: 64 slots, 50 tokens a second' },
      { label: 'Versions', value: 'headroom 0.1.0, k6 v1.8.1, Node v20.20.0' },
      { label: 'Seed', value: '20261122' },
    ],
    cuts: ['Latency over time is kept for the 20 busiest endpoints.'],
  };
}

function series(
  id: string,
  title: string,
  shape: { base: number; limitMs: number | null; n: number; seed: number },
): LatencySeries {
  const { base, limitMs, n, seed } = shape;
  const p50 = noise(BUCKETS, seed, base, base * 0.08).map((value, bucket) =>
    bucket < 6 ? null : round(value * (1 + 0.5 * Math.exp(-bucket / 12))),
  );
  const times = (factor: number, salt: number) =>
    p50.map((value, bucket) =>
      value === null ? null : round(value * (factor + 0.2 * (noise(BUCKETS, seed + salt, 1, 1)[bucket] ?? 1))),
    );
  const curve = Array.from({ length: 120 }, (_, index) => 1 - 10 ** (-index / 40)).map((q) => ({
    q: round(q, 6),
    ms: round(base * (0.72 + 0.28 * (1 - q) ** -0.22 * (1 + q * 0.5))),
  }));
  return {
    id,
    title,
    metric: id,
    tags: {},
    limitMs,
    count: n * 60,
    perBucket: {
      n: p50.map((value) => (value === null ? 0 : n)),
      p50,
      p95: times(1.25, 31),
      p99: times(1.5, 57),
      max: times(1.7, 91),
    },
    curve,
    tail: [0.9, 0.99, 0.999, 0.9999].map((q) => ({ q, beyond: Math.floor(n * 60 * (1 - q)) })),
  };
}

function streamRow(metric: string, title: string, count: number, values: readonly [number, number, number, number]) {
  const [p50, p95, p99, max] = values;
  return { metric, title, unit: 'ms', count, p50, p95, p99, max };
}

function flightPanel(): Panel {
  return panel(
    'in-flight',
    'Streams in flight',
    'count',
    'k6 output',
    [
      ['mean in the second', noise(BUCKETS, 41, 29, 5)],
      ['most in the second', noise(BUCKETS, 42, 35, 7)],
    ],
    'On average 29.6 answers were streaming at once, at most 43',
  );
}
