/**
 * Made-up runs of an ablation, for its tests. Every figure that an ablation reads is set here, so that the sample model
 * of the report may change without changing a golden.
 */
import { unavailable } from '../../../contract/measured.ts';
import type { PlannedSlo } from '../../../contract/plan.ts';
import { DEFAULT_SLOS } from '../../../contract/slos.ts';
import type { SloResult } from '../../../contract/summary.ts';
import type { TableFigures } from '../../database-model.ts';
import { sampleModel } from '../../html/support/sample-model.ts';
import type { LatencySeries } from '../../model.ts';
import type { AblationRecord, Arm } from '../ablation-record.ts';
import type { ReadRun } from '../build-ablation.ts';
import type { AblatedRun } from '../figures.ts';

const TOGGLES = [
  'indexes',
  'statsInDatabase',
  'resultLimits',
  'pool',
  'contextWindow',
  'promptCache',
  'responseCache',
  'rateLimit',
];

/** What became of a journey's starts; latencies of those that were answered. */
export interface MadeUpJourney {
  p50: number;
  p95: number;
  failed?: number;
  dropped?: number;
  unfinished?: number;
}

export interface MadeUpRun {
  id: string;
  off?: readonly string[];
  journeys?: Readonly<Record<string, MadeUpJourney>>;
  figures?: Partial<
    Record<'databaseMs' | 'statements' | 'connections' | 'poolWaitMs' | 'exhausted' | 'tokens', number>
  >;
  hasCache?: boolean;
  /** Whether the scrapes of the application failed in the measured phase. */
  isUnseen?: boolean;
  /** Of waits for a connection, in the open bucket beyond 2 s. */
  longWaits?: number;
  invalid?: string;
  errorKind?: string;
  /** Ids of findings, the likeliest cause first. */
  findings?: readonly string[];
}

/** Only read: what stands in every run is never changed. */
const base = sampleModel('pass');

const REQUESTS_BETWEEN = 7_200;

/** 600 starts of each journey were intended. */
export const INTENDED = 600;

const CALM: Readonly<Record<string, MadeUpJourney>> = {
  dashboard: { p50: 60, p95: 180 },
  copilot: { p50: 640, p95: 810 },
  product: { p50: 20, p95: 45 },
  checkout: { p50: 900, p95: 1_400 },
  health: { p50: 2, p95: 6 },
};

