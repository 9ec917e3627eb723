/**
 * The comparison model: everything that `headroom compare` shows, made once from the records.
 *
 * JSON, CSV, HTML and the terminal's summary are made from this one value, so that a figure is the same wherever it
 * stands. Numbers are rounded before they enter. Holds no clock and no secrets; changes are shares (0.1 = +10 %), of
 * error shares differences (0.001 = 0.1 points); moments are Unix milliseconds.
 */
import { z } from 'zod';
import { unavailableSchema } from '../../contract/measured.ts';

const reasonSchema = z.object({ code: z.string(), message: z.string() });
const sideSchema = z.enum(['before', 'after']);
const interval = z.tuple([z.number(), z.number()]);

/** A run that was compared. */
export const comparedRunSchema = z.object({
  id: z.string(),
  build: z.string(),
  profile: z.string(),
  toggles: z.string(),
  startedAtMs: z.number(),
  measuredSeconds: z.number(),
  environmentKey: z.string(),
});

/** One side of a row; see `SideFigure` of the statistics. */
export const sideFigureSchema = z.object({
  value: z.number().nullable(),
  runs: z.array(z.object({ runId: z.string(), value: z.number() })),
  requests: z.number().nullable(),
  effectiveRequests: z.number().nullable(),
  leftOut: z.array(z.object({ runId: z.string(), reason: z.string() })),
});

/** What is known of a difference; see `Evidence` of the statistics. */
export const evidenceSchema = z.object({
  scale: z.enum(['ratio', 'points']),
  change: z.number(),
  ci95: interval,
  ci90: interval,
  p: z.number().nullable(),
  q: z.number().nullable(),
  mde80: z.number(),
  repeatsNeeded: z.number().nullable(),
  df: z.number(),
  floor: z.object({
    s0: z.number(),
    d0: z.number(),
    source: z.enum(['history', 'drifting history', 'default']),
    runs: z.number(),
  }),
  isHistoryContradicted: z.boolean(),
  drift: z.object({ rho: z.number(), p: z.number() }).nullable(),
  shareUpperBound: z.number().nullable(),
});

/** One figure of one endpoint, before and after. */
export const rowSchema = z.object({
  endpoint: z.string(),
  metric: z.string(),
  figure: z.string(),
  role: z.enum(['endpoint', 'journey', 'server', 'merged']),
  /** `gate` moves the verdict; every other family is exploratory. */
  family: z.string(),
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']),
  ground: z.string(),
  margin: z.number(),
  minimumEffect: z.number(),
  before: sideFigureSchema,
  after: sideFigureSchema,
  evidence: z.discriminatedUnion('status', [
    z.object({ status: z.literal('ok'), value: evidenceSchema }),
    unavailableSchema,
  ]),
  flags: z.array(z.string()),
  sentence: z.string(),
});

/** What changed beside the figures, and how much of a journey's change it may explain. */
export const causeSchema = z.object({
  kind: z.enum(['part', 'statement', 'plan', 'index', 'figure']),
  title: z.string(),
  /** Of the change of the affected journey's mean start; null: it has no share of its own. */
  share: z.number().nullable(),
  /** The journey that the share is of; null without a share. */
  journey: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  unit: z.string(),
  sentence: z.string(),
});

/** The whole model. */
export const comparisonModelSchema = z.object({
  schema: z.literal('headroom.comparison/1'),
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive', 'invalid']),
  sentence: z.string(),
  runs: z.object({ before: z.array(comparedRunSchema), after: z.array(comparedRunSchema) }),
  workload: z.string(),
  deployment: z.string(),
  environment: z.object({
    key: z.string(),
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
    /** Facts in which other runs differ, in words; empty unless compared across environments. */
    differences: z.array(z.string()),
  }),
  cutSeconds: z.number(),
  order: z.object({ pattern: z.string(), isConfounded: z.boolean() }),
  /** Where the rows that may fail a build come from: the configuration, or the runs' own SLOs. */
  gate: z.enum(['default', 'configured']),
  warnings: z.array(z.string()),
  /** Past runs of unchanged builds that the noise floor was learned from. */
  history: z.array(z.object({ id: z.string(), build: z.string() })),
  /** Runs that were read and not compared. */
  excluded: z.array(z.object({ side: sideSchema, runId: z.string(), reasons: z.array(reasonSchema) })),
  /** Records that could not be read. */
  unreadable: z.array(z.object({ side: sideSchema, folder: z.string(), reason: z.string() })),
  why: z.array(causeSchema),
  /** Why `why` is empty or short, in words; empty when there is nothing to say. */
  whyNote: z.string(),
  /** Gate rows first, in the gate's order; then by family, the surest and largest first. */
  rows: z.array(rowSchema),
  /** What was left out of the model to keep it small, in words. */
  cuts: z.array(z.string()),
});

/** The whole model. */
export type ComparisonModel = z.infer<typeof comparisonModelSchema>;
/** One row. */
export type ModelRow = z.infer<typeof rowSchema>;
/** One cause. */
export type Cause = z.infer<typeof causeSchema>;
