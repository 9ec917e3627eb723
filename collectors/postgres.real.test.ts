import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseSnapshotSchema, slowWatchSchema } from '../contract/evidence.ts';
import { measured } from '../contract/measured.ts';
import type { SampleValue } from '../contract/samples.ts';
import { describeCollectorContract } from './contract-suite.ts';
import { startEvidence } from './evidence/evidence-run.ts';
import { createPostgresCollector } from './postgres.ts';
import { connectReadOnly } from './postgres-session.ts';
import { startPostgres, type TestPostgres } from './support/servers.ts';
import { startTcpProxy } from './support/tcp-proxy.ts';

const DATABASE = 'headroom_collectors';
const signal = new AbortController().signal;
let server: TestPostgres;

const urlOf = (user: string, port = server.port, database = DATABASE, password = server.password) =>
  `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

async function connect(user = 'headroom', database = DATABASE): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(user, server.port, database) });
  await client.connect();
  return client;
}

const figure = (values: SampleValue[], name: string, label?: string) =>
  values.find((value) => value.name === name && Object.values(value.labels ?? {})[0] === label)?.value;

beforeAll(async () => {
  server = await startPostgres();
  const admin = await connect('headroom', 'postgres');
  await admin.query(`CREATE DATABASE ${DATABASE}`);
  await admin.query(`CREATE ROLE plain LOGIN PASSWORD '${server.password}'`);
  await admin.end();
  const owner = await connect();
  await owner.query('CREATE TABLE stock (id int PRIMARY KEY, n int); INSERT INTO stock VALUES (1, 1)');
  await owner.end();
});
afterAll(() => server.stop());

describeCollectorContract('postgres', async () => {
  const proxy = await startTcpProxy(server.port);
  return {
    create: () => createPostgresCollector({ url: urlOf('headroom', proxy.port), timeoutMs: 350 }),
    everyScrapeHas: 'pg_stat_activity_count',
    secrets: [server.password, encodeURIComponent(server.password)],
    hang: proxy.hang,
    goAway: proxy.goAway,
    comeBack: proxy.pass,
    close: proxy.close,
  };
});

describe('a real PostgreSQL', () => {
  it('shows every name, and no session of the collector itself', async () => {
    const collector = createPostgresCollector({ url: urlOf('headroom'), timeoutMs: 900 });
    const twin = createPostgresCollector({ url: urlOf('headroom'), timeoutMs: 900 });
    await twin.scrape(signal);
    // Sessions of earlier tests may still be ending.
    await expect
      .poll(async () => figure((await collector.scrape(signal)).values, 'pg_stat_database_numbackends'))
      .toBe(0);
    const { values, remark } = await collector.scrape(signal);
    await collector.close();
    await twin.close();
    expect(remark).toBeUndefined();
    expect([...new Set(values.map((value) => value.name))].sort()).toEqual([
      'pg_blocked_sessions',
      'pg_longest_wait_seconds',
      'pg_settings_max_connections',
      'pg_stat_activity_count',
      'pg_stat_activity_wait_count',
      'pg_stat_database_blks_hit',
      'pg_stat_database_blks_read',
      'pg_stat_database_deadlocks',
      'pg_stat_database_numbackends',
      'pg_stat_database_temp_bytes',
      'pg_stat_database_temp_files',
      'pg_stat_database_xact_commit',
      'pg_stat_database_xact_rollback',
      'pg_up',
    ]);
    for (const state of ['active', 'idle', 'idle in transaction']) {
      expect(figure(values, 'pg_stat_activity_count', state)).toBe(0);
    }
    expect(figure(values, 'pg_settings_max_connections')).toBe(100);
  });

  it('shows who waits for a lock, and for how long', async () => {
    const collector = createPostgresCollector({ url: urlOf('headroom'), timeoutMs: 900 });
    const [holder, waiter] = [await connect(), await connect()];
    await holder.query('BEGIN; UPDATE stock SET n = 2 WHERE id = 1');
    const waiting = waiter.query('UPDATE stock SET n = 3 WHERE id = 1');
    const blocked = async () => figure((await collector.scrape(signal)).values, 'pg_blocked_sessions');
    await expect.poll(blocked).toBe(1);
    const waitSeconds = async () => figure((await collector.scrape(signal)).values, 'pg_longest_wait_seconds');
    await expect.poll(waitSeconds).toBeGreaterThan(0.05);
    const { values } = await collector.scrape(signal);
    expect(figure(values, 'pg_stat_activity_count', 'active')).toBe(1);
    expect(figure(values, 'pg_stat_activity_count', 'idle in transaction')).toBe(1);
    expect(figure(values, 'pg_stat_activity_wait_count', 'Lock')).toBe(1);
    expect(figure(values, 'pg_stat_database_numbackends')).toBe(2);
    await holder.query('ROLLBACK');
    await waiting;
    await expect.poll(blocked).toBe(0);
    expect(await waitSeconds()).toBe(0);
    await Promise.all([holder.end(), waiter.end(), collector.close()]);
  });

  it('is asked in a session that cannot write and whose statements end, whatever the URL says', async () => {
    const hostile = 'options=-c%20default_transaction_read_only%3Doff&application_name=other&statement_timeout=0';
    const { client, cut } = await connectReadOnly({ url: `${urlOf('headroom')}?${hostile}`, timeoutMs: 200 }, signal);
    await expect(client.query('UPDATE stock SET n = 9')).rejects.toThrow('read-only transaction');
    await expect(client.query('SELECT pg_sleep(60)')).rejects.toThrow('statement timeout');
    const { rows } = await client.query('SHOW application_name');
    expect(rows).toEqual([{ application_name: 'headroom_collector' }]);
    cut();
  });

  it('says to an ordinary user that sessions are hidden, and makes no zeros of them', async () => {
    const other = await connect();
    const collector = createPostgresCollector({ url: urlOf('plain'), timeoutMs: 900 });
    const { values, remark } = await collector.scrape(signal);
    await collector.close();
    await other.end();
    expect(remark).toMatch(/sessions of other users are hidden/);
    expect(figure(values, 'pg_stat_activity_count', 'hidden')).toBeGreaterThanOrEqual(1);
    expect(figure(values, 'pg_blocked_sessions')).toBeUndefined();
    expect(figure(values, 'pg_stat_database_blks_hit')).toBeGreaterThan(0);
  });

  it.each([
    ['an unknown database', () => urlOf('headroom', server.port, 'headroom_nowhere'), /does not exist/],
    [
      'a wrong password',
      () => urlOf('headroom', server.port, DATABASE, 'wr0ng planted'),
      /^(?!.*wr0ng).*authentication/,
    ],
    ['no user', () => `postgres://127.0.0.1:${server.port}/${DATABASE}`, /has to name a user/],
    ['no database', () => `postgres://headroom@127.0.0.1:${server.port}`, /has to name a user and a database/],
  ])('fails with the reason for %s', async (_what, url, reason) => {
    const collector = createPostgresCollector({ url: url(), timeoutMs: 900 });
    await expect(collector.scrape(signal)).rejects.toThrow(reason);
    await collector.close();
  });

  it('is reconnected after its session was ended', async () => {
    const collector = createPostgresCollector({ url: urlOf('headroom'), timeoutMs: 900 });
    await collector.scrape(signal);
    const admin = await connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headroom_collector'`,
    );
    await admin.end();
    await expect
      .poll(() =>
        collector.scrape(signal).then(
          () => 'works',
          () => 'broken',
        ),
      )
      .toBe('works');
    await collector.close();
  });
});

