/** What the sample model says of the database: statements, tables, indexes, slow statements, migrations. */
import type {
  MigrationFigures,
  SlowFigures,
  StatementFigures,
  StatementsFigures,
  TablesFigures,
} from '../../database-model.ts';
import { INDEX_PLAN, ORDERS_SQL } from './sample-indexes.ts';

/** 22 November 2026, 22:00 UTC: where the sample begins. */
const ORIGIN_MS = 1_795_384_800_000;
const HISTORY_SQL =
  'SELECT role, content FROM copilot_messages WHERE session_id = $1 ORDER BY created_at DESC LIMIT $2';

/** Five statements, the first far ahead. */
export function sampleStatements(): StatementsFigures {
  return {
    rows: [
      statement({
        id: '-6116538239431912',
        text: ORDERS_SQL,
        calls: 486,
        meanMs: 11.2,
        stddevMs: 7.41,
        maxMs: 96.1,
        share: 0.581,
      }),
      statement({
        id: '771203344819',
        text: HISTORY_SQL,
        calls: 718,
        meanMs: 2.92,
        stddevMs: 1.12,
        maxMs: 14.2,
        share: 0.2237,
      }),
      statement({
        id: '901',
        text: 'SELECT get_user_dashboard_stats($1)',
        calls: 486,
        meanMs: 2.31,
        stddevMs: 0.41,
        maxMs: 8.31,
        share: 0.1198,
        isMaxOfPhase: false,
      }),
      statement({
        id: '902',
        text: 'INSERT INTO copilot_messages (session_id, role, content, request_id) VALUES ($1, $2, $3, $4)',
        calls: 1380,
        meanMs: 0.41,
        stddevMs: 0.22,
        maxMs: 6.02,
        share: 0.0604,
        hitRatio: null,
      }),
    ],
    other: { statements: 12, calls: 1893, totalMs: 141.2, share: 0.0151 },
    calls: 4963,
    totalMs: 9372,
    spanMs: 60_012,
    notes: ['Statements inside functions stand in rows of their own and in their caller’s: shares overlap.'],
  };
}

function statement(
  given: Pick<StatementFigures, 'id' | 'text' | 'calls' | 'meanMs' | 'stddevMs' | 'maxMs' | 'share'> &
    Partial<StatementFigures>,
): StatementFigures {
  return {
    callsPerRequest: Number((given.calls / 4127).toPrecision(4)),
    totalMs: Number((given.calls * given.meanMs).toPrecision(4)),
    isMaxOfPhase: true,
    rowsPerCall: 9.81,
    hitRatio: 0.9934,
    tempBlocks: 0,
    ...given,
  };
}

/** Three tables in use. */
export function sampleTables(): TablesFigures {
  const table = {
    liveRows: 1_000_000,
    sequentialScans: 0,
    sequentialRows: 0,
    inserted: 0,
    updated: 0,
    hotShare: null,
    deleted: 0,
  };
  return {
    rows: [
      {
        ...table,
        name: 'products',
        bytes: 212_992,
        liveRows: 500,
        sequentialScans: 486,
        sequentialRows: 243_000,
        indexScans: 4840,
      },
      { ...table, name: 'orders', bytes: 107_479_040, indexScans: 1458, inserted: 40, updated: 40, hotShare: 0.9 },
      { ...table, name: 'copilot_messages', bytes: 214_958_080, liveRows: 820_144, indexScans: 718, inserted: 1380 },
    ],
    idle: 11,
    further: 0,
  };
}

/** One statement over the limit in a failing run, none in another. */
export function sampleSlow(isSlow: boolean): SlowFigures {
  return {
    limitMs: 250,
    fromMs: ORIGIN_MS + 35_000,
    untilMs: ORIGIN_MS + 95_000,
    logLines: { status: 'unavailable', reason: 'the server’s log cannot be read' },
    activitySamples: 298,
    activityIntervalMs: 200,
    kept: isSlow ? 7 : 0,
    omitted: 0,
    groups: isSlow
      ? [
          {
            id: '-6116538239431912',
            text: ORDERS_SQL,
            count: 7,
            longestMs: 1412,
            totalMs: 4871,
            firstMs: ORIGIN_MS + 61_000,
            lastMs: ORIGIN_MS + 67_000,
            isExact: false,
            waits: [
              { event: 'Lock: transactionid', samples: 19 },
              { event: 'IO: DataFileRead', samples: 2 },
            ],
            planHashes: ['7f3ac1d2'],
            plan: INDEX_PLAN,
          },
        ]
      : [],
    further: 0,
  };
}

/** The performance migration. */
export function sampleMigrations(): MigrationFigures[] {
  return [
    {
      name: '004_add_performance_indexes',
      direction: 'up',
      inTransaction: false,
      durationMs: 3812,
      statements: [
        {
          text: 'CREATE INDEX CONCURRENTLY idx_orders_user_created ON orders (user_id, created_at DESC)',
          durationMs: 1204,
          locks: 'orders: ShareUpdateExclusiveLock',
          longestBlockMs: 12.4,
        },
        { text: 'ANALYZE orders', durationMs: 212, locks: '', longestBlockMs: null },
      ],
      further: 11,
    },
  ];
}
