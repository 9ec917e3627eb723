/** Hand-made evidence for tests: rows with plain figures, of which a test changes what it is about. */
import type {
  DatabaseSnapshot,
  Evidence,
  IndexExperiment,
  IndexUsage,
  PlanRun,
  Plans,
  SlowStatement,
  SlowWatch,
  StatementRow,
  TableUsage,
} from '../../../contract/evidence.ts';
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { RunRecord } from '../read-record.ts';
import type { CollectorSamples, SampleSeries } from '../sample-data.ts';
import { recordOf } from './analyse-example.ts';
import { type ExampleOptions, MEASURE_SECOND, MEASURED_SECONDS } from './example-run.ts';

/** The measured phase of the example, Unix milliseconds. */
export const FROM_MS = MEASURE_SECOND * 1000;
/** When it ends. */
export const UNTIL_MS = FROM_MS + MEASURED_SECONDS * 1000;
/** Requests and streams that end in it: 45 a second of each of three journeys. */
export const REQUESTS = 3 * 45 * MEASURED_SECONDS;

/** A statement that was called ten times, 2 ms each. */
export function statementRow(given: Partial<StatementRow> = {}): StatementRow {
  return {
    id: '1',
    text: 'SELECT 1',
    calls: 10,
    totalMs: 20,
    stddevMs: 0,
    maxMs: 2,
    rows: 10,
    blocksHit: 90,
    blocksRead: 10,
    tempBlocksRead: 0,
    tempBlocksWritten: 0,
    ioMs: 0,
    ...given,
  };
}

/** A table that nothing happened to. */
export function tableUsage(given: Partial<TableUsage> = {}): TableUsage {
  return {
    schema: 'public',
    name: 'orders',
    bytes: 8192,
    liveRows: 100,
    sequentialScans: 0,
    sequentialRows: 0,
    indexScans: 0,
    inserted: 0,
    updated: 0,
    hotUpdated: 0,
    deleted: 0,
    ...given,
  };
}

/** An index of `orders` over its user that was never scanned. */
export function indexUsage(given: Partial<IndexUsage> = {}): IndexUsage {
  return {
    schema: 'public',
    table: 'orders',
    name: 'idx_orders_user',
    definition: 'CREATE INDEX idx_orders_user ON public.orders USING btree (user_id)',
    method: 'btree',
    keys: ['user_id'],
    included: [],
    predicate: null,
    isUnique: false,
    isPrimary: false,
    isValid: true,
    bytes: 16_384,
    scans: 0,
    entriesRead: 0,
    rowsFetched: 0,
    blocksHit: 0,
    blocksRead: 0,
    ...given,
  };
}

/** A plan of 1 ms and 10 blocks that reads no index. */
export function planRun(given: Partial<PlanRun> = {}): PlanRun {
  return {
    hash: 'h',
    executionMs: 1,
    planningMs: 0.1,
    blocksHit: 10,
    blocksRead: 0,
    rows: 10,
    indexes: [],
    sequentialRows: 0,
    tempBlocks: 0,
    text: 'Limit',
    ...given,
  };
}

/** An experiment in which the planner takes the index, and the query takes `slower` times the time without it. */
export function experiment(index: string, slower = 40, given: Partial<IndexExperiment> = {}): IndexExperiment {
  return {
    index,
    table: 'orders',
    query: { journey: 'dashboard', request: 'GET /api/dashboard/orders', statement: 'recent orders', text: 'SELECT' },
    cases: [
      {
        user: 'average',
        with: planRun({ hash: 'with', indexes: [index] }),
        without: planRun({ hash: 'without', executionMs: slower, blocksHit: 10 * slower, sequentialRows: 1_000_000 }),
      },
    ],
    ...given,
  };
}

/** All experiments. */
export function plansOf(experiments: IndexExperiment[]): Measured<Plans> {
  return measured({ headroom: 'plans/1', atMs: 1, source: 'a copy', orders: 1000, experiments });
}

