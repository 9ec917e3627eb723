import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleValue } from '../contract/samples.ts';
import { describeCollectorContract } from './contract-suite.ts';
import { createPgBouncerCollector } from './pgbouncer.ts';
import { startPgBouncer, startPostgres, type TestServer } from './support/servers.ts';
import { startTcpProxy } from './support/tcp-proxy.ts';

/** A busy machine takes its time. */
const PATIENCE = { timeout: 10_000 };
const signal = new AbortController().signal;
let postgres: TestServer;
let bouncer: TestServer;

const urlOf = (database: string, user: string, port = bouncer.port, password = bouncer.password) =>
  `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
const figure = (values: SampleValue[], name: string) =>
  values.find((value) => value.name === name && (value.labels?.database ?? 'postgres') === 'postgres')?.value;

beforeAll(async () => {
  postgres = await startPostgres();
  bouncer = await startPgBouncer({ postgres, database: 'postgres', poolSize: 1 });
});
afterAll(async () => {
  await bouncer?.stop();
  await postgres?.stop();
});

describeCollectorContract('pgbouncer', async () => {
  const proxy = await startTcpProxy(bouncer.port);
  return {
    create: () => createPgBouncerCollector({ url: urlOf('pgbouncer', 'watcher', proxy.port) }),
    everyScrapeHas: 'pgbouncer_databases_pool_size',
    secrets: [bouncer.password, encodeURIComponent(bouncer.password)],
    hang: proxy.hang,
    goAway: proxy.goAway,
    comeBack: proxy.pass,
    close: proxy.close,
  };
});

describe('a real PgBouncer', () => {
  it('shows who waits for its only connection, how long all waited, and what was done', async () => {
    const collector = createPgBouncerCollector({ url: urlOf('pgbouncer', 'watcher') });
    const clients = await Promise.all(
      [1, 2].map(async () => {
        const client = new pg.Client({ connectionString: urlOf('postgres', 'headroom') });
        await client.connect();
        return client;
      }),
    );
    const [first, second] = clients;
    await first?.query('BEGIN; SELECT 1');
    const waiting = second?.query('SELECT 2');
    const shown = async (name: string) => figure((await collector.scrape(signal)).values, name);
    await expect.poll(() => shown('pgbouncer_pools_client_waiting'), PATIENCE).toBe(1);
    await expect.poll(() => shown('pgbouncer_pools_maxwait_seconds'), PATIENCE).toBeGreaterThan(0.05);
    const { values } = await collector.scrape(signal);
    expect(figure(values, 'pgbouncer_pools_client_active')).toBe(1);
    expect(figure(values, 'pgbouncer_pools_server_active')).toBe(1);
    expect(figure(values, 'pgbouncer_pools_server_idle')).toBe(0);
    expect(figure(values, 'pgbouncer_databases_pool_size')).toBe(1);
    expect(figure(values, 'pgbouncer_config_max_client_connections')).toBe(50);
    await first?.query('COMMIT');
    await waiting;
    await expect.poll(() => shown('pgbouncer_pools_client_waiting'), PATIENCE).toBe(0);
    const after = await collector.scrape(signal);
    expect(figure(after.values, 'pgbouncer_stats_queries_total')).toBeGreaterThanOrEqual(3);
    expect(figure(after.values, 'pgbouncer_stats_wait_seconds_total')).toBeGreaterThan(0.05);
    expect(after.values.filter(({ labels }) => labels?.database === 'pgbouncer')).toEqual([]);
    await Promise.all([...clients.map((client) => client.end()), collector.close()]);
  });

  it.each([
    ['a wrong password', () => urlOf('pgbouncer', 'watcher', bouncer.port, 'wr0ng planted'), /^(?!.*wr0ng).+/],
    ['a user that may not see the console', () => urlOf('pgbouncer', 'headroom'), /not allowed/],
    ['no user', () => `postgres://127.0.0.1:${bouncer.port}/pgbouncer`, /has to name a user/],
  ])('fails with the reason for %s', async (_what, url, reason) => {
    const collector = createPgBouncerCollector({ url: url() });
    await expect(collector.scrape(signal)).rejects.toThrow(reason);
    await collector.close();
  });
});
