/**
 * The report model: everything that a report shows, made once from a record by `reports/analysis`.
 *
 * HTML, CSV and JSON are made from this one value, so that a figure is the same wherever it stands. Verdict figures
 * stand only in `summary`. Numbers are rounded before they enter. Holds no secrets, no clock, no randomness.
 */
import { z } from 'zod';
import { measuredSchema } from '../contract/measured.ts';
import { planSchema } from '../contract/plan.ts';
import { runSchema } from '../contract/run.ts';
import { summarySchema } from '../contract/summary.ts';
import { attributionSchema } from './attribution-model.ts';
import { evidenceModelSchema } from './evidence-model.ts';
import { findingsSchema } from './findings-model.ts';
import { panelSchema, perBucketSchema } from './panel-model.ts';

export type { EvidenceModel } from './evidence-model.ts';
export type { Panel, PanelLine } from './panel-model.ts';

/** Most buckets on the report's time axis (REPORT.md 2.1); more would make charts slow and the file large. */
export const BUCKETS_MAX = 720;
/** Most rows of the endpoint table; the rest goes into one row `other (n)`. */
export const ENDPOINTS_MAX = 200;
/** Most endpoints that have a latency series of their own. */
export const ENDPOINT_SERIES_MAX = 20;

const ms = z.number();
const perBucket = perBucketSchema;

/** The time axis that every chart of a report shares. */
export const timelineSchema = z.object({
  /** Unix milliseconds of the beginning of bucket 0. */
  originMs: ms,
  bucketMs: z.number().min(1000),
  count: z.number().int().min(0).max(BUCKETS_MAX),
  phases: z.array(z.object({ name: z.enum(['ramp', 'warmup', 'measure', 'drain']), startMs: ms, endMs: ms })),
});

/** One latency metric: over time (all phases) and as a distribution (measured phase). */
export const latencySeriesSchema = z.object({
  id: z.string(),
  title: z.string(),
  metric: z.string(),
  tags: z.record(z.string(), z.string()),
  limitMs: z.number().nullable(),
  /** Values of the measured phase. */
  count: z.number().int(),
  /** All phases, by the second in which the sample ended. */
  perBucket: z.object({ n: z.array(z.number().int()), p50: perBucket, p95: perBucket, p99: perBucket, max: perBucket }),
  /** Quantiles of the measured phase, ascending in q; empty without values. */
  curve: z.array(z.object({ q: z.number(), ms })),
  /** How many samples lie beyond each marked quantile. */
  tail: z.array(z.object({ q: z.number(), beyond: z.number().int() })),
});

/** The parts that a start's time is split into, in the order in which they pass. */
export const TIME_PARTS = [
  'blocked',
  'dns',
  'connect',
  'tls',
  'send',
  'pool',
  'db',
  'cache',
  'model_queue',
  'model',
  'provider',
  'app',
  'receive',
  'unexplained',
] as const;
/** A part of a start's time. */
export type TimePart = (typeof TIME_PARTS)[number];

/** Where the time of one journey or endpoint went, means over successful requests of the measured phase. */
export const timeShareSchema = z.union([
  z.object({
    id: z.string(),
    title: z.string(),
    status: z.literal('ok'),
    count: z.number().int(),
    basis: z.string(),
    totalMs: ms,
    parts: z.array(z.object({ id: z.enum(TIME_PARTS), title: z.string(), ms, share: z.number() })),
    largest: z.enum(TIME_PARTS),
    sentence: z.string(),
  }),
  z.object({ id: z.string(), title: z.string(), status: z.literal('unavailable'), reason: z.string() }),
]);

const outcomeCount = z.object({ outcome: z.string(), count: z.number().int() });

/** The streaming answers. */
export const streamsSchema = measuredSchema(
  z.object({
    rows: z.array(
      z.object({
        metric: z.string(),
        title: z.string(),
        unit: z.string(),
        count: z.number().int(),
        p50: ms,
        p95: ms,
        p99: ms,
        max: ms,
      }),
    ),
    outcomes: z.array(outcomeCount),
    tokensPerSecond: measuredSchema(z.number()),
    timeline: panelSchema,
  }),
);

