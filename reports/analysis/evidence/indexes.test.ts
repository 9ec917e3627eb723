import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../contract/evidence.ts';
import { measured, unavailable } from '../../../contract/measured.ts';
import {
  experiment,
  indexUsage,
  plansOf,
  recordWith,
  slowStatement,
  snapshot,
  snapshots,
  tableUsage,
} from '../support/evidence-example.ts';
import { judgeIndexes } from './indexes.ts';
import { listMigrations } from './migrations.ts';
import { listPlanHashes } from './plan-hashes.ts';
import { pairSnapshots } from './snapshot-pair.ts';

async function judge(evidence: Partial<Evidence>) {
  const record = await recordWith(evidence);
  return judgeIndexes(record, pairSnapshots(record.evidence));
}

async function rowsOf(evidence: Partial<Evidence>) {
  const found = await judge(evidence);
  if (found.status === 'unavailable') throw new Error(found.reason);
  return found.value;
}

const created = indexUsage({ name: 'idx_orders_user_created', keys: ['user_id', 'created_at DESC'], scans: 10 });
const key = indexUsage({ name: 'orders_pkey', keys: ['id'], isPrimary: true, isUnique: true });

describe('the indexes of a database', () => {
  it('are unavailable when neither counters nor plans are there, with both reasons', async () => {
    const found = await judge({ plans: unavailable('GRANT CREATEDB would show it') });
    expect(found).toEqual({
      status: 'unavailable',
      reason: 'not collected; and no index was tried: GRANT CREATEDB would show it',
    });
  });

  it('stand with their counters of the phase and the entries that writes added', async () => {
    const { rows, basis } = await rowsOf({
      ...snapshots(
        { indexes: [created], tables: [tableUsage({ inserted: 5, updated: 10, hotUpdated: 2 })] },
        {
          indexes: [{ ...created, scans: 130, entriesRead: 1200, bytes: 9 }],
          tables: [tableUsage({ inserted: 25, updated: 30, hotUpdated: 17 })],
        },
      ),
      plans: plansOf([experiment('idx_orders_user_created')]),
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      name: 'idx_orders_user_created',
      table: 'orders',
      verdict: 'used',
      isTried: true,
      bytes: 9,
      scans: 120,
      entriesRead: 1200,
      entriesWritten: 25,
      coveredBy: null,
    });
    expect(rows[0]?.cases[0]).toMatchObject({ user: 'average', isTaken: true, timeRatio: 40, blocksRatio: 40 });
    expect(basis).toBe(
      'Plans were made by EXPLAIN (ANALYZE, BUFFERS) on a copy, never on the database under load; scans and writes are counted under load.',
    );
  });

  it('that were tried come first, in the order of the trials; the others by urgency', async () => {
    const all = [key, indexUsage({ name: 'a_used', keys: ['status'] }), indexUsage({ name: 'z', keys: ['amount'] })];
    const after = [...all, created, indexUsage()].map((one) => (one.name === 'a_used' ? { ...one, scans: 50 } : one));
    const { rows } = await rowsOf({
      ...snapshots({ indexes: [...all, created, indexUsage()] }, { indexes: after }),
      plans: plansOf([experiment('missing'), experiment('idx_orders_user_created')]),
    });
    expect(rows.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'missing absent',
      'idx_orders_user_created not chosen',
      'idx_orders_user redundant',
      'z unused',
      'a_used used',
      'orders_pkey guards',
    ]);
    expect(rows[2]?.coveredBy).toBe('idx_orders_user_created');
  });

  it('are judged by counters alone where none was tried, and that is said', async () => {
    const { rows, basis } = await rowsOf({
      ...snapshots({ indexes: [created] }, { indexes: [created] }),
      plans: unavailable('another deployment'),
    });
    expect(rows[0]).toMatchObject({ verdict: 'unused', isTried: false, cases: [] });
    expect(basis).toContain('from counters alone, for no index was tried: another deployment');
  });

  it('keep the verdict of a trial when the counters began anew, without scans', async () => {
    const { rows } = await rowsOf({
      ...snapshots({ indexes: [{ ...created, scans: 99 }] }, { indexes: [created] }),
      plans: plansOf([experiment('idx_orders_user_created')]),
    });
    expect(rows[0]).toMatchObject({ verdict: 'unknown', bytes: 16_384 });
    expect(rows[0]?.scans).toMatchObject({ status: 'unavailable' });
  });

  it('say that a journey was not performed when no scenario of the run performs it', async () => {
    const query = { journey: 'admin', request: 'GET /', statement: 's', text: 'SELECT' };
    const { rows } = await rowsOf({
      ...snapshots({ indexes: [created] }, { indexes: [created] }),
      plans: plansOf([experiment('idx_orders_user_created', 40, { query })]),
    });
    expect(rows[0]).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('for admin, which this load'),
    });
  });

  it('beyond the first forty that were not tried are counted by verdict', async () => {
    const many = Array.from({ length: 45 }, (_, at) => indexUsage({ name: `i${at}`, keys: [`c${at}`] }));
    const { rows, rest } = await rowsOf(snapshots({ indexes: many }, { indexes: many }));
    expect(rows).toHaveLength(40);
    expect(rest).toEqual([{ verdict: 'unused', indexes: 5 }]);
  });

  it('without their list are known from the trials only', async () => {
    const gone = { ...snapshot('after'), indexes: unavailable('no right') };
    const { rows } = await rowsOf({
      before: measured(snapshot('before')),
      after: measured(gone),
      plans: plansOf([experiment('i')]),
    });
    expect(rows[0]).toMatchObject({ verdict: 'unknown', bytes: { reason: 'no right' }, scans: { reason: 'no right' } });
  });
});

