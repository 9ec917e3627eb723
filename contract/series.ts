/**
 * A series of runs, as its record keeps it: what is to be run, in which order, and what has been run. Shared by
 * `ablations/<id>/ablation.json`, `ab/<id>/ab.json` and `noise/<id>/schedule.json`.
 *
 * Facts only: what a series shows is derived from the records that it names.
 */
import { z } from 'zod';

/** One run of the schedule; round and arm together are met once. */
export const scheduledRunSchema = z.object({ round: z.number().int().min(1), arm: z.string() });

/** A scheduled run that was made: its record, or why there is none. */
export const madeRunSchema = z.object({
  round: z.number().int().min(1),
  arm: z.string(),
  /** A folder of the runs folder; null when the run failed without one. */
  runId: z.string().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  tookMs: z.number().min(0),
});

/** What the record of every series has; each kind adds what its runs are made with. */
export const seriesShape = {
  id: z.string(),
  workload: z.string(),
  startedAtMs: z.number(),
  /** Every run, in order. */
  schedule: z.array(scheduledRunSchema).min(1),
  /** In the order in which they were made; a run that was interrupted is not among them. */
  made: z.array(madeRunSchema),
};

/** One run of the schedule. */
export type ScheduledRun = z.infer<typeof scheduledRunSchema>;
/** A scheduled run that was made. */
export type MadeRun = z.infer<typeof madeRunSchema>;
