import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type DatabaseSnapshot,
  databaseSnapshotSchema,
  type SlowStatement,
  slowStatementSchema,
  slowWatchSchema,
} from '../../contract/evidence.ts';
import { type Measured, measured } from '../../contract/measured.ts';
import { startCollectors } from '../index.ts';
import { startPostgres, type TestPostgres } from '../support/servers.ts';
import { type EvidenceInput, startEvidence } from './evidence-run.ts';

const DATABASE = 'headroom_evidence';
const SETTINGS = [
  'shared_preload_libraries=pg_stat_statements,auto_explain',
  'auto_explain.log_min_duration=250ms',
  'pg_stat_statements.track=all',
  'log_line_prefix=%m [%p] %q%a ',
  'log_timezone=Asia/Kathmandu',
  'track_io_timing=on',
];
let server: TestPostgres;
let runFolder: string;

const urlOf = (user: string, database = DATABASE) =>
  `postgres://${user}:${encodeURIComponent(server.password)}@127.0.0.1:${server.port}/${database}`;

async function connect(user = 'headroom', database = DATABASE): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(user, database), application_name: 'shop' });
  await client.connect();
  return client;
}

const SCHEMA = `
  CREATE EXTENSION pg_stat_statements;
  CREATE TABLE orders (id int PRIMARY KEY, user_id int, total numeric, note text, created_at timestamptz);
  INSERT INTO orders SELECT i, i % 100, i, 'note ' || i % 2, now() FROM generate_series(1, 5000) i;
  CREATE INDEX orders_recent ON orders (user_id, created_at DESC, total DESC NULLS LAST) INCLUDE (note);
  CREATE INDEX orders_note ON orders (lower(note), id NULLS FIRST) WHERE total > 10;
  CREATE INDEX orders_hash ON orders USING hash (note);
  ANALYZE orders;
  CREATE FUNCTION twice() RETURNS bigint LANGUAGE plpgsql AS
    'BEGIN PERFORM count(*) FROM orders WHERE user_id = 3; RETURN (SELECT count(*) FROM orders WHERE user_id = 4); END'`;

beforeAll(async () => {
  server = await startPostgres(SETTINGS);
  const admin = await connect('headroom', 'postgres');
  for (const role of ['monitor', 'plain', 'app'])
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${server.password}'`);
  await admin.query('GRANT pg_monitor TO monitor');
  await admin.query(`CREATE DATABASE ${DATABASE}`);
  await admin.query(`CREATE DATABASE ${DATABASE}_without`);
  await admin.end();
  const owner = await connect();
  await owner.query(SCHEMA);
  await owner.query('GRANT ALL ON orders TO app');
  await expect(owner.query('CREATE UNIQUE INDEX CONCURRENTLY orders_broken ON orders (user_id)')).rejects.toThrow(
    'unique',
  );
  await owner.end();
});
afterAll(() => server.stop());
beforeEach(async () => {
  runFolder = join(await mkdtemp(join(tmpdir(), 'headroom-evidence-')), 'run');
});
afterEach(() => rm(join(runFolder, '..'), { recursive: true }));