describe('an index that was tried on two queries', () => {
  it('has one row, by the query that it was made for, and the plan hashes of both', async () => {
    const second = { journey: 'dashboard', request: 'GET /api/dashboard/stats', statement: 'stats', text: 'SELECT' };
    const plans = plansOf([experiment('i', 40), experiment('i', 3, { query: second })]);
    const { rows } = await rowsOf({ plans });
    expect(rows.filter((row) => row.name === 'i').map((row) => row.query?.statement)).toEqual(['recent orders']);
    const { evidence } = await recordWith({ plans });
    expect(listPlanHashes(evidence).map(({ key }) => key)).toEqual([
      'i/recent orders/average/with',
      'i/recent orders/average/without',
      'i/stats/average/with',
      'i/stats/average/without',
    ]);
  });
});

describe('plan hashes', () => {
  it('are listed once each, by experiment and by slow statement', async () => {
    const { evidence } = await recordWith({
      plans: plansOf([experiment('i')]),
      slowStatements: [
        slowStatement({ planHash: 'p' }),
        slowStatement({ planHash: 'p' }),
        slowStatement({ planHash: 'q', id: null, text: 'SELECT ?' }),
        slowStatement(),
      ],
    });
    expect(listPlanHashes(evidence)).toEqual([
      { source: 'experiment', key: 'i/recent orders/average/with', hash: 'with' },
      { source: 'experiment', key: 'i/recent orders/average/without', hash: 'without' },
      { source: 'slow statement', key: '7', hash: 'p' },
      { source: 'slow statement', key: 'SELECT ?', hash: 'q' },
    ]);
  });
});

describe('migrations', () => {
  it('stand in the order of the file with their locks in words', async () => {
    const locks = Array.from({ length: 9 }, (_, at) => ({ relation: `t${at}`, mode: 'Share' }));
    const statement = { text: 'CREATE INDEX', durationMs: 12.345, locks, longestBlockMs: null };
    const { evidence } = await recordWith({
      migrations: measured({
        headroom: 'migrations/1',
        applied: [
          {
            name: '004',
            direction: 'up',
            inTransaction: false,
            appliedAtMs: 1,
            durationMs: 20,
            statements: [statement],
          },
        ],
      }),
    });
    expect(listMigrations(evidence)).toMatchObject({
      value: [
        { name: '004', statements: [{ durationMs: 12.35, locks: expect.stringMatching(/t7: Share and 1 more$/) }] },
      ],
    });
  });
});
