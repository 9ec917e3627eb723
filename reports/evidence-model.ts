/**
 * The part `evidence` of the report model: what the database, the pool, the cache, the copilot, the rate limiter and
 * the processors did in the measured phase, and what a request cost.
 *
 * A figure is a bare number or the reason why there is none. Everything is of the measured phase; latencies are
 * milliseconds, moments Unix milliseconds, shares 0–1.
 */
import { z } from 'zod';
import { measuredSchema } from '../contract/measured.ts';
import {
  indexesSchema,
  migrationSchema,
  planHashSchema,
  slowStatementsSchema,
  statementsSchema,
  tablesSchema,
} from './database-model.ts';
import { figureSchema, panelSchema } from './panel-model.ts';

const count = z.number().min(0);
const ms = z.number();
const share = z.number().min(0).max(1);

/** Statements for one route of the application; `requests` is null for work that no request waits for. */
export const routeSchema = z.object({
  route: z.string(),
  requests: count.nullable(),
  statements: count,
  databaseMs: ms,
  statementsPerRequest: z.number().nullable(),
  databaseMsPerRequest: z.number().nullable(),
});

/** Processor time of one process with its children. */
export const processorSchema = z.object({
  process: z.string(),
  source: z.string(),
  cpuSeconds: figureSchema,
  msPerRequest: figureSchema,
});

/** What one request cost, means over the requests that the generator made meanwhile. */
export const requestCostSchema = z.object({
  /** Requests and streams that ended within the measured phase; the divisor of the application's figures. */
  requests: figureSchema,
  /** Between the two snapshots of the database; the divisor of PostgreSQL's own figures. */
  requestsBetweenSnapshots: figureSchema,
  /** Execution time and statements as PostgreSQL counted them, without this suite's own. */
  databaseMs: figureSchema,
  statements: figureSchema,
  /** The same as the application saw it: with the way there and back, without waiting for a connection. */
  applicationDatabaseMs: figureSchema,
  applicationStatements: figureSchema,
  connectionsOpened: figureSchema,
  processors: z.array(processorSchema),
  limiter: z.object({
    meanMs: figureSchema,
    p95Ms: figureSchema,
    decisions: z.array(z.object({ rule: z.string(), decision: z.string(), count })),
  }),
  routes: measuredSchema(z.array(routeSchema)),
});

/** The connection pool, PostgreSQL's side of it, and PgBouncer between them. */
export const poolSchema = z.object({
  max: figureSchema,
  inUseMax: figureSchema,
  idleMin: figureSchema,
  waitingMax: figureSchema,
  waitMsP95: figureSchema,
  /** Waits by duration; `upToMs` null: longer than all the others. */
  waits: measuredSchema(
    z.object({
      count,
      meanMs: figureSchema,
      buckets: z.array(z.object({ upToMs: ms.nullable(), count, share })),
    }),
  ),
  /** Callers that gave up waiting. */
  exhausted: figureSchema,
  /** When, by scrape; `further` counts those that are not listed. */
  exhaustions: z.object({ rows: z.array(z.object({ atMs: ms, count })), further: count }),
  connectionsOpened: figureSchema,
  opened: panelSchema,
  postgres: measuredSchema(
    z.object({
      limit: figureSchema,
      states: z.array(z.object({ state: z.string(), mean: z.number(), max: z.number() })),
    }),
  ),
  pgbouncer: measuredSchema(
    z.object({
      gauges: z.array(z.object({ label: z.string(), mean: z.number(), max: z.number() })),
      totals: z.array(z.object({ label: z.string(), increase: z.number() })),
    }),
  ),
});

/** One family of cached answers. */
export const cacheFamilySchema = z.object({
  family: z.string(),
  hits: count,
  misses: count,
  hitRate: figureSchema,
  computations: figureSchema,
  /** 1: every miss computed for itself; below 1: misses that came together shared one computation. */
  computationsPerMiss: figureSchema,
  /** Entries that were found too old, each once. */
  expirations: figureSchema,
  /** 1: one of those who found an entry too old computed it for all (single flight). */
  computationsPerExpiry: figureSchema,
  savedSeconds: figureSchema,
});

/** The response cache. */
export const cacheSchema = z.object({
  hits: figureSchema,
  misses: figureSchema,
  hitRate: figureSchema,
  families: z.array(cacheFamilySchema),
  evictions: figureSchema,
  invalidations: figureSchema,
  entriesMax: figureSchema,
  entriesLimit: figureSchema,
  bytesMax: figureSchema,
  /** Database time that hits saved, and its share of what would have been spent without the cache. */
  savedSeconds: figureSchema,
  savedShare: figureSchema,
  panels: z.array(panelSchema),
});

/** The copilot: what a turn is made of and what it costs. */
export const copilotSchema = z.object({
  turns: figureSchema,
  outcomes: z.array(z.object({ outcome: z.string(), count })),
  promptTokens: z.object({
    mean: figureSchema,
    p95: figureSchema,
    firstThird: figureSchema,
    lastThird: figureSchema,
    /** Last third ÷ first third. */
    growth: figureSchema,
    panel: panelSchema,
  }),
  firstToken: z.object({
    applicationMs: figureSchema,
    applicationMsP95: figureSchema,
    /** The model with its queue, and the queue alone. */
    modelMs: figureSchema,
    modelMsP95: figureSchema,
    queueMs: figureSchema,
    queueMsP95: figureSchema,
    modelShare: figureSchema,
    queueShare: figureSchema,
    /** What is left: the application with its database. */
    ownMs: figureSchema,
  }),
  promptCache: z.object({ hits: figureSchema, misses: figureSchema, hitRate: figureSchema }),
  /** Of 1,000 turns. */
  cost: z.object({
    promptTokens: figureSchema,
    answerTokens: figureSchema,
    answerBasis: z.string(),
    price: figureSchema,
    currency: z.string(),
  }),
  persisted: measuredSchema(z.object({ answered: count, missing: count, doubled: count })),
});

/** The part `evidence` of the report model. */
export const evidenceModelSchema = z.object({
  cost: requestCostSchema,
  statements: measuredSchema(statementsSchema),
  tables: measuredSchema(tablesSchema),
  settings: measuredSchema(z.array(z.object({ name: z.string(), value: z.string() }))),
  slow: measuredSchema(slowStatementsSchema),
  indexes: measuredSchema(indexesSchema),
  migrations: measuredSchema(z.array(migrationSchema)),
  planHashes: z.array(planHashSchema),
  pool: poolSchema,
  cache: measuredSchema(cacheSchema),
  copilot: measuredSchema(copilotSchema),
});

/** The part `evidence` of the report model. */
export type EvidenceModel = z.infer<typeof evidenceModelSchema>;
/** What one request cost. */
export type RequestCost = z.infer<typeof requestCostSchema>;
/** Statements for one route. */
export type RouteFigures = z.infer<typeof routeSchema>;
/** Processor time of one process. */
export type ProcessorFigures = z.infer<typeof processorSchema>;
/** The connection pool. */
export type PoolFigures = z.infer<typeof poolSchema>;
/** The response cache. */
export type CacheFigures = z.infer<typeof cacheSchema>;
/** One family of cached answers. */
export type CacheFamily = z.infer<typeof cacheFamilySchema>;
/** The copilot. */
export type CopilotFigures = z.infer<typeof copilotSchema>;
