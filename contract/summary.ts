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
  }),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
  /** Why, in one sentence. */
  because: z.string(),
  validity: z.object({ status: z.enum(['valid', 'degraded', 'invalid']), reasons: z.array(validityReasonSchema) }),
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
/** The verdict of a run. */
export type Verdict = Summary['verdict'];
