/** What the sample model says of costs, pool, cache and copilot, and of the database. */
import type { EvidenceModel } from '../../evidence-model.ts';
import type { Panel } from '../../panel-model.ts';
import { sampleMigrations, sampleSlow, sampleStatements, sampleTables } from './sample-database.ts';
import { sampleIndexes } from './sample-indexes.ts';
import { noise } from './sample-noise.ts';

/** 22 November 2026, 22:00 UTC: where the sample begins. */
const ORIGIN_MS = 1_795_384_800_000;
const BUCKETS = 100;

/** All evidence; in a failing run the pool was exhausted twice and statements were slow. */
export function sampleEvidence(isSlow: boolean): EvidenceModel {
  return {
    cost: sampleCost(),
    statements: { status: 'ok', value: sampleStatements() },
    tables: { status: 'ok', value: sampleTables() },
    settings: {
      status: 'ok',
      value: [
        { name: 'jit', value: 'off' },
        { name: 'max_connections', value: '100' },
        { name: 'shared_buffers', value: '128MB' },
      ],
    },
    slow: { status: 'ok', value: sampleSlow(isSlow) },
    indexes: { status: 'ok', value: sampleIndexes() },
    migrations: { status: 'ok', value: sampleMigrations() },
    planHashes: [{ source: 'experiment', key: 'idx_orders_user_created/power/with', hash: '7f3ac1d2' }],
    pool: samplePool(isSlow),
    cache: { status: 'ok', value: sampleCache() },
    copilot: { status: 'ok', value: sampleCopilot(isSlow) },
  };
}

function sampleCost(): EvidenceModel['cost'] {
  const gone = {
    status: 'unavailable' as const,
    reason: 'process_tree_cpu_seconds_total was not among what the collectors saw',
  };
  const tree = 'process_tree_cpu_seconds_total';
  return {
    requests: 4127,
    requestsBetweenSnapshots: 4130,
    databaseMs: 2.269,
    statements: 1.202,
    applicationDatabaseMs: 2.611,
    applicationStatements: 1.198,
    connectionsOpened: 0,
    processors: [
      { process: 'app', source: tree, cpuSeconds: 12.4, msPerRequest: 3.005 },
      { process: 'postgres', source: tree, cpuSeconds: 9.91, msPerRequest: 2.401 },
      { process: 'redis', source: tree, cpuSeconds: 0.62, msPerRequest: 0.1502 },
      { process: 'model', source: tree, cpuSeconds: gone, msPerRequest: gone },
    ],
    limiter: {
      meanMs: 0.412,
      p95Ms: 0.921,
      decisions: [
        { rule: 'api', decision: 'allowed', count: 3415 },
        { rule: 'copilot', decision: 'allowed', count: 712 },
        { rule: 'api', decision: 'limited', count: 12 },
      ],
    },
    routes: {
      status: 'ok',
      value: [
        route('/api/dashboard/orders', 486, 486, 5480),
        route('/api/copilot', 718, 2872, 3011),
        { ...route('none', 1, 118, 96.2), requests: null, statementsPerRequest: null, databaseMsPerRequest: null },
      ],
    },
  };
}

function route(name: string, requests: number, statements: number, databaseMs: number) {
  const per = (value: number): number => Number((value / requests).toPrecision(4));
  return {
    route: name,
    requests,
    statements,
    databaseMs,
    statementsPerRequest: per(statements),
    databaseMsPerRequest: per(databaseMs),
  };
}

function samplePool(isSlow: boolean): EvidenceModel['pool'] {
  const counts = [1210, 1904, 611, 240, 92, 41, 22, 6, isSlow ? 9 : 0];
  const bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, null];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    max: 20,
    inUseMax: 6,
    idleMin: isSlow ? 0 : 14,
    waitingMax: 0,
    waitMsP95: 0.12,
    waits: {
      status: 'ok',
      value: {
        count: total,
        meanMs: 0.2914,
        buckets: counts.map((count, at) => ({
          upToMs: bounds[at] ?? null,
          count,
          share: Number((count / total).toPrecision(4)),
        })),
      },
    },
    exhausted: isSlow ? 9 : 0,
    exhaustions: {
      rows: isSlow
        ? [
            { atMs: ORIGIN_MS + 63_000, count: 7 },
            { atMs: ORIGIN_MS + 64_000, count: 2 },
          ]
        : [],
      further: 0,
    },
    connectionsOpened: 0,
    opened: {
      id: 'connections-opened',
      title: 'Connections opened',
      status: 'ok',
      unit: '1/s',
      source: 'app_db_connections_opened_total',
      finding: 'No connection was opened in the measured phase: all were kept',
      lines: [{ label: 'opened', values: noise(BUCKETS, 91, 0, 0).map((_, at) => (at < 2 ? 10 : 0)) }],
    },
    postgres: {
      status: 'ok',
      value: {
        limit: 100,
        states: [
          { state: 'active', mean: 2.41, max: 6 },
          { state: 'idle', mean: 17.6, max: 20 },
        ],
      },
    },
    pgbouncer: { status: 'unavailable', reason: 'not collected: no PgBouncer is configured' },
  };
}

