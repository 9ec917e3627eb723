/** The indexes of the sample model: one of each verdict, with the plans of a query with and without. */
import type { IndexCase, IndexesFigures, IndexFigures } from '../../database-model.ts';

/** The query of the dashboard's orders. */
export const ORDERS_SQL = `SELECT o.id, o.amount, o.status, o.created_at, p.name
FROM orders o JOIN products p ON p.id = o.product_id
WHERE o.user_id = $1 ORDER BY o.created_at DESC LIMIT $2`;

const SORTED_PLAN = `Limit  (actual rows=10 loops=1)
  ->  Sort  (actual rows=10 loops=1)
        Sort Key: created_at DESC
        ->  Seq Scan on orders o  (actual rows=10412 loops=1)
              Filter: (user_id = $1)
              Rows Removed by Filter: 989588`;
/** A plan that reads an index. */
export const INDEX_PLAN = `Limit  (actual rows=10 loops=1)
  ->  Nested Loop  (actual rows=10 loops=1)
        ->  Index Scan using idx_orders_user_created on orders o  (actual rows=10 loops=1)
              Index Cond: (user_id = $1)
        ->  Memoize  (actual rows=1 loops=10)
              ->  Index Scan using products_pkey on products p  (actual rows=1 loops=4)`;

function plan(given: Partial<IndexCase['with']>): IndexCase['with'] {
  return {
    hash: '7f3ac1d2',
    executionMs: 0.084,
    planningMs: 0.21,
    blocks: 15,
    rows: 10,
    indexes: ['idx_orders_user_created', 'products_pkey'],
    sequentialRows: 0,
    tempBlocks: 0,
    text: INDEX_PLAN,
    ...given,
  };
}

function example(user: IndexCase['user'], withoutMs: number, blocks: number): IndexCase {
  const without = plan({
    hash: '09be44aa',
    executionMs: withoutMs,
    blocks,
    indexes: [],
    sequentialRows: 1_000_000,
    text: SORTED_PLAN,
  });
  return {
    user,
    isTaken: true,
    timeRatio: Number((withoutMs / 0.084).toPrecision(4)),
    blocksRatio: blocks / 15,
    with: plan({}),
    without,
  };
}

/** One index of each verdict. */
export function sampleIndexes(): IndexesFigures {
  return {
    rows: [
      index({
        name: 'idx_orders_user_created',
        table: 'orders',
        definition: 'CREATE INDEX idx_orders_user_created ON public.orders USING btree (user_id, created_at DESC)',
        verdict: 'used',
        reason:
          '1,458 scans under load; without it the query takes 452 times the time for an average user, 591 times the time for a power user',
        isTried: true,
        bytes: 31_539_200,
        scans: 1458,
        entriesRead: 14_391,
        entriesWritten: 44,
        query: {
          journey: 'dashboard',
          request: 'GET /api/dashboard/orders',
          statement: 'recent orders',
          text: ORDERS_SQL,
        },
        cases: [example('average', 38.0, 12_841), example('power', 49.6, 12_902)],
      }),
      index({
        name: 'idx_products_price_id',
        table: 'products',
        verdict: 'not chosen',
        reason: 'the table is too small: the plan reads all 500 rows in order',
        isTried: true,
        scans: 0,
        query: {
          journey: 'webhook',
          request: 'POST /api/webhooks/payment',
          statement: 'product of a price',
          text: 'SELECT id FROM products WHERE price_id = $1',
        },
        cases: [
          {
            user: 'any',
            isTaken: false,
            timeRatio: 1.02,
            blocksRatio: 1,
            with: plan({
              indexes: [],
              sequentialRows: 500,
              executionMs: 0.061,
              blocks: 26,
              text: 'Seq Scan on products',
            }),
            without: plan({
              indexes: [],
              sequentialRows: 500,
              executionMs: 0.062,
              blocks: 26,
              text: 'Seq Scan on products',
            }),
          },
        ],
      }),
      index({
        name: 'idx_copilot_sessions_session_id',
        table: 'copilot_sessions',
        verdict: 'unknown',
        reason:
          'the planner takes it for copilot, which this load did not perform; without it the query takes 88 times the time',
        isTried: true,
        scans: 0,
      }),
      index({
        name: 'idx_support_tickets_user_status',
        table: 'support_tickets',
        verdict: 'absent',
        reason:
          'this database does not have it; on the copy the planner takes it; without it the query takes 61 times the time',
        isTried: true,
        bytes: { status: 'unavailable', reason: 'the database has no index idx_support_tickets_user_status' },
        scans: { status: 'unavailable', reason: 'the database has no such index' },
        entriesRead: { status: 'unavailable', reason: 'the database has no such index' },
        entriesWritten: { status: 'unavailable', reason: 'the database has no index idx_support_tickets_user_status' },
      }),
      index({
        name: 'orders_user_idx',
        table: 'orders',
        verdict: 'redundant',
        reason: 'covered by idx_orders_user_created',
        coveredBy: 'idx_orders_user_created',
        bytes: 8_101_888,
        scans: 12,
        entriesWritten: 44,
      }),
      index({
        name: 'idx_legacy_flags',
        table: 'user_profiles',
        verdict: 'unused',
        reason: 'no scan under load; other load may need it',
        scans: 0,
      }),
      index({
        name: 'orders_pkey',
        table: 'orders',
        verdict: 'guards',
        reason: 'no scan under load; it keeps the primary key',
        scans: 0,
      }),
    ],
    rest: [{ verdict: 'used', indexes: 3 }],
    basis:
      'Plans were made by EXPLAIN (ANALYZE, BUFFERS) on headroom_template_1000000 with indexes, never on the database under load; scans and writes are counted under load.',
  };
}

function index(
  given: Pick<IndexFigures, 'name' | 'table' | 'verdict' | 'reason'> & Partial<IndexFigures>,
): IndexFigures {
  return {
    definition: `CREATE INDEX ${given.name} ON public.${given.table} USING btree (id)`,
    coveredBy: null,
    isTried: false,
    bytes: 131_072,
    scans: 31,
    entriesRead: 62,
    entriesWritten: 0,
    query: null,
    cases: [],
    ...given,
  };
}
