import { describe, expect, it } from 'vitest';
import { buildModel } from '../build-model.ts';
import type { SampleSeries } from '../sample-data.ts';
import { collectorOf, FROM_MS, histogramSeries, recordWith, sampled } from '../support/evidence-example.ts';
import { EXHAUSTIONS_MAX } from './pool.ts';

const modelOf = async (series: SampleSeries[] = []) => buildModel(await recordWith({}, series));
const poolOf = async (series: SampleSeries[] = []) => (await modelOf(series)).evidence.pool;

describe('the pool', () => {
  it('has exactly the figures of the summary', async () => {
    const { summary, evidence } = await modelOf(
      histogramSeries('app_db_pool_wait_seconds', { '0.001': 95, '+Inf': 100 }, 0.2),
    );
    const { max, inUseMax, waitingMax, waitMsP95 } = evidence.pool;
    expect({ max, inUseMax, waitingMax, waitMsP95 }).toEqual(summary.server.pool);
    expect(waitMsP95).toBe(1);
  });

  it('says of everything that is missing why', async () => {
    const record = await recordWith({});
    const { pool } = buildModel({ ...record, collectors: [] }).evidence;
    const gone = { status: 'unavailable', reason: 'not collected' };
    expect(pool).toMatchObject({ max: gone, inUseMax: gone, exhausted: gone, waits: gone, postgres: gone });
    expect(pool.exhaustions).toEqual({ rows: [], further: 0 });
    expect(pool.opened).toMatchObject({ status: 'unavailable', reason: 'not collected' });
    expect(pool.pgbouncer).toMatchObject({ reason: expect.stringMatching(/^not collected: no PgBouncer/) });
  });

  it('shows waits by duration without empty buckets at the ends', async () => {
    const { waits } = await poolOf(
      histogramSeries(
        'app_db_pool_wait_seconds',
        { '0.0001': 0, '0.001': 60, '0.01': 60, '1': 90, '2': 90, '+Inf': 90 },
        9,
      ),
    );
    expect(waits).toEqual({
      status: 'ok',
      value: {
        count: 90,
        meanMs: 100,
        buckets: [
          { upToMs: 1, count: 60, share: 0.6667 },
          { upToMs: 10, count: 0, share: 0 },
          { upToMs: 1000, count: 30, share: 0.3333 },
        ],
      },
    });
  });

  it('has an open bucket for waits that were longer than all others, and none when nobody asked', async () => {
    const name = 'app_db_pool_wait_seconds';
    const open = await poolOf(histogramSeries(name, { '1': 3, '+Inf': 5 }, 9));
    expect(open.waits).toMatchObject({
      value: { buckets: [{ upToMs: 1000 }, { upToMs: null, count: 2, share: 0.4 }] },
    });
    const idle = await poolOf(histogramSeries(name, { '1': 0, '+Inf': 0 }, 0));
    expect(idle.waits).toMatchObject({ reason: 'nobody asked for a connection in the measured phase' });
  });

  it('lists when callers gave up, and counts those that are not listed', async () => {
    const few = await poolOf([sampled('app_db_pool_exhausted_total', [2, 2, 5, 5, 6])]);
    expect(few).toMatchObject({
      exhausted: 4,
      exhaustions: {
        rows: [
          { atMs: FROM_MS + 2000, count: 3 },
          { atMs: FROM_MS + 4000, count: 1 },
        ],
        further: 0,
      },
    });
    const often = sampled(
      'app_db_pool_exhausted_total',
      Array.from({ length: 61 }, (_, at) => at * 2),
    );
    const dense = { ...often, at: often.at.map((_, at) => FROM_MS + at * 100) };
    const many = await poolOf([dense]);
    expect(many.exhaustions.rows).toHaveLength(EXHAUSTIONS_MAX);
    expect(many.exhaustions.further).toBe(20);
  });

  it('tells a pool that kept its connections from churn', async () => {
    const kept = await poolOf([sampled('app_db_connections_opened_total', [20, 20, 20])]);
    expect(kept.opened).toMatchObject({ finding: 'No connection was opened in the measured phase: all were kept' });
    const churn = await poolOf([sampled('app_db_connections_opened_total', [20, 700, 1350])]);
    expect(churn).toMatchObject({
      connectionsOpened: 1330,
      opened: { finding: 'The application opened 1330 connections in the measured phase' },
    });
  });

  it('has PostgreSQL’s sessions by state beside it', async () => {
    const { postgres } = await poolOf([
      sampled('pg_stat_activity_count', [1, 3], { state: 'active' }),
      sampled('pg_stat_activity_count', [9, 7], { state: 'idle' }),
      sampled('pg_settings_max_connections', [100, 100]),
    ]);
    expect(postgres).toEqual({
      status: 'ok',
      value: {
        limit: 100,
        states: [
          { state: 'active', mean: 2, max: 3 },
          { state: 'idle', mean: 8, max: 9 },
        ],
      },
    });
  });
});

describe('PgBouncer', () => {
  it('is shown with all of its pools and totals, by database', async () => {
    const { pgbouncer } = await poolOf([
      sampled('pgbouncer_pools_client_waiting', [0, 4], { database: 'app', user: 'web' }),
      sampled('pgbouncer_databases_pool_size', [20, 20], { database: 'app' }),
      sampled('pgbouncer_stats_transactions_total', [10, 40], { database: 'app' }),
    ]);
    expect(pgbouncer).toEqual({
      status: 'ok',
      value: {
        gauges: [
          { label: 'client waiting (app, web)', mean: 2, max: 4 },
          { label: 'pool size (app)', mean: 20, max: 20 },
        ],
        totals: [{ label: 'transactions (app)', increase: 30 }],
      },
    });
  });

  it('that could not be asked says what it answered', async () => {
    const record = await recordWith({});
    const failing = { ...collectorOf('pgbouncer', []), failures: 10, lastReason: 'not allowed: add it to stats_users' };
    const model = buildModel({ ...record, collectors: [...record.collectors, failing] });
    expect(model.evidence.pool.pgbouncer).toEqual({
      status: 'unavailable',
      reason: 'not allowed: add it to stats_users',
    });
  });
});
