/**
 * What the report shows of the database: statements, tables, indexes with their verdicts, slow statements, migrations.
 *
 * Everything is of the time between the two snapshots unless it says so. Latencies are milliseconds, moments Unix
 * milliseconds, shares 0–1. Texts are normalised: no literal stands in them.
 */
import { z } from 'zod';
import { figureSchema } from './panel-model.ts';

const count = z.number().min(0);
const ms = z.number();
const share = z.number().min(0).max(1);

/** One statement between the two snapshots. */
export const statementSchema = z.object({
  id: z.string(),
  text: z.string(),
  calls: count,
  callsPerRequest: z.number().nullable(),
  totalMs: ms,
  meanMs: ms,
  stddevMs: ms,
  maxMs: ms,
  /** Whether the longest call is known to lie in the phase; else it is the longest since the counters began. */
  isMaxOfPhase: z.boolean(),
  rowsPerCall: z.number(),
  /** Blocks found in shared buffers; null: it touched none. */
  hitRatio: share.nullable(),
  tempBlocks: count,
  /** Of all execution time but this suite's own. */
  share,
});

/** Several statements together. */
export const statementsSumSchema = z.object({ statements: count, calls: count, totalMs: ms, share });

/** The statements of the phase, the most time first; the rest is one row. */
export const statementsSchema = z.object({
  rows: z.array(statementSchema),
  other: statementsSumSchema,
  /** Of all statements but this suite's own. */
  calls: count,
  totalMs: ms,
  /** Time between the snapshots. */
  spanMs: ms,
  /** What a reader must know to believe the rows; empty when all is plain. */
  notes: z.array(z.string()),
});

/** One table in the phase. */
export const tableSchema = z.object({
  name: z.string(),
  bytes: count,
  liveRows: count,
  sequentialScans: count,
  sequentialRows: count,
  indexScans: count,
  inserted: count,
  updated: count,
  /** Of the updates, those that no index had to follow; null without an update. */
  hotShare: share.nullable(),
  deleted: count,
});

/** The tables that did anything; `idle` and `further` count the others. */
export const tablesSchema = z.object({ rows: z.array(tableSchema), idle: count, further: count });

/** What an index is to the database; what each word means stands in `analysis/evidence/index-verdict.ts`. */
export const INDEX_VERDICTS = ['used', 'not chosen', 'redundant', 'unused', 'guards', 'absent', 'unknown'] as const;
/** What an index is to the database. */
export type IndexVerdict = (typeof INDEX_VERDICTS)[number];

/** One plan of an experiment. */
export const planSideSchema = z.object({
  hash: z.string(),
  executionMs: ms,
  planningMs: ms,
  /** Blocks of 8 KiB, from shared buffers or not. */
  blocks: count,
  rows: count,
  indexes: z.array(z.string()),
  sequentialRows: count,
  tempBlocks: count,
  text: z.string(),
});

/** A query with and without one index. Ratios are without ÷ with: above 1 the index helps; null: not divisible. */
export const indexCaseSchema = z.object({
  user: z.enum(['average', 'power', 'any']),
  /** Whether the planner took the index. */
  isTaken: z.boolean(),
  timeRatio: z.number().nullable(),
  blocksRatio: z.number().nullable(),
  with: planSideSchema,
  without: planSideSchema,
});

/** One index: its verdict with the reason, what it did and what it cost in the phase. */
export const indexSchema = z.object({
  name: z.string(),
  table: z.string(),
  definition: z.string(),
  verdict: z.enum(INDEX_VERDICTS),
  reason: z.string(),
  coveredBy: z.string().nullable(),
  /** Whether it was tried with and without. */
  isTried: z.boolean(),
  bytes: figureSchema,
  scans: figureSchema,
  entriesRead: figureSchema,
  /** Entries that writes to its table added: inserts and updates that were not HOT. At most, for a partial index. */
  entriesWritten: figureSchema,
  query: z.object({ journey: z.string(), request: z.string(), statement: z.string(), text: z.string() }).nullable(),
  cases: z.array(indexCaseSchema),
});

/** The indexes that are worth a row; `rest` counts the others by verdict. */
export const indexesSchema = z.object({
  rows: z.array(indexSchema),
  rest: z.array(z.object({ verdict: z.enum(INDEX_VERDICTS), indexes: count })),
  /** What the verdicts rest on, in words. */
  basis: z.string(),
});

/** The hash of a plan's shape, so that a later comparison can say "the plan changed". */
export const planHashSchema = z.object({
  source: z.enum(['experiment', 'slow statement']),
  /** `<index>/<statement>/<user>/with` or `…/without`, or the statement's id, or its text. */
  key: z.string(),
  hash: z.string(),
});

/** Executions of one statement over the limit. */
export const slowGroupSchema = z.object({
  id: z.string().nullable(),
  text: z.string(),
  count,
  longestMs: ms,
  totalMs: ms,
  firstMs: ms,
  lastMs: ms,
  /** False: some were only seen among the running statements, so that durations are lower bounds. */
  isExact: z.boolean(),
  /** What it waited for, most samples first; empty: it ran, or nobody could see. */
  waits: z.array(z.object({ event: z.string(), samples: count })),
  planHashes: z.array(z.string()),
  plan: z.string().nullable(),
});

/** The watch over slow statements and what it saw. */
export const slowStatementsSchema = z.object({
  limitMs: ms,
  fromMs: ms,
  untilMs: ms,
  logLines: figureSchema,
  activitySamples: figureSchema,
  activityIntervalMs: figureSchema,
  kept: count,
  omitted: count,
  groups: z.array(slowGroupSchema),
  /** Statements that stand in no row. */
  further: count,
});

/** What was applied to the database that the run used. */
export const migrationSchema = z.object({
  name: z.string(),
  direction: z.enum(['up', 'down']),
  inTransaction: z.boolean(),
  durationMs: ms,
  statements: z.array(z.object({ text: z.string(), durationMs: ms, locks: z.string(), longestBlockMs: ms.nullable() })),
  /** Statements that are not listed. */
  further: count,
});

/** One statement between the two snapshots. */
export type StatementFigures = z.infer<typeof statementSchema>;
/** The statements of the phase. */
export type StatementsFigures = z.infer<typeof statementsSchema>;
/** One table in the phase. */
export type TableFigures = z.infer<typeof tableSchema>;
/** The tables that did anything. */
export type TablesFigures = z.infer<typeof tablesSchema>;
/** One index with its verdict. */
export type IndexFigures = z.infer<typeof indexSchema>;
/** The indexes that are worth a row. */
export type IndexesFigures = z.infer<typeof indexesSchema>;
/** A query with and without one index. */
export type IndexCase = z.infer<typeof indexCaseSchema>;
/** The hash of a plan's shape. */
export type PlanHash = z.infer<typeof planHashSchema>;
/** Executions of one statement over the limit. */
export type SlowGroup = z.infer<typeof slowGroupSchema>;
/** The watch over slow statements. */
export type SlowFigures = z.infer<typeof slowStatementsSchema>;
/** One applied migration. */
export type MigrationFigures = z.infer<typeof migrationSchema>;
