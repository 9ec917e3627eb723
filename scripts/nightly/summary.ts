/**
 * `nights/<night>/summary.json`, `headroom.nightly/1`: what a night came to. JUnit, Markdown, annotations and messages are
 * made from this one value, so that they cannot differ.
 *
 * What could not be had is `{status: 'unavailable', reason}`. Holds no secret: webhooks stand here by name only.
 */
import { z } from 'zod';
import { orUnavailable } from '../../contract/measured.ts';
import { nightRunSchema } from '../../contract/night.ts';
import { deliverySchema } from '../notify/delivery.ts';

const verdictSchema = z.enum(['pass', 'fail', 'inconclusive', 'invalid']);

/** An objective over the runs of the night: missed when one valid run missed it. */
export const objectiveSchema = z.object({
  /** An SLO's id, or `error_share`. */
  id: z.string(),
  /** 0 < quantile < 1; null for the error share. */
  quantile: z.number().nullable(),
  unit: z.enum(['ms', 'share']),
  limit: z.number(),
  actual: orUnavailable(z.number()),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid', 'unavailable']),
  judged: z.boolean(),
  /** The run that `actual` and `verdict` are of: one that missed it, or else the latest that tells. */
  runId: z.string(),
  reason: z.string(),
});

/** A row of the gate. */
export const gateRowSchema = z.object({
  name: z.string(),
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']),
  before: z.string(),
  after: z.string(),
  change: z.string(),
  interval: z.string(),
  sentence: z.string(),
});

/** Changes of level that are told in this night for the first time; one cause, one finding. */
export const trendFindingSchema = z.object({
  kind: z.enum(['change', 'creep']),
  /** `machine`: the control probe moved with it. It warns and does not fail the night. */
  cause: z.enum(['machine', 'application', 'unknown']),
  direction: z.enum(['regressed', 'improved', 'mixed']),
  sentence: z.string(),
  changes: z.array(z.string()),
});

/** `summary.json` of a night. */
export const nightlySummarySchema = z.object({
  schema: z.literal('headroom.nightly/1'),
  night: z.iso.date(),
  build: z.string(),
  workload: z.string(),
  deployment: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  verdict: verdictSchema,
  /** Why, in one sentence. */
  sentence: z.string(),
  exitCode: z.number().int(),
  runs: z.array(nightRunSchema.extend({ because: z.string() })),
  /** Runs that ended by an error, with no record that counts. */
  failures: z.array(
    z.object({ purpose: z.string(), code: z.string(), message: z.string(), exitCode: z.number().int() }),
  ),
  /** Records that the night began and does not count: those of a job that was killed or interrupted. */
  abandoned: z.array(z.object({ id: z.string(), reason: z.string() })),
  objectives: z.array(objectiveSchema),
  comparison: orUnavailable(
    z.object({
      baseline: z.string(),
      verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive', 'invalid']),
      sentence: z.string(),
      gate: z.array(gateRowSchema),
      why: z.array(z.string()),
    }),
  ),
  trend: orUnavailable(z.object({ sentence: z.string(), findings: z.array(trendFindingSchema) })),
  /** Steps of the job itself that failed; the rest of the night is told all the same. */
  problems: z.array(
    z.object({
      step: z.string(),
      code: z.string(),
      message: z.string(),
      exitCode: z.number().int(),
      /** What to do next. */
      hint: z.string().optional(),
    }),
  ),
  warnings: z.array(z.string()),
  /** Pages, relative to the night's folder. */
  links: z.array(z.object({ title: z.string(), path: z.string() })),
  deliveries: z.array(deliverySchema),
});

/** `summary.json` of a night. */
export type NightlySummary = z.infer<typeof nightlySummarySchema>;
/** An objective of the night. */
export type Objective = z.infer<typeof objectiveSchema>;
/** A row of the gate. */
export type GateRow = z.infer<typeof gateRowSchema>;
/** A finding of the trend. */
export type TrendFinding = z.infer<typeof trendFindingSchema>;