const textOf = (name: string) => readFile(join(runFolder, 'evidence', name), 'utf8').catch(() => '');
async function snapshotOf(moment: 'before' | 'after'): Promise<DatabaseSnapshot> {
  await expect.poll(() => textOf(`database-${moment}.json`), { timeout: 10_000 }).not.toBe('');
  return databaseSnapshotSchema.parse(JSON.parse(await textOf(`database-${moment}.json`)));
}
const slowStatements = async (): Promise<SlowStatement[]> =>
  (await textOf('slow-statements.ndjson'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => slowStatementSchema.parse(JSON.parse(line)));

function had<T>(part: Measured<T>): T {
  if (part.status !== 'ok') throw new Error(part.reason);
  return part.value;
}

/** Evidence of a load that began just now and is measured at once. */
function start(user: string, change: Partial<EvidenceInput> = {}, database = DATABASE) {
  const startedAtMs = Date.now();
  return startEvidence({
    runFolder,
    postgres: { url: urlOf(user, database) },
    logPath: server.logPath,
    phases: { rampMs: 0, warmupMs: 200, measureMs: 60_000 },
    live: () => ({ testStartedAtMs: measured(startedAtMs) }),
    slowStatementMs: 250,
    activityIntervalMs: 100,
    onWriteError: (error) => {
      throw error;
    },
    ...change,
  });
}

describe('a role with pg_monitor alone', () => {
  it('sees exactly the calls, scans and rows in between, without those of the collectors', async () => {
    const collectors = startCollectors({ runFolder, postgres: { url: urlOf('monitor') } });
    const evidence = start('monitor');
    const before = await snapshotOf('before');
    const app = await connect('app');
    for (let k = 0; k < 7; k += 1) await app.query(`SELECT total FROM orders WHERE id = ${k + 1}`);
    for (let k = 0; k < 3; k += 1) await app.query('SELECT twice()');
    await app.query(`SELECT count(*) FROM orders WHERE note = 'planted' OR total = 4242`);
    await app.query(`UPDATE orders SET note = 'planted' WHERE id <= 5`);
    // A session reports its counts when it ends.
    await app.end();
    await evidence.stop();
    await collectors.stop();
    const after = await snapshotOf('after');

    const rows = had(after.statements).rows;
    const earlier = new Map(had(before.statements).rows.map((row) => [row.id, row]));
    const calls = rows.map((row) => [row.text, row.calls - (earlier.get(row.id)?.calls ?? 0)] as const);
    const more = Object.fromEntries(calls.filter(([, count]) => count > 0));
    expect(more).toEqual({
      'SELECT total FROM orders WHERE id = $1': 7,
      'SELECT twice()': 3,
      // The two statements within the function.
      'SELECT count(*) FROM orders WHERE user_id = $1': 3,
      '(SELECT count(*) FROM orders WHERE user_id = $1)': 3,
      'SELECT count(*) FROM orders WHERE note = $1 OR total = $2': 1,
      'UPDATE orders SET note = $1 WHERE id <= $2': 1,
    });
    const looked = rows.find(({ text }) => text === 'SELECT total FROM orders WHERE id = $1');
    expect(looked).toMatchObject({ rows: 7 });
    expect(looked?.maxMs).toBeGreaterThan(0);
    expect(looked?.totalMs).toBeGreaterThanOrEqual(looked?.maxMs ?? 0);
    expect(JSON.stringify([before, after])).not.toMatch(/planted|4242|headroom collector/);

    const table = (of: DatabaseSnapshot) => had(of.tables)[0];
    expect(table(after)).toMatchObject({ schema: 'public', name: 'orders', liveRows: 5_000 });
    expect(table(after)?.bytes).toBeGreaterThan(200_000);
    expect((table(after)?.updated ?? 0) - (table(before)?.updated ?? 0)).toBe(5);
    expect((table(after)?.sequentialScans ?? 0) - (table(before)?.sequentialScans ?? 0)).toBe(1);
    expect((table(after)?.sequentialRows ?? 0) - (table(before)?.sequentialRows ?? 0)).toBe(5_000);
    const scans = (of: DatabaseSnapshot) => had(of.indexes).find(({ name }) => name === 'orders_recent')?.scans ?? 0;
    expect(scans(after) - scans(before)).toBe(6);
    expect(after.atMs).toBeLessThan(after.wantedAtMs);
    expect(before.atMs - before.wantedAtMs).toBeGreaterThanOrEqual(0);
  });

  it('sees what each index is', async () => {
    const evidence = start('monitor');
    const indexes = had((await snapshotOf('before')).indexes);
    await evidence.stop();
    expect(indexes.map(({ name, isValid, isUnique, isPrimary }) => [name, isValid, isUnique, isPrimary])).toEqual([
      ['orders_broken', false, true, false],
      ['orders_hash', true, false, false],
      ['orders_note', true, false, false],
      ['orders_pkey', true, true, true],
      ['orders_recent', true, false, false],
    ]);
    const [, hash, note, , recent] = indexes;
    expect(recent).toMatchObject({
      schema: 'public',
      table: 'orders',
      method: 'btree',
      keys: ['user_id', 'created_at DESC', 'total DESC NULLS LAST'],
      included: ['note'],
      predicate: null,
      definition: expect.stringMatching(/^CREATE INDEX orders_recent ON public.orders USING btree/),
    });
    expect(note).toMatchObject({
      keys: ['lower(note)', 'id NULLS FIRST'],
      included: [],
      predicate: 'total > 10::numeric',
    });
    expect(hash).toMatchObject({ method: 'hash', keys: ['note'] });
  });

  it('sees the settings of the server, and not those of its own session', async () => {
    const evidence = start('monitor');
    const settings = had((await snapshotOf('before')).settings);
    await evidence.stop();
    expect(settings).toMatchObject({
      jit: 'on',
      max_parallel_workers_per_gather: '2',
      shared_buffers: '128MB',
      shared_preload_libraries: 'pg_stat_statements,auto_explain',
      'auto_explain.log_min_duration': '250ms',
      'pg_stat_statements.track': 'all',
    });
  });

  it('sees a slow statement once, with the duration and plan of the log and the waits of the samples', async () => {
    const evidence = start('monitor');
    await snapshotOf('before');
    const [holder, waiter, sleeper] = [await connect('app'), await connect('app'), await connect('app')];
    await holder.query('BEGIN; UPDATE orders SET total = 1 WHERE id = 1');
    const fromMs = Date.now();
    const waiting = waiter.query(`UPDATE orders SET note = 'planted' WHERE id = 1`);
    await sleeper.query(`SELECT pg_sleep(1.2), 'planted'`);
    await holder.query('ROLLBACK');
    await waiting;
    await sleeper.query('SELECT pg_sleep(0.1)');
    await evidence.stop();
    await Promise.all([holder.end(), waiter.end(), sleeper.end()]);

    const seen = await slowStatements();
    expect(seen.map(({ text, source }) => [source, text]).sort()).toEqual([
      ['log', 'SELECT pg_sleep(?), ?'],
      ['log', 'UPDATE orders SET note = ? WHERE id = ?'],
    ]);
    for (const statement of seen) {
      expect(statement.durationMs).toBeGreaterThan(1_100);
      // The log's clock has milliseconds.
      expect(statement.atMs).toBeGreaterThanOrEqual(fromMs - 2);
      expect(statement.atMs + statement.durationMs).toBeLessThanOrEqual(Date.now() + 2);
      expect(statement.id).toMatch(/^-?\d+$/);
      expect(statement.planHash).toMatch(/^[0-9a-f]{12}$/);
    }
    const waits = new Map(seen.map(({ text, waits: [most] }) => [text.slice(0, 6), most]));
    expect(waits.get('SELECT')).toMatchObject({ event: 'Timeout: PgSleep' });
    expect(waits.get('SELECT')?.samples).toBeGreaterThanOrEqual(1);
    expect(waits.get('UPDATE')).toMatchObject({ event: 'Lock: transactionid' });
    expect(JSON.stringify(seen)).not.toContain('planted');
    const watch = slowWatchSchema.parse(JSON.parse(await textOf('slow-watch.json')));
    expect(watch).toMatchObject({
      limitMs: 250,
      kept: 2,
      omitted: 0,
      log: { status: 'ok' },
      activity: { status: 'ok' },
    });
  });

  it('sees a slow statement by its samples alone where there is no log', async () => {
    const logPath = join(runFolder, 'no-such.log');
    const evidence = start('monitor', { logPath, slowStatementMs: 100, activityIntervalMs: 50 });
    const app = await connect('app');
    const fromMs = Date.now();
    await app.query('SELECT pg_sleep(1.5)');
    const tookMs = Date.now() - fromMs;
    await app.end();
    await evidence.stop();
    const [seen, ...others] = await slowStatements();
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ source: 'activity', text: 'SELECT pg_sleep(?)', planHash: null });
    expect(seen?.durationMs).toBeGreaterThan(100);
    expect(seen?.durationMs).toBeLessThanOrEqual(tookMs);
  });
});