/** A run as `analyseRun` would give it. */
export function madeUpRun({
  id,
  off = [],
  journeys = {},
  figures = {},
  hasCache = true,
  ...rest
}: MadeUpRun): AblatedRun {
  const seen = DEFAULT_SLOS.map((slo) => ({
    slo,
    journey: journeys[slo.journey] ?? CALM[slo.journey] ?? { p50: 1, p95: 2 },
  }));
  const toggles = Object.fromEntries(TOGGLES.map((name) => [name, !off.includes(name)]));
  const unseen = (name: string) => unavailable(`${name} has no value in the measured phase`);
  const counted = (name: string, value: number) => (rest.isUnseen ? unseen(name) : value);
  const isLimiting = !rest.isUnseen && !off.includes('rateLimit');
  const unlimited = rest.isUnseen
    ? unseen('app_rate_limit_seconds_sum')
    : unavailable('app_rate_limit_seconds counted nothing in the measured phase');
  const { evidence } = base;
  const cache = evidence.cache.status === 'ok' ? evidence.cache.value : null;
  const copilot = evidence.copilot.status === 'ok' ? evidence.copilot.value : null;
  const waits = evidence.pool.waits.status === 'ok' ? evidence.pool.waits.value : null;
  if (cache === null || copilot === null || waits === null) throw new Error('the sample model lacks its evidence');
  const tokens = figures.tokens ?? 2_000;
  return {
    facts: { ...base.facts, requestRateRps: { status: 'ok', value: 120 } },
    errors: {
      ...base.errors,
      rows:
        rest.errorKind === undefined
          ? []
          : [{ kind: rest.errorKind, count: 54, share: 0.8, firstMs: 0, lastMs: 1, endpoints: [], sample: '' }],
    },
    run: {
      ...base.run,
      id,
      startedAtMs: 1_795_384_800_000,
      git: { revision: '6040e30', dirty: false },
      target: { orders: 1_000_000, toggles, model: { slots: 64, tokensPerSecond: 50 } },
      versions: { headroom: '0.1.0', k6: 'v1.8.1', postgres: '18.1' },
    },
    plan: {
      ...base.plan,
      slos: DEFAULT_SLOS.map(
        (slo): PlannedSlo => ({ ...slo, judged: true, minimumStarts: 400, expectedStarts: INTENDED }),
      ),
    },
    latency: seen.map(({ slo, journey }) => latencyOf(slo.id, slo.metric, journey)),
    summary: {
      ...base.summary,
      run: { ...base.summary.run, id, status: 'complete' },
      validity:
        rest.invalid === undefined
          ? { status: 'valid', reasons: [] }
          : { status: 'invalid', reasons: [{ code: 'timer_lag', severity: 'invalid', message: rest.invalid }] },
      findings: (rest.findings ?? []).map((id) => ({ id, severity: 'warning' as const, title: `Made up: ${id}` })),
      slos: seen.map(({ slo, journey }) => sloOf(slo, journey)),
      // Some scrapes succeed even in a run whose measured phase nobody saw: before it, and in its drain.
      collectors: [{ name: 'application', scrapes: 60, failures: rest.isUnseen ? 47 : 0 }],
    },
    evidence: {
      ...evidence,
      statements: unavailable('not collected: the record has no evidence/database-before.json'),
      cost: {
        ...evidence.cost,
        requests: 7_200,
        requestsBetweenSnapshots: REQUESTS_BETWEEN,
        applicationDatabaseMs: counted('app_db_seconds_total', figures.databaseMs ?? 1.2),
        applicationStatements: counted('app_db_statements_total', figures.statements ?? 1.1),
        connectionsOpened: counted('app_db_connections_opened_total', figures.connections ?? 0),
        routes: unavailable('app_db_statements_total was not among what the collectors saw'),
        limiter: isLimiting
          ? { meanMs: 0.4, p95Ms: 0.9, decisions: [{ rule: 'address', decision: 'allowed', count: 5_400 }] }
          : { meanMs: unlimited, p95Ms: unlimited, decisions: [] },
        processors: [
          { process: 'app', source: 'made up', cpuSeconds: 20, msPerRequest: 2.9 },
          { process: 'postgres', source: 'made up', cpuSeconds: 10, msPerRequest: off.includes('indexes') ? 31 : 1.4 },
        ],
      },
      pool: {
        ...evidence.pool,
        waitMsP95: rest.isUnseen ? 3_154 : (rest.longWaits ?? 0) > 0 ? 2_000 : 0.5,
        exhausted: counted('app_db_pool_exhausted_total', figures.exhausted ?? 0),
        waits: rest.isUnseen
          ? unavailable('nobody asked for a connection in the measured phase')
          : {
              status: 'ok',
              value: { ...waits, ...bucketsOf(rest.longWaits ?? 0), meanMs: figures.poolWaitMs ?? 0.1 },
            },
      },
      tables: { status: 'ok', value: { rows: [scanned(off.includes('indexes') ? 400_000 : 40)], idle: 0, further: 0 } },
      cache: rest.isUnseen
        ? unseen('app_cache_hits_total')
        : {
            status: 'ok',
            value: hasCache
              ? { ...cache, hits: 860, misses: 140, hitRate: 0.86 }
              : { ...cache, hits: 0, misses: 0, hitRate: unavailable('nothing was counted in the measured phase') },
          },
      copilot: {
        status: 'ok',
        value: {
          ...copilot,
          promptTokens: { ...copilot.promptTokens, mean: tokens },
          firstToken: { ...copilot.firstToken, modelMs: 250 + tokens / 4, ownMs: 12 },
        },
      },
    },
  };
}