it('a server that loaded no library, counts nothing and logs nothing has no evidence, and the reasons say what to set', async () => {
  const owner = await connect();
  await owner.query('CREATE EXTENSION pg_stat_statements; ALTER ROLE plain SET track_counts = off');
  await owner.end();
  const runFolder = await mkdtemp(join(tmpdir(), 'headroom-evidence-'));
  const evidence = startEvidence({
    runFolder,
    postgres: { url: urlOf('plain') },
    logPath: server.logPath,
    phases: { rampMs: 0, warmupMs: 0, measureMs: 60_000 },
    live: () => ({ testStartedAtMs: measured(Date.now()) }),
    slowStatementMs: 250,
    activityIntervalMs: 200,
    onWriteError: () => {},
  });
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(runFolder, 'evidence', name), 'utf8'));
  await expect.poll(() => read('database-before.json').catch(() => null), { timeout: 10_000 }).not.toBeNull();
  await evidence.stop();
  const { statements, tables, indexes } = databaseSnapshotSchema.parse(await read('database-before.json'));
  const { log } = slowWatchSchema.parse(await read('slow-watch.json'));
  await rm(runFolder, { recursive: true });
  expect(statements).toMatchObject({
    reason: expect.stringMatching(/; set shared_preload_libraries = 'pg_stat_statements' and restart the server$/),
  });
  for (const part of [tables, indexes])
    expect(part).toEqual({ status: 'unavailable', reason: 'track_counts is off: ALTER SYSTEM SET track_counts = on' });
  expect(log).toMatchObject({ reason: expect.stringMatching(/^the server logs no slow statement: set/) });
});