describe('where something is missing, the reason says how to get it', () => {
  it('for a lesser role', async () => {
    const app = await connect('app');
    const evidence = start('plain');
    const { statements, tables, indexes, settings } = await snapshotOf('before');
    await evidence.stop();
    await app.end();
    expect(statements).toMatchObject({
      status: 'unavailable',
      reason: expect.stringMatching(
        /^statements of other users are hidden \(\d+\); GRANT pg_monitor TO plain shows them$/,
      ),
    });
    expect(had(tables)).toHaveLength(1);
    expect(had(indexes)).toHaveLength(5);
    expect(had(settings).shared_preload_libraries).toBe('hidden: GRANT pg_monitor TO plain shows it');
    expect(slowWatchSchema.parse(JSON.parse(await textOf('slow-watch.json'))).activity).toMatchObject({
      status: 'unavailable',
      reason: expect.stringMatching(
        /sessions of other users were hidden in \d+ of \d+ samples; GRANT pg_monitor TO plain/,
      ),
    });
  });

  it('for a revoked view', async () => {
    const owner = await connect();
    await owner.query('REVOKE SELECT ON pg_stat_statements FROM PUBLIC');
    const evidence = start('plain');
    const { statements } = await snapshotOf('before');
    await evidence.stop();
    await owner.query('GRANT SELECT ON pg_stat_statements TO PUBLIC');
    await owner.end();
    expect(statements).toMatchObject({
      reason: expect.stringMatching(/; GRANT SELECT ON pg_stat_statements TO plain$/),
    });
  });

  it('for a database without the extension', async () => {
    const evidence = start('monitor', {}, `${DATABASE}_without`);
    const { statements, tables } = await snapshotOf('before');
    await evidence.stop();
    expect(statements).toMatchObject({
      reason: 'the extension is missing: CREATE EXTENSION pg_stat_statements, in this database',
    });
    expect(tables).toEqual({ status: 'ok', value: [] });
  });
});
