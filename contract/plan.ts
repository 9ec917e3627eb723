/**
 * `plan.json`: the resolved plan that k6 is given and that the analysis reads again.
 *
 * Facts only, no secrets. What belongs to one host (addresses, niceness) stands apart in `executor`, so that the same
 * plan can be given to several generators.
 */
import { z } from 'zod';
import { SLO_IDS } from './slos.ts';

const ms = z.number().min(0);

/** One journey under load. `closed`: a fixed number of sessions with think time. `open`: starts at a fixed rate. */
export const plannedJourneySchema = z.object({
  name: z.string(),
  model: z.enum(['closed', 'open']),
  /** Closed model: sessions open at once. */
  sessions: z.number().int().min(0).default(0),
  /** Closed model: think time before each start, uniform between the two, milliseconds. */
  thinkMs: z.object({ min: ms, max: ms }).default({ min: 0, max: 0 }),
  /** Open model: starts a second, evenly spaced. */
  rateRps: z.number().min(0).default(0),
  preallocatedVus: z.number().int().min(0).default(0),
  /** The number of the first test user that this journey signs in as. */
  firstUser: z.number().int().min(1).default(1),
  requestTimeoutMs: ms,
  gracefulStopMs: ms,
  /** The mean time an answer takes once it has begun, milliseconds; only planning uses it. */
  meanAnswerMs: ms.default(0),
  /** Further numbers that the journey itself understands, such as turnsPerSession. */
  settings: z.record(z.string(), z.number()).default({}),
});

/** An SLO as this run holds it; `judged` says whether it moves the verdict. */
export const plannedSloSchema = z.object({
  id: z.enum(SLO_IDS),
  journey: z.string(),
  metric: z.string(),
  quantile: z.number().gt(0).lt(1),
  limitMs: z.number().positive(),
  title: z.string(),
  judged: z.boolean(),
  minimumStarts: z.number().int(),
  /** Starts expected in the measured phase. */
  expectedStarts: z.number(),
});

/** The whole plan. */
export const planSchema = z.object({
  headroom: z.literal('plan/1'),
  workload: z.string(),
  description: z.string(),
  profile: z.string(),
  deployment: z.string(),
  baseUrl: z.string(),
  seed: z.number().int(),
  /** Consecutive, from the start of the scenarios: sessions open in `ramp`, nothing before `measure` is judged. */
  phases: z.object({ rampMs: ms, warmupMs: ms, measureMs: ms }),
  journeys: z.array(plannedJourneySchema),
  /** Journeys that the workload wanted and the deployment lacks. */
  leftOut: z.array(z.string()).default([]),
  slos: z.array(plannedSloSchema),
  errorShareLimit: z.number(),
  /** What the planner found questionable and did not refuse. */
  warnings: z.array(z.string()).default([]),
  /** What the target's model was started with, where the suite starts it; printed in the report. */
  model: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  executor: z.object({
    instance: z.string(),
    /** k6's --local-ips, or null for the machine's own address. */
    localIps: z.string().nullable(),
    niceness: z.number().int(),
    /** Whether the journeys tag each request with its id (only the truth test pairs by it). */
    tagRequestId: z.boolean().default(false),
  }),
});

/** The resolved plan. */
export type Plan = z.infer<typeof planSchema>;
/** One journey of the plan. */
export type PlannedJourney = z.infer<typeof plannedJourneySchema>;
/** One SLO of the plan. */
export type PlannedSlo = z.infer<typeof plannedSloSchema>;

/** The phases a start can be tagged with. */
export type Phase = 'ramp' | 'warmup' | 'measure';
