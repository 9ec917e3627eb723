/**
 * `summary.json`, `headroom.summary/1`: the verdict and the main figures of a run, recomputable from the record.
 *
 * What could not be had is `{status: 'unavailable', reason}`; nothing is written as 0 that was not measured as 0.
 */
import { z } from 'zod';
import { orUnavailable } from './measured.ts';
import { SLO_IDS } from './slos.ts';

const figure = orUnavailable(z.number());
const count = z.number().int().min(0);

/** One SLO. intended = good + late + failed + dropped + unfinished + aborted. */
export const sloResultSchema = z.object({
  id: z.enum(SLO_IDS),
  metric: z.string(),
  quantile: z.number(),
  limitMs: z.number(),
  /** The quantile over intended starts, in which what was never answered is infinitely slow. */
  actualMs: figure,
  goodShare: figure,
  intended: count,
  good: count,
  late: count,
  failed: count,
  dropped: count,
  unfinished: count,
  /** Given up by the user before the limit had passed: neither good nor missed. */
  aborted: count,
  judged: z.boolean(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid', 'unavailable']),
  reason: z.string(),
});

/** One series of the measured phase. */
export const summarySeriesSchema = z.object({
  metric: z.string(),
  unit: z.string(),
  tags: z.record(z.string(), z.string()),
  count,
  failed: count,
  mean: figure,
  min: figure,
  p50: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  max: figure,
});

/** Why a run is degraded or invalid. */
export const validityReasonSchema = z.object({
  code: z.string(),
  severity: z.enum(['degraded', 'invalid']),
  message: z.string(),
});

/** Why a valid run may still not be compared with others. */
export const comparabilityReasonSchema = z.object({ code: z.string(), message: z.string() });

/** A stretch of the measured phase without a single good answer although starts were due. Unix milliseconds. */
export const outageSchema = z.object({
  /** The journey, or `all` when none of them was answered. */
  journey: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  /** Whether answers came again before the measured phase ended. */
  isOver: z.boolean(),
});

/** What was acknowledged under load against what the database holds after it. */
export const correctnessSchema = z.object({
  reconciliation: orUnavailable(
    z.object({
      checked: z.object({ checkouts: count, events: count, turns: count }),
      differences: count,
      lockWaitsOverOneSecond: orUnavailable(count),
      connectionsAboveIdle: figure,
    }),
  ),
  /** Reads that missed what had been acknowledged before; one fails the run. */
  staleReads: figure,
  /** Payments that were applied more than once; one fails the run. */
  duplicatedPayments: figure,
});

/** What the rate limiter did to one kind of user. */
export const limiterKindSchema = z.object({
  kind: z.string(),
  allowed: count,
  limited: count,
  limitedShare: figure,
});

/** One Web Vital of one page, as real browsers saw it beside the load. Advisory: no limit is judged. */
export const webVitalSchema = z.object({
  /** lcp, inp, cls, ttfb or fcp. */
  vital: z.string(),
  page: z.string(),
  unit: z.enum(['ms', 'score']),
  count,
  p50: figure,
  p75: figure,
  max: figure,
  rating: orUnavailable(z.enum(['good', 'needs improvement', 'poor'])),
});

/** `summary.json`. */
export const summarySchema = z.object({
  schema: z.literal('headroom.summary/1'),
  run: z.object({
    id: z.string(),
    workload: z.string(),
    profile: z.string(),
    startedAtMs: z.number(),
    endedAtMs: figure,
    status: z.enum(['running', 'complete', 'interrupted', 'partial']),
    /** Absent when the run took its full time. */
    stoppedEarly: z.object({ atMs: z.number(), cause: z.enum(['errors', 'budget']), reason: z.string() }).optional(),
  }),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
  /** Why, in one sentence. */
  because: z.string(),
  validity: z.object({ status: z.enum(['valid', 'degraded', 'invalid']), reasons: z.array(validityReasonSchema) }),
  /** Stricter than validity; absent in summaries of older suites, as are the four below. */
  comparability: z
    .object({ status: z.enum(['comparable', 'not comparable']), reasons: z.array(comparabilityReasonSchema) })
    .optional(),
  correctness: correctnessSchema.optional(),
  outages: z.array(outageSchema).optional(),
  limiter: orUnavailable(z.array(limiterKindSchema)).optional(),
  browser: orUnavailable(z.array(webVitalSchema)).optional(),
  /** What named rules saw, likeliest cause first; absent in summaries of older suites. */
  findings: z
    .array(z.object({ id: z.string(), severity: z.enum(['critical', 'warning', 'info']), title: z.string() }))
    .optional(),
  slos: z.array(sloResultSchema),
  error_share: z.object({
    limitShare: z.number(),
    actualShare: figure,
    verdict: z.enum(['pass', 'fail', 'inconclusive', 'unavailable']),
  }),
  series: z.array(summarySeriesSchema),
  sessions: z.object({
    copilotMin: figure,
    copilotMax: figure,
    dashboardMin: figure,
    dashboardMax: figure,
    streamsInFlightMean: figure,
    streamsInFlightMax: figure,
  }),
  server: z.object({
    pool: orUnavailable(z.object({ max: figure, inUseMax: figure, waitingMax: figure, waitMsP95: figure })),
    cache: orUnavailable(z.object({ hits: figure, misses: figure, hitRate: figure, entriesMax: figure })),
    postgres: orUnavailable(z.record(z.string(), figure)),
    redis: orUnavailable(z.record(z.string(), figure)),
    model: orUnavailable(z.object({ firstTokenMsP95: figure, queueMsP95: figure })),
    rateLimited: figure,
  }),
  generator: z.object({ cpuShareMax: figure, timerLagMsP99: figure, rssBytesMax: figure, dropped: figure }),
  collectors: z.array(z.object({ name: z.string(), scrapes: count, failures: count })),
});

/** `summary.json`. */
export type Summary = z.infer<typeof summarySchema>;
/** One SLO of the summary. */
export type SloResult = z.infer<typeof sloResultSchema>;
/** One series of the summary. */
export type SummarySeries = z.infer<typeof summarySeriesSchema>;
/** Why a run is degraded or invalid. */
export type ValidityReason = z.infer<typeof validityReasonSchema>;
/** Whether runs may be compared with this one. */
export type Comparability = NonNullable<Summary['comparability']>;
/** A stretch without a good answer. */
export type Outage = z.infer<typeof outageSchema>;
/** What was acknowledged against what is stored. */
export type Correctness = z.infer<typeof correctnessSchema>;
/** What the limiter did to one kind of user. */
export type LimiterKind = z.infer<typeof limiterKindSchema>;
/** One Web Vital of one page. */
export type WebVital = z.infer<typeof webVitalSchema>;
/** The verdict of a run. */
export type Verdict = Summary['verdict'];
