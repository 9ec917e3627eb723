/**
 * The files of `evidence/`: what the database, its plans and its migrations were like around the measured phase.
 *
 * Each file is written whole or not at all. A part that could not be had is `{status: 'unavailable', reason}`, and the
 * reason names the GRANT or the setting that would show it. Statements are normalised text: no literal stands in them.
 */
import { z } from 'zod';
import { type Measured, measuredSchema } from './measured.ts';

/** Longest statement text that is kept, characters (REPORT.md 2.1). */
export const STATEMENT_CHARS_MAX = 2_048;
/** Most statements of a snapshot, by total time; the number of others is told. */
export const STATEMENTS_MAX = 500;
/** Most slow statements that a run keeps; reaching it is said in the last line. */
export const SLOW_STATEMENTS_MAX = 2_000;

const count = z.number().min(0);
const ms = z.number().min(0);
const bytes = z.number().min(0);

/** One statement of pg_stat_statements: counters since `sinceMs`, so that two snapshots are subtracted. */
export const statementRowSchema = z.object({
  /** queryid, as text: it does not fit a double. Rows of several users or nesting levels are added up. */
  id: z.string(),
  /** Normalised, at most STATEMENT_CHARS_MAX characters. */
  text: z.string(),
  calls: count,
  totalMs: ms,
  /** Of all calls since the counters began, milliseconds. */
  stddevMs: ms,
  /** The longest call since the counters began, milliseconds. */
  maxMs: ms,
  rows: count,
  /** Blocks of 8 KiB found in shared buffers, and read from elsewhere. */
  blocksHit: count,
  blocksRead: count,
  tempBlocksRead: count,
  tempBlocksWritten: count,
  /** Waiting for reads and writes; 0 where track_io_timing is off. */
  ioMs: ms,
});

/** One table's counters since the statistics began. */
export const tableUsageSchema = z.object({
  schema: z.string(),
  name: z.string(),
  /** With TOAST, without indexes. */
  bytes,
  liveRows: count,
  sequentialScans: count,
  sequentialRows: count,
  indexScans: count,
  inserted: count,
  updated: count,
  /** Updates that no index had to follow. */
  hotUpdated: count,
  deleted: count,
});

/** One index: what it is, and its counters since the statistics began. */
export const indexUsageSchema = z.object({
  schema: z.string(),
  table: z.string(),
  name: z.string(),
  definition: z.string(),
  method: z.string(),
  /** Key columns or expressions with their order, such as `created_at DESC`. */
  keys: z.array(z.string()),
  /** Columns that are only carried along (INCLUDE). */
  included: z.array(z.string()),
  predicate: z.string().nullable(),
  isUnique: z.boolean(),
  isPrimary: z.boolean(),
  /** False: an interrupted CREATE INDEX CONCURRENTLY left it. */
  isValid: z.boolean(),
  bytes,
  scans: count,
  entriesRead: count,
  rowsFetched: count,
  blocksHit: count,
  blocksRead: count,
});

/** `evidence/database-before.json` and `-after.json`: counters at the two ends of the measured phase. */
export const databaseSnapshotSchema = z.object({
  headroom: z.literal('database/1'),
  moment: z.enum(['before', 'after']),
  /** When the measured phase began or ended by plan, and when the counters were read. Unix milliseconds. */
  wantedAtMs: z.number(),
  atMs: z.number(),
  tookMs: ms,
  statements: measuredSchema(z.object({ rows: z.array(statementRowSchema), omitted: count })),
  tables: measuredSchema(z.array(tableUsageSchema)),
  indexes: measuredSchema(z.array(indexUsageSchema)),
  /** Server settings that explain figures (shared_buffers, max_connections, jit, …), by name. */
  settings: measuredSchema(z.record(z.string(), z.string())),
});

/** One execution of a statement under EXPLAIN (ANALYZE, BUFFERS), warm: the median of several. */
export const planRunSchema = z.object({
  /** Of the plan's shape: node types, relations, indexes, keys and joins; no costs, rows or values. */
  hash: z.string(),
  executionMs: ms,
  planningMs: ms,
  blocksHit: count,
  blocksRead: count,
  rows: count,
  /** Indexes that the plan reads, by name, each once. */
  indexes: z.array(z.string()),
  /** Rows that sequential scans read, filtered ones included. */
  sequentialRows: count,
  /** Blocks that sorts and hashes wrote to temporary files. */
  tempBlocks: count,
  /** The plan as text, without literals; at most 4,000 characters. */
  text: z.string(),
});

