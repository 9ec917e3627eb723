/**
 * `plan.json`: the resolved plan that k6 is given and that the analysis reads again.
 *
 * Facts only, no secrets. What belongs to one host (addresses, niceness) stands apart in `executor`, so that the same
 * plan can be given to several generators.
 */
import { z } from 'zod';
import { SLO_IDS } from './slos.ts';

const ms = z.number().min(0);

/** A share of the sessions and rates, for a part of the measured phase. */
export const plannedStepSchema = z.object({
  /** From 1, the value of the tag `step`. */
  number: z.number().int().min(1),
  /** After the start of the scenarios, milliseconds. The first step also covers ramp and warm-up. */
  atMs: ms,
  durationMs: ms,
  /** Of every journey's sessions and rate; 1 is all of them. */
  share: z.number().min(0).max(1),
});

/** One journey under load. `closed`: a fixed number of sessions with think time. `open`: starts at a fixed rate. */
export const plannedJourneySchema = z.object({
  /** The scenario's name, and the value of the tag `journey`. */
  name: z.string(),
  /** The function of `scenarios/main.ts` that performs it; absent: the one named like the scenario. */
  exec: z.string().optional(),
  model: z.enum(['closed', 'open']),
  /** Closed model: sessions open at once. */
  sessions: z.number().int().min(0).default(0),
  /** Closed model: think time before each start, uniform between the two, milliseconds. */
  thinkMs: z.object({ min: ms, max: ms }).default({ min: 0, max: 0 }),
  /** Open model: starts a second. */
  rateRps: z.number().min(0).default(0),
  /** Open model: evenly spaced, or each delayed by a seeded exponential draw, its latency counted from then. */
  arrivals: z.enum(['even', 'poisson']).default('even'),
  preallocatedVus: z.number().int().min(0).default(0),
  /** The number of the first test user that this journey signs in as. */
  firstUser: z.number().int().min(1).default(1),
  /** The only users that it signs in as, shared among its sessions; null: as many as there are sessions. */
  users: z
    .object({ first: z.number().int().min(1), last: z.number().int().min(1) })
    .nullable()
    .default(null),
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
  /** Shares of the load, one after the other; empty: all of it throughout. */
  steps: z.array(plannedStepSchema).default([]),
  journeys: z.array(plannedJourneySchema),
  /** Real browsers beside the load, in a k6 process of their own; advisory. Null: none. */
  browser: z
    .object({
      users: z.number().int().min(1).max(2),
      /** From the start of one visit to the start of the next, uniform, milliseconds. */
      visitEveryMs: z.object({ min: ms, max: ms }),
      /** The number of the first test user that a browser signs in as. */
      firstUser: z.number().int().min(1),
      requestTimeoutMs: ms,
    })
    .nullable()
    .default(null),
  /** Journeys that the workload wanted and the deployment lacks. */
  leftOut: z.array(z.string()).default([]),
  slos: z.array(plannedSloSchema),
  errorShareLimit: z.number(),
  /** The run ends early once this share failed of at least so many starts of the last seconds; null: never. */
  stopEarly: z.object({ errorShare: z.number(), afterStarts: z.number() }).nullable().default(null),
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
/** One step of the plan. */
export type PlannedStep = z.infer<typeof plannedStepSchema>;
/** One SLO of the plan. */
export type PlannedSlo = z.infer<typeof plannedSloSchema>;

/** The phases a start can be tagged with. */
export type Phase = 'ramp' | 'warmup' | 'measure';
