/**
 * `ablations/<id>/ablation.json`: what an ablation is to run, in which order, and what has been run.
 *
 * Facts only: the table is derived from the records that it names. It is replaced after every run, so that an
 * interruption loses nothing that had ended.
 */
import { z } from 'zod';
import { seriesShape } from '../../contract/series.ts';

/** `ablation`: what each change is worth. `scale`: one profile at several sizes of the database. */
export const ABLATION_KINDS = ['ablation', 'scale'] as const;

/** One arm: a profile of the deployment at one size of its database. */
export const armSchema = z.object({
  /** Unique in the ablation: the profile, with the orders where these differ. */
  name: z.string(),
  profile: z.string(),
  orders: z.number().int(),
});

export const ablationRecordSchema = z.object({
  ...seriesShape,
  headroom: z.literal('ablation/1'),
  kind: z.enum(ABLATION_KINDS),
  /** Null: as long as the workload says. Milliseconds. */
  measureMs: z.number().positive().nullable(),
  /** Short runs: the median only, and no SLO is judged. */
  isQuick: z.boolean(),
  /** Rounds; each holds every arm once. */
  rounds: z.number().int().min(1),
  /** Of the order within the rounds. */
  seed: z.number().int(),
  arms: z.array(armSchema).min(1),
});

/** `ablation.json`. */
export type AblationRecord = z.infer<typeof ablationRecordSchema>;
/** One arm. */
export type Arm = z.infer<typeof armSchema>;
