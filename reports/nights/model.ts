/**
 * The trend model: everything that `headroom trend` shows, made once from the nights.
 *
 * JSON, CSV, HTML and the terminal's summary are made from this one value. Changes are shares (0.1 = +10 %), of error
 * shares differences (0.001 = 0.1 points); nights are ISO dates; moments are Unix milliseconds. Holds no clock.
 */
import { z } from 'zod';
import { unavailableSchema } from '../../contract/measured.ts';

const key = { endpoint: z.string(), metric: z.string(), figure: z.string() };
const span = z.tuple([z.string(), z.string()]);
const interval = z.tuple([z.number(), z.number()]);

/** What became of a change. */
export const changeStateSchema = z.enum([
  /** Found and not told yet. */
  'new',
  /** Told, and nobody has answered. */
  'told',
  /** Someone has said that the new level is to stay. */
  'acknowledged',
  /** It got worse, and the level has come back since. */
  'recovered',
  /** Older than thirty nights and never told: history. */
  'old',
]);

/** A build in the nights around a change: which side it is known to be on. */
export const buildNearSchema = z.object({
  night: z.string(),
  build: z.string(),
  /** `unknown`: a night without this figure. */
  side: z.enum(['before', 'unknown', 'after']),
});

/** One change of level. */
export const modelChangeSchema = z.object({
  ...key,
  isControl: z.boolean(),
  /** First night of the new level, and the nights between which the change lies. */
  night: z.string(),
  between: span,
  direction: z.enum(['regressed', 'improved']),
  change: z.number(),
  p: z.number(),
  before: z.number(),
  after: z.number(),
  lastGoodBuild: z.string(),
  firstBadBuild: z.string(),
  state: changeStateSchema,
  /** What people said to it; null without a word. */
  note: z.string().nullable(),
  /** Every night from the first to the last of `between`, in order. */
  builds: z.array(buildNearSchema),
  sentence: z.string(),
});

/** What one figure did. */
export const modelSeriesSchema = z.object({
  ...key,
  isLowerBetter: z.boolean(),
  isControl: z.boolean(),
  unit: z.enum(['ms', 'share', '/s', '']),
  /** A value a night of the model, in its order; null where the night has none. */
  values: z.array(z.number().nullable()),
  /** Reruns that agreed: second points of their nights. */
  seconds: z.array(z.object({ night: z.string(), value: z.number() })),
  trend: z.discriminatedUnion('status', [
    z.object({ status: z.literal('collecting'), nights: z.number(), nightsNeeded: z.number() }),
    z.object({
      status: z.literal('ok'),
      nights: z.number(),
      noise: z.number(),
      rho: z.number(),
      levels: z.array(z.object({ from: z.string(), to: z.string(), nights: z.number(), value: z.number() })),
      changes: z.array(modelChangeSchema),
      /** Likely and not sure (α = 1e-3): for the chart, never told. */
      suspects: z.array(modelChangeSchema),
    }),
  ]),
  /** The last night stands far out and should be repeated before anyone is told; null: no wish. */
  rerun: z.object({ night: z.string(), value: z.number(), level: z.number(), limit: z.number() }).nullable(),
});

/** Changes of neighbouring nights together. */
export const modelFindingSchema = z.object({
  from: z.string(),
  to: z.string(),
  cause: z.enum(['machine', 'application', 'unknown']),
  /** That of its gravest change: new, told, acknowledged, recovered, old. */
  state: changeStateSchema,
  sentence: z.string(),
  /** The largest first; at least one. */
  changes: z.array(modelChangeSchema),
});

/** One night. */
export const modelNightSchema = z.object({
  night: z.string(),
  build: z.string(),
  /** The gravest verdict of its runs. */
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
  /** Whether any run gave figures. */
  hasFigures: z.boolean(),
  runs: z.array(
    z.object({
      id: z.string(),
      startedAtMs: z.number(),
      verdict: z.string(),
      purpose: z.enum(['first', 'repeat', 'rerun']),
      reasons: z.array(z.string()),
    }),
  ),
});

/** The whole model. */
export const trendModelSchema = z.object({
  schema: z.literal('headroom.trend/1'),
  /** ISO date of the day the model was asked for. */
  today: z.string(),
  status: z.enum(['collecting', 'regressed', 'steady', 'improved']),
  sentence: z.string(),
  history: z.object({
    id: z.string(),
    environmentKey: z.string(),
    toggles: z.string(),
    workload: z.string(),
    deployment: z.string(),
  }),
  /** Ascending. */
  nights: z.array(modelNightSchema),
  /** How the latest verdicts follow each other. */
  streak: z.object({ verdict: z.string(), nights: z.number(), since: z.string() }),
  /** Changes between pass and fail in the latest nights, and nights whose own runs disagree. */
  flips: z.object({ nights: z.number(), count: z.number(), disagreeing: z.array(z.string()), isFlaky: z.boolean() }),
  series: z.array(modelSeriesSchema),
  /** What still matters first, then the latest first. */
  findings: z.array(modelFindingSchema),
  creep: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('ok'),
      set: z.string(),
      /** Whether a week has passed since the guard last looked, so that what it says is news. */
      isDue: z.boolean(),
      lookedAt: z.string().nullable(),
      creeps: z.array(z.object({ ...key, change: z.number(), ci95: interval, q: z.number(), sentence: z.string() })),
    }),
    unavailableSchema,
  ]),
  /** Changes that were told and can no longer be seen in the nights. */
  vanished: z.array(z.object({ ...key, night: z.string(), status: z.enum(['open', 'acknowledged']) })),
  /** All histories of the folder; exactly one is shown. */
  histories: z.array(
    z.object({
      id: z.string(),
      environmentKey: z.string(),
      toggles: z.string(),
      workload: z.string(),
      deployment: z.string(),
      nights: z.number(),
      from: z.string(),
      to: z.string(),
      isShown: z.boolean(),
    }),
  ),
  unreadable: z.array(z.object({ name: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
});

/** The whole model. */
export type TrendModel = z.infer<typeof trendModelSchema>;
/** What one figure did. */
export type ModelSeries = z.infer<typeof modelSeriesSchema>;
/** One change of level. */
export type ModelChange = z.infer<typeof modelChangeSchema>;
/** What became of a change. */
export type ChangeState = z.infer<typeof changeStateSchema>;
/** Changes of neighbouring nights together. */
export type ModelFinding = z.infer<typeof modelFindingSchema>;
/** One night. */
export type ModelNight = z.infer<typeof modelNightSchema>;
