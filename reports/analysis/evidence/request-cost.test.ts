import { describe, expect, it } from 'vitest';
import { buildModel } from '../build-model.ts';
import type { SampleSeries } from '../sample-data.ts';
import {
  collectorOf,
  histogramSeries,
  REQUESTS,
  recordWith,
  sampled,
  snapshots,
  statementRow,
} from '../support/evidence-example.ts';

const costOf = async (series: SampleSeries[] = [], evidence = {}) =>
  buildModel(await recordWith(evidence, series)).evidence.cost;

describe('the cost of a request', () => {
  it('is unavailable figure by figure, with the reason, where nobody counted', async () => {
    const cost = await costOf();
    expect(cost.requests).toBe(REQUESTS);
    expect(cost.databaseMs).toEqual({ status: 'unavailable', reason: 'not collected' });
    expect(cost.statements).toEqual({ status: 'unavailable', reason: 'not collected' });
    for (const figure of [cost.applicationDatabaseMs, cost.applicationStatements, cost.connectionsOpened])
      expect(figure).toMatchObject({ reason: expect.stringContaining('was not among what the collectors saw') });
    expect(cost.processors.map(({ process }) => process)).toEqual(['app', 'postgres', 'redis', 'model']);
    for (const { msPerRequest } of cost.processors) expect(msPerRequest).toMatchObject({ status: 'unavailable' });
    expect(cost.routes).toMatchObject({ status: 'unavailable' });
    expect(cost.limiter.meanMs).toMatchObject({ status: 'unavailable' });
  });

  it('holds database time and statements of PostgreSQL against the requests between its snapshots', async () => {
    const after = { statements: [statementRow({ calls: 2 * REQUESTS, totalMs: 5 * REQUESTS })] };
    const cost = await costOf([], snapshots({}, after));
    expect(cost).toMatchObject({ requestsBetweenSnapshots: REQUESTS, databaseMs: 5, statements: 2 });
  });

  it('holds what the application counted against the requests of the phase, growth before it left out', async () => {
    const seconds = sampled('app_db_seconds_total', [0, 1, 3], { route: '/a' });
    seconds.at[0] = (seconds.at[0] ?? 0) - 2000;
    seconds.at[1] = (seconds.at[1] ?? 0) - 1500;
    const cost = await costOf([
      seconds,
      sampled('app_db_statements_total', [0, 3 * REQUESTS], { route: '/a' }),
      sampled('app_db_connections_opened_total', [20, 20]),
    ]);
    expect(cost.applicationDatabaseMs).toBeCloseTo(2000 / REQUESTS, 3);
    expect(cost.applicationStatements).toBe(3);
    expect(cost.connectionsOpened).toBe(0);
  });

  it('is unavailable when no request ended', async () => {
    const record = await recordWith({}, [sampled('app_db_connections_opened_total', [0, 5])], {
      outage: [0, 10],
    });
    expect(buildModel(record).evidence.cost).toMatchObject({
      requests: { reason: 'no request ended in the measured phase' },
      connectionsOpened: { reason: 'no request ended in the measured phase' },
    });
  });
});

describe('processor time', () => {
  const tree = (process: string, seconds: number) =>
    sampled('process_tree_cpu_seconds_total', [1, 1 + seconds], { process });

  it('is told a request for every process, known ones first', async () => {
    const { processors } = await costOf([tree('zeta', 1), tree('postgres', 2.7), tree('app', 1.35)]);
    expect(processors.map(({ process, msPerRequest }) => [process, msPerRequest])).toEqual([
      ['app', 1],
      ['postgres', 2],
      ['redis', expect.objectContaining({ status: 'unavailable' })],
      ['model', expect.objectContaining({ status: 'unavailable' })],
      ['zeta', 0.7407],
    ]);
  });

  it('of the application falls back to what it tells itself, and names the source', async () => {
    const record = await recordWith({});
    record.collectors = [
      ...record.collectors.filter(({ name }) => name !== 'application'),
      collectorOf('application', [sampled('process_cpu_seconds_total', [0, 2.7])]),
    ];
    expect(buildModel(record).evidence.cost.processors[0]).toEqual({
      process: 'app',
      source: 'process_cpu_seconds_total',
      cpuSeconds: 2.7,
      msPerRequest: 2,
    });
  });
});

describe('the rate limiter', () => {
  it('takes a mean and a p95 a decision, told in milliseconds, with its decisions by rule', async () => {
    const { limiter } = await costOf([
      ...histogramSeries('app_rate_limit_seconds', { '0.001': 90, '0.01': 100, '+Inf': 100 }, 0.08),
      sampled('app_rate_limit_decisions_total', [0, 90], { rule: 'api', decision: 'allowed' }),
      sampled('app_rate_limit_decisions_total', [0, 0], { rule: 'api', decision: 'limited' }),
    ]);
    expect(limiter).toEqual({
      meanMs: 0.8,
      p95Ms: 5.5,
      decisions: [{ rule: 'api', decision: 'allowed', count: 90 }],
    });
  });
});

describe('routes', () => {
  it('tell statements and database time a request; what no request waits for has none', async () => {
    const { routes } = await costOf([
      sampled('app_db_statements_total', [0, 400], { route: '/api/copilot' }),
      sampled('app_db_statements_total', [5, 25], { route: 'none' }),
      sampled('app_db_statements_total', [7, 7], { route: '/idle' }),
      sampled('app_db_seconds_total', [0, 0.5], { route: '/api/copilot' }),
      sampled('app_db_seconds_total', [0, 2], { route: 'none' }),
      sampled('http_requests_received_total', [0, 60], { route: '/api/copilot', method: 'POST' }),
      sampled('http_requests_received_total', [0, 40], { route: '/api/copilot', method: 'GET' }),
    ]);
    expect(routes).toEqual({
      status: 'ok',
      value: [
        {
          route: 'none',
          requests: null,
          statements: 20,
          databaseMs: 2000,
          statementsPerRequest: null,
          databaseMsPerRequest: null,
        },
        {
          route: '/api/copilot',
          requests: 100,
          statements: 400,
          databaseMs: 500,
          statementsPerRequest: 4,
          databaseMsPerRequest: 5,
        },
      ],
    });
  });
});