/** One kind of error; at most 50 of them. `firstMs` and `lastMs` are Unix milliseconds. */
export const errorRowSchema = z.object({
  kind: z.string(),
  count: z.number().int(),
  share: z.number(),
  firstMs: ms,
  lastMs: ms,
  endpoints: z.array(z.string()),
  sample: z.string(),
});

/** One endpoint (`name` tag) of the measured phase. Latencies are those of successful requests; null without any. */
export const endpointRowSchema = z.object({
  name: z.string(),
  journey: z.string(),
  method: z.string(),
  count: z.number().int(),
  rateRps: z.number(),
  failedShare: z.number(),
  p50: ms.nullable(),
  p90: ms.nullable(),
  p95: ms.nullable(),
  p99: ms.nullable(),
  max: ms.nullable(),
  /** p95 a bucket of time, at most 60, -1 where there was nothing. */
  spark: z.array(z.number()),
});

/** How an SLO went over time. A bucket is violated when its own quantile lies over the limit. */
export const sloDetailSchema = z.object({
  id: z.string(),
  violatedBuckets: z.number().int(),
  bucketsWithData: z.number().int(),
  worst: z.object({ atMs: ms, ms }).nullable(),
});

const labelled = z.object({ label: z.string(), value: z.string() });

/** The whole model. */
export const reportModelSchema = z.object({
  schema: z.literal('headroom.report/1'),
  summary: summarySchema,
  run: runSchema,
  plan: planSchema,
  facts: z.object({
    durationMs: ms,
    measureStartMs: ms,
    measureEndMs: ms,
    requestsTotal: z.number().int(),
    requestRateRps: measuredSchema(z.number()),
    streamsTotal: z.number().int(),
  }),
  timeline: timelineSchema,
  latency: z.array(latencySeriesSchema),
  whereTimeWent: z.array(timeShareSchema),
  attribution: attributionSchema,
  streams: streamsSchema,
  errors: z.object({ rows: z.array(errorRowSchema), timeline: panelSchema, note: z.string() }),
  /** Lines of the reconciliation, cut to what a report can hold; counts stand in `summary.correctness`. */
  correctness: z.object({
    differences: z.array(z.object({ kind: z.string(), detail: z.string() })),
    lockWaits: z.array(z.string()),
    /** What of it makes the run fail, in words; empty when all is well. */
    failures: z.array(z.string()),
  }),
  limiter: z.object({ headerChecks: z.array(z.object({ name: z.string(), made: z.number(), failed: z.number() })) }),
  /** What was said of the browser's own record; null when no browser was planned. */
  browser: z.object({ note: z.string() }).nullable(),
  server: z.array(panelSchema),
  evidence: evidenceModelSchema,
  findings: findingsSchema,
  generator: z.object({ panels: z.array(panelSchema), facts: z.array(labelled), rule: z.string() }),
  endpoints: z.array(endpointRowSchema),
  sloDetail: z.array(sloDetailSchema),
  method: z.array(labelled),
  cuts: z.array(z.string()),
});

/** The whole model. */
export type ReportModel = z.infer<typeof reportModelSchema>;
/** The report's time axis. */
export type Timeline = z.infer<typeof timelineSchema>;
/** One latency metric. */
export type LatencySeries = z.infer<typeof latencySeriesSchema>;
/** Where the time of one journey or endpoint went. */
export type TimeShare = z.infer<typeof timeShareSchema>;
/** The streaming answers. */
export type Streams = z.infer<typeof streamsSchema>;
/** One kind of error. */
export type ErrorRow = z.infer<typeof errorRowSchema>;
/** One endpoint. */
export type EndpointRow = z.infer<typeof endpointRowSchema>;
/** How an SLO went over time. */
export type SloDetail = z.infer<typeof sloDetailSchema>;