function sampleCache(): Extract<EvidenceModel['cache'], { status: 'ok' }>['value'] {
  const family = (name: string, hits: number, misses: number, computations: number, savedSeconds: number) => ({
    family: name,
    hits,
    misses,
    hitRate: Number((hits / (hits + misses)).toPrecision(4)),
    computations,
    computationsPerMiss: Number((computations / misses).toPrecision(4)),
    expirations: 4,
    computationsPerExpiry: 1,
    savedSeconds,
  });
  return {
    hits: 2210,
    misses: 190,
    hitRate: 0.921,
    families: [
      family('orders', 1102, 88, 81, 12.1),
      family('products', 702, 14, 6, 4.02),
      family('stats', 406, 88, 88, 1.4),
    ],
    evictions: 0,
    invalidations: 41,
    entriesMax: 402,
    entriesLimit: 10_000,
    bytesMax: 1_402_112,
    savedSeconds: 17.52,
    savedShare: 0.6193,
    panels: [
      panel('cache-families', 'Cache hit rate by family', 'share', '92 % of all look-ups were hits', [
        ['orders', noise(BUCKETS, 92, 0.92, 0.05)],
        ['products', noise(BUCKETS, 93, 0.97, 0.02)],
      ]),
      panel('cache-computations', 'Computations by family', '1/s', 'At most 4.1 answers a second were computed', [
        ['orders', noise(BUCKETS, 94, 1.4, 1)],
      ]),
    ],
  };
}

function sampleCopilot(isSlow: boolean): Extract<EvidenceModel['copilot'], { status: 'ok' }>['value'] {
  return {
    turns: 718,
    outcomes: [
      { outcome: 'answered', count: 684 },
      { outcome: 'aborted', count: 34 },
    ],
    promptTokens: {
      mean: isSlow ? 5204 : 1418,
      p95: isSlow ? 16_120 : 2981,
      firstThird: isSlow ? 4011 : 1409,
      lastThird: isSlow ? 6390 : 1422,
      growth: isSlow ? 1.593 : 1.009,
      panel: panel(
        'prompt-tokens',
        'Prompt tokens of a turn over time',
        'tokens',
        isSlow
          ? 'Prompts: 5204 tokens a turn on average, 16120 at p95'
          : 'Prompts: 1418 tokens a turn on average, 2981 at p95',
        [
          ['mean', noise(BUCKETS, 95, isSlow ? 5204 : 1418, 90)],
          ['p95', noise(BUCKETS, 96, isSlow ? 15_900 : 2900, 120)],
        ],
      ),
    },
    firstToken: {
      applicationMs: 402,
      applicationMsP95: 612,
      modelMs: 366,
      modelMsP95: 571,
      queueMs: 1.2,
      queueMsP95: 4.1,
      modelShare: 0.9104,
      queueShare: 0.002985,
      ownMs: 36,
    },
    promptCache: { hits: 716, misses: 2, hitRate: 0.9972 },
    cost: {
      promptTokens: isSlow ? 5_204_000 : 1_418_000,
      answerTokens: 98_400,
      answerBasis: 'as the model counted them',
      price: isSlow
        ? { status: 'unavailable', reason: 'no price configured: set modelPrice in headroom.config.ts' }
        : 5.238,
      currency: isSlow ? '' : 'USD',
    },
    persisted: { status: 'ok', value: { answered: 690, missing: 0, doubled: 0 } },
  };
}

function panel(
  id: string,
  title: string,
  unit: string,
  finding: string,
  lines: readonly (readonly [string, number[]])[],
): Panel {
  return {
    id,
    title,
    status: 'ok',
    unit,
    source: 'application',
    finding,
    lines: lines.map(([label, values]) => ({ label, values })),
  };
}