/** A hundred waits, all below 1 ms but the given ones, which took longer than 2 s. */
function bucketsOf(longWaits: number) {
  const buckets = [
    { upToMs: 1, count: 100 - longWaits },
    { upToMs: 2_000, count: 0 },
    { upToMs: null, count: longWaits },
  ];
  return { count: 100, buckets: buckets.map((bucket) => ({ ...bucket, share: bucket.count / 100 })) };
}

/** A table of which so many rows a request were read in order. */
function scanned(rowsPerRequest: number): TableFigures {
  return {
    name: 'orders',
    bytes: 8_192,
    liveRows: 1_000_000,
    sequentialScans: 1,
    sequentialRows: rowsPerRequest * REQUESTS_BETWEEN,
    indexScans: 0,
    inserted: 0,
    updated: 0,
    hotShare: null,
    deleted: 0,
  };
}

function sloOf(slo: (typeof DEFAULT_SLOS)[number], journey: MadeUpJourney): SloResult {
  const { failed = 0, dropped = 0, unfinished = 0 } = journey;
  const answered = INTENDED - failed - dropped - unfinished;
  const isThere = answered >= 0.95 * INTENDED;
  const isHeld = isThere && journey.p95 <= slo.limitMs;
  const late = isHeld ? 0 : Math.round(answered / 2);
  return {
    id: slo.id,
    metric: slo.metric,
    quantile: slo.quantile,
    limitMs: slo.limitMs,
    actualMs: isThere ? journey.p95 : unavailable('more than 5 % never answered'),
    goodShare: (answered - late) / INTENDED,
    intended: INTENDED,
    good: answered - late,
    late,
    failed,
    dropped,
    unfinished,
    aborted: 0,
    judged: true,
    verdict: isHeld ? 'pass' : 'fail',
    reason: 'made up',
  };
}

function latencyOf(id: string, metric: string, journey: MadeUpJourney): LatencySeries {
  const { failed = 0, dropped = 0, unfinished = 0, p50, p95 } = journey;
  const curve = [
    { q: 0.5, ms: p50 },
    { q: 0.9, ms: p95 * 0.9 },
    { q: 0.95, ms: p95 },
    { q: 0.98, ms: p95 * 1.1 },
    { q: 1, ms: p95 * 1.5 },
  ];
  return {
    id,
    title: id,
    metric,
    tags: {},
    limitMs: null,
    count: INTENDED - failed - dropped - unfinished,
    perBucket: { n: [], p50: [], p95: [], p99: [], max: [] },
    curve,
    tail: [],
  };
}

/** An ablation whose runs are all made, one a round and arm, with their records. */
export function madeUpAblation(
  runs: readonly (MadeUpRun & { profile: string; orders?: number; round?: number })[],
  options: Partial<AblationRecord> = {},
): { record: AblationRecord; runs: Map<string, ReadRun> } {
  const arms = new Map<string, Arm>();
  for (const { profile, orders = 1_000_000 } of runs) {
    const name = options.kind === 'scale' ? `${profile} at ${orders} orders` : profile;
    arms.set(name, { name, profile, orders });
  }
  const nameOf = (run: (typeof runs)[number]) =>
    options.kind === 'scale' ? `${run.profile} at ${run.orders ?? 1_000_000} orders` : run.profile;
  const schedule = runs.map((run) => ({ round: run.round ?? 1, arm: nameOf(run) }));
  return {
    record: {
      headroom: 'ablation/1',
      id: '2026-11-22T22-00-00Z-ablation-7f3a',
      kind: 'ablation',
      workload: 'baseline',
      measureMs: 60_000,
      isQuick: false,
      rounds: Math.max(...schedule.map(({ round }) => round)),
      seed: 7,
      startedAtMs: 1_795_384_800_000,
      arms: [...arms.values()],
      schedule,
      made: schedule.map((run, at) => ({ ...run, runId: runs[at]?.id ?? null, tookMs: 100_000 })),
      ...options,
    },
    runs: new Map(runs.map((run) => [run.id, madeUpRun(run)])),
  };
}
