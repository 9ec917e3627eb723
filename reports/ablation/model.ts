/**
 * The model of an ablation, made once from the records of its runs: Markdown, CSV and JSON come from this one value.
 *
 * Latencies are milliseconds, shares 0–1. A figure is a mean over rounds with half the width of its interval, which is
 * null with one round; or the reason why there is none. What an overloaded system answers is told in words.
 */
import { z } from 'zod';
import { orUnavailable } from '../../contract/measured.ts';
import { ABLATION_KINDS } from './ablation-record.ts';

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

/** A mean over runs. */
export const estimateSchema = z.object({
  value: z.number(),
  /** Half the width of the 95 % interval of the mean (Student's t); null with a single run. */
  halfWidth: z.number().nullable(),
  runs: z.number().int().min(1),
  /** True: it lies beyond the last bound of a histogram, and is no less than the value. */
  isAtLeast: z.literal(true).optional(),
});

const estimate = orUnavailable(estimateSchema);

/** One journey under one arm. */
export const journeyCellSchema = z.object({
  journey: z.string(),
  /** Of the journey's benchmark. */
  sloId: z.string(),
  limitMs: z.number(),
  intended: count,
  /** Failed starts, and those that were dropped or never ended, as shares of the intended ones. */
  failedShare: orUnavailable(share),
  unansweredShare: orUnavailable(share),
  /**
   * Why its latencies would mean nothing, in words; null: they do mean something. `breaks`: the load broke the system;
   * `invalid`: a run says nothing of the system.
   */
  broken: z.object({ kind: z.enum(['breaks', 'invalid']), words: z.string() }).nullable(),
  /** Over intended starts: what was never answered is infinitely slow. */
  p50: estimate,
  p95: estimate,
  /** Distribution-free 95 % interval of the p95 within the run, taking starts as independent; one run only. */
  p95Within: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** Of the round that was worst for it. */
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid', 'unavailable']),
});

/** A figure of the whole run. `isGone`: there is none because every run counted none of it, not because nobody saw. */
export const figureCellSchema = z.object({
  id: z.string(),
  value: estimate,
  isGone: z.literal(true).optional(),
});

/** One arm with its runs. */
export const armResultSchema = z.object({
  name: z.string(),
  profile: z.string(),
  orders: z.number(),
  /** Toggles that are off. */
  off: z.array(z.string()),
  runIds: z.array(z.string()),
  journeys: z.array(journeyCellSchema),
  figures: z.array(figureCellSchema),
  /** What the report of its first run says, the likeliest cause first; at most three. */
  findings: z.array(z.object({ id: z.string(), title: z.string() })),
  /** The finding that should stand first; null where several or no systems are off that a finding names. */
  expectedFinding: z.string().nullable(),
  /** What a reader must know to believe the row: invalid, degraded, ended early, no record. */
  notes: z.array(z.string()),
});

/** How a cell of an arm stands to the same cell of `after`. */
export const MOVES = ['up', 'down', 'same', 'gone', 'breaks', 'unknown'] as const;
/** What was expected of it. */
export const EXPECTATIONS = ['moves', 'may', 'still'] as const;
/** Whether it came as expected; empty where nothing was. `not judged`: the load broke the arm, or its run is invalid. */
export const MARKS = ['as expected', 'missing', 'unexpected', 'unknown', 'not judged', ''] as const;

export const effectSchema = z.object({
  /** A cell's name, such as `dashboard.p50` or `promptTokens`. */
  cell: z.string(),
  from: estimate,
  to: estimate,
  /** to ÷ from; null where one is missing or nothing. */
  ratio: z.number().nullable(),
  move: z.enum(MOVES),
  expectation: z.enum(EXPECTATIONS),
  mark: z.enum(MARKS),
});

/** What one arm differs in from `after`. */
export const armEffectsSchema = z.object({ arm: z.string(), effects: z.array(effectSchema) });

/** Where and how it was measured. */
export const settingSchema = z.object({ label: z.string(), value: z.string() });

export const ablationModelSchema = z.object({
  schema: z.literal('headroom.ablation/1'),
  id: z.string(),
  kind: z.enum(ABLATION_KINDS),
  workload: z.string(),
  measureMs: z.number(),
  isQuick: z.boolean(),
  rounds: z.number().int(),
  seed: z.number().int(),
  startedAtMs: z.number(),
  /** In the order in which the first round ran them. */
  order: z.array(z.string()),
  figures: z.array(z.object({ id: z.string(), title: z.string(), unit: z.string() })),
  arms: z.array(armResultSchema),
  /** Empty where there is no `after` to compare with. */
  effects: z.array(armEffectsSchema),
  /** First token against prompt tokens, an entry an arm, fewest tokens first. */
  promptCurve: z.array(
    z.object({ arm: z.string(), promptTokens: estimate, firstTokenP50: estimate, modelMs: estimate, ownMs: estimate }),
  ),
  setting: z.array(settingSchema),
  /** Scheduled runs without a record, and differences between the runs that a comparison should not have. */
  notes: z.array(z.string()),
});

/** The model of an ablation. */
export type AblationModel = z.infer<typeof ablationModelSchema>;
/** A mean over runs. */
export type Estimate = z.infer<typeof estimateSchema>;
/** A mean over runs, or the reason why there is none. */
export type EstimateOrReason = z.infer<typeof estimate>;
/** One journey under one arm. */
export type JourneyCell = z.infer<typeof journeyCellSchema>;
/** One arm with its runs. */
export type ArmResult = z.infer<typeof armResultSchema>;
/** One difference from `after`. */
export type Effect = z.infer<typeof effectSchema>;
/** How a cell moved. */
export type Move = (typeof MOVES)[number];