/** A query with and without one index, for a user of one kind. */
export const planCaseSchema = z.object({
  /** `average` or `power` user, or `any` where the query knows no user. */
  user: z.enum(['average', 'power', 'any']),
  with: planRunSchema,
  without: planRunSchema,
});

/** What one index of the migration is for, tried on a copy of the template. */
export const indexExperimentSchema = z.object({
  index: z.string(),
  table: z.string(),
  /** Null: no journey issues a query for it; `reason` says so. */
  query: z.object({ journey: z.string(), request: z.string(), statement: z.string(), text: z.string() }).nullable(),
  reason: z.string().optional(),
  cases: z.array(planCaseSchema),
});

/** `evidence/plans.json`: made on a copy, never on the database under load. */
export const plansSchema = z.object({
  headroom: z.literal('plans/1'),
  atMs: z.number(),
  /** What was copied, such as `headroom_template_1000000 with indexes`. */
  source: z.string(),
  orders: z.number(),
  experiments: z.array(indexExperimentSchema),
});

/** A line of `evidence/slow-statements.ndjson`. */
export const slowStatementSchema = z.object({
  atMs: z.number(),
  /** Where it was seen: the server's log (exact duration), or sampled activity (a lower bound). */
  source: z.enum(['log', 'activity']),
  /** queryid where the source tells it. */
  id: z.string().nullable(),
  text: z.string(),
  durationMs: ms,
  /** What it waited for at the samples, `Lock: transactionid`, with how many samples; empty: it ran, or is unknown. */
  waits: z.array(z.object({ event: z.string(), samples: count })),
  planHash: z.string().nullable(),
  plan: z.string().nullable(),
});

/** `evidence/slow-watch.json`: how the watch was kept; without it an empty list would prove nothing. */
export const slowWatchSchema = z.object({
  headroom: z.literal('slow-watch/1'),
  limitMs: ms,
  fromMs: z.number(),
  untilMs: z.number(),
  log: measuredSchema(z.object({ lines: count })),
  activity: measuredSchema(z.object({ samples: count, intervalMs: ms })),
  kept: count,
  omitted: count,
});

/** One statement of a migration, and what it held up. */
export const migrationStatementSchema = z.object({
  text: z.string(),
  durationMs: ms,
  /** Strongest mode seen on each relation. */
  locks: z.array(z.object({ relation: z.string(), mode: z.string() })),
  /** The longest that another session was seen waiting for it, milliseconds; null: nobody looked. */
  longestBlockMs: ms.nullable(),
});

/** `evidence/migrations.json`: what was applied to the database that the run used. */
export const migrationsSchema = z.object({
  headroom: z.literal('migrations/1'),
  applied: z.array(
    z.object({
      name: z.string(),
      direction: z.enum(['up', 'down']),
      inTransaction: z.boolean(),
      appliedAtMs: z.number(),
      durationMs: ms,
      statements: z.array(migrationStatementSchema),
    }),
  ),
});

/** One statement's counters. */
export type StatementRow = z.infer<typeof statementRowSchema>;
/** One table's counters. */
export type TableUsage = z.infer<typeof tableUsageSchema>;
/** One index and its counters. */
export type IndexUsage = z.infer<typeof indexUsageSchema>;
/** Counters at one end of the measured phase. */
export type DatabaseSnapshot = z.infer<typeof databaseSnapshotSchema>;
/** One execution under EXPLAIN. */
export type PlanRun = z.infer<typeof planRunSchema>;
/** A query with and without one index. */
export type PlanCase = z.infer<typeof planCaseSchema>;
/** What one index is for. */
export type IndexExperiment = z.infer<typeof indexExperimentSchema>;
/** All experiments. */
export type Plans = z.infer<typeof plansSchema>;
/** One slow statement. */
export type SlowStatement = z.infer<typeof slowStatementSchema>;
/** How the slow-statement watch was kept. */
export type SlowWatch = z.infer<typeof slowWatchSchema>;
/** What was applied to the database. */
export type Migrations = z.infer<typeof migrationsSchema>;

/** Everything in `evidence/` besides the reconciliation; each part there, or the reason why not. */
export interface Evidence {
  before: Measured<DatabaseSnapshot>;
  after: Measured<DatabaseSnapshot>;
  plans: Measured<Plans>;
  slowWatch: Measured<SlowWatch>;
  /** In the order of the file; empty when none was seen, which `slowWatch` makes believable. */
  slowStatements: SlowStatement[];
  migrations: Measured<Migrations>;
}
