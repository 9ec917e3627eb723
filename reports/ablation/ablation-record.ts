/**
 * `ablations/<id>/ablation.json`: what an ablation is to run, in which order, and what has been run.
 *
 * Facts only: the table is derived from the records that it names. It is replaced after every run, so that an
 * interruption loses nothing that had ended.
 */
import { z } from 'zod';

/** `ablation`: what each change is worth. `scale`: one profile at several sizes of the database. */
export const ABLATION_KINDS = ['ablation', 'scale'] as const;

/** One arm: a profile of the deployment at one size of its database. */
export const armSchema = z.object({
  /** Unique in the ablation: the profile, with the orders where these differ. */
  name: z.string(),
  profile: z.string(),
  orders: z.number().int(),
});

/** One run of the schedule. */
export const scheduledSchema = z.object({ round: z.number().int().min(1), arm: z.string() });

/** A scheduled run that was made: its record, or why there is none. */
export const madeRunSchema = z.object({
  round: z.number().int().min(1),
  arm: z.string(),
  /** A folder beside the ablations; null when the run failed without one. */
  runId: z.string().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  tookMs: z.number().min(0),
});

export const ablationRecordSchema = z.object({
  headroom: z.literal('ablation/1'),
  id: z.string(),
  kind: z.enum(ABLATION_KINDS),
  workload: z.string(),
  /** Null: as long as the workload says. Milliseconds. */
  measureMs: z.number().positive().nullable(),
  /** Short runs: the median only, and no SLO is judged. */
  isQuick: z.boolean(),
  /** Rounds; each holds every arm once. */
  rounds: z.number().int().min(1),
  /** Of the order within the rounds. */
  seed: z.number().int(),
  startedAtMs: z.number(),
  arms: z.array(armSchema).min(1),
  /** Every run, in order. */
  schedule: z.array(scheduledSchema).min(1),
  /** In the order in which they were made; a run that was interrupted is not among them. */
  made: z.array(madeRunSchema),
});

/** `ablation.json`. */
export type AblationRecord = z.infer<typeof ablationRecordSchema>;
/** One arm. */
export type Arm = z.infer<typeof armSchema>;
/** One run of the schedule. */
export type ScheduledRun = z.infer<typeof scheduledSchema>;
/** A scheduled run that was made. */
export type MadeRun = z.infer<typeof madeRunSchema>;