/** What one snapshot holds. */
export interface SnapshotInput {
  statements?: StatementRow[];
  omitted?: number;
  tables?: TableUsage[];
  indexes?: IndexUsage[];
  settings?: Record<string, string>;
}

/** A snapshot at one end of the example's measured phase. */
export function snapshot(moment: 'before' | 'after', input: SnapshotInput = {}): DatabaseSnapshot {
  const atMs = moment === 'before' ? FROM_MS : UNTIL_MS;
  return {
    headroom: 'database/1',
    moment,
    wantedAtMs: atMs,
    atMs,
    tookMs: 5,
    statements: measured({ rows: input.statements ?? [], omitted: input.omitted ?? 0 }),
    tables: measured(input.tables ?? []),
    indexes: measured(input.indexes ?? []),
    settings: measured(input.settings ?? {}),
  };
}

/** Both snapshots. */
export function snapshots(before: SnapshotInput, after: SnapshotInput): Pick<Evidence, 'before' | 'after'> {
  return { before: measured(snapshot('before', before)), after: measured(snapshot('after', after)) };
}

/** A slow statement of 300 ms, from the log. */
export function slowStatement(given: Partial<SlowStatement> = {}): SlowStatement {
  return {
    atMs: FROM_MS + 1000,
    source: 'log',
    id: '7',
    text: 'SELECT slow',
    durationMs: 300,
    waits: [],
    planHash: null,
    plan: null,
    ...given,
  };
}

/** A watch over log and running statements. */
export function slowWatch(given: Partial<SlowWatch> = {}): Measured<SlowWatch> {
  return measured({
    headroom: 'slow-watch/1',
    limitMs: 250,
    fromMs: FROM_MS,
    untilMs: UNTIL_MS,
    log: measured({ lines: 4 }),
    activity: measured({ samples: 50, intervalMs: 200 }),
    kept: 4,
    omitted: 0,
    ...given,
  });
}

/** No evidence at all. */
export function noEvidence(): Evidence {
  const gone = unavailable('not collected');
  return { before: gone, after: gone, plans: gone, slowWatch: gone, slowStatements: [], migrations: gone };
}

/** The example's record with the given evidence and, for names that they have, other collectors' series. */
export async function recordWith(
  evidence: Partial<Evidence>,
  series: SampleSeries[] = [],
  options: ExampleOptions = {},
): Promise<RunRecord> {
  const record = await recordOf(options);
  const names = new Set(series.map(({ name }) => name));
  const others = record.collectors.map((one) => ({
    ...one,
    series: one.series.filter(({ name }) => !names.has(name)),
  }));
  const collectors = series.length === 0 ? others : [...others, collectorOf('made', series)];
  return { ...record, collectors, evidence: { ...noEvidence(), ...evidence } };
}

/** A collector that saw the series, and beside them a gauge at every second of the measured phase: no scrape failed. */
export function collectorOf(name: string, series: SampleSeries[]): CollectorSamples {
  const others =
    series.length === 0
      ? []
      : [
          sampled(
            'made_up',
            Array.from({ length: MEASURED_SECONDS }, () => 1),
          ),
        ];
  return {
    name,
    scrapes: MEASURED_SECONDS,
    failures: 0,
    lastReason: null,
    leapsBackMs: 0,
    series: [...series, ...others],
  };
}

/** A series scraped once a second, first at the beginning of the measured phase; the last value but falls into it. */
export function sampled(name: string, values: readonly number[], labels: Record<string, string> = {}): SampleSeries {
  const at = values.map((_, second) => FROM_MS + second * 1000);
  return { name, labels, at, values: [...values], isBornLate: false };
}

/** A Prometheus histogram whose first scrape is empty and whose second holds `counts` (cumulative) by upper bound. */
export function histogramSeries(name: string, counts: Record<string, number>, sum: number): SampleSeries[] {
  const buckets = Object.entries(counts).map(([le, count]) => sampled(`${name}_bucket`, [0, count], { le }));
  const total = Math.max(0, ...Object.values(counts));
  return [...buckets, sampled(`${name}_sum`, [0, sum]), sampled(`${name}_count`, [0, total])];
}
