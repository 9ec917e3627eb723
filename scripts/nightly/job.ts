/**
 * `nights/<night>/job.json`: how far a night has come. Replaced before and after every step, so that a job that was killed
 * at any moment goes on where it was.
 */
import { z } from 'zod';
import { nightRunSchema } from '../../contract/night.ts';
import { deliverySchema } from '../notify/delivery.ts';
import { type NightlySummary, nightlySummarySchema } from './summary.ts';

const purposeSchema = nightRunSchema.shape.purpose;

/** What a night was begun with; it is finished with the same. */
export const nightOptionsSchema = z.object({
  workload: z.string(),
  measureMs: z.number(),
  /** The pinned set; null: the night is only judged and kept. */
  baseline: z.string().nullable(),
  /** An inconclusive row of the gate fails the night. */
  isStrict: z.boolean(),
  /** False: nobody is told. */
  notifies: z.boolean(),
});

/** A run that ended with a record. */
export const madeRunSchema = z.object({
  id: z.string(),
  purpose: purposeSchema,
  verdict: z.string(),
  because: z.string(),
  startedAtMs: z.number(),
  tookMs: z.number(),
});

/** `job.json`. */
export const jobSchema = z.object({
  headroom: z.literal('nightly-job/1'),
  night: z.iso.date(),
  startedAtMs: z.number(),
  build: z.string(),
  options: nightOptionsSchema,
  runs: z.array(madeRunSchema),
  failures: nightlySummarySchema.shape.failures,
  abandoned: nightlySummarySchema.shape.abandoned,
  /** The run that goes on; in a job that is started again: that went on when its process ended. */
  underway: z
    .object({
      purpose: purposeSchema,
      startedAtMs: z.number(),
      /** Null until its record is begun. */
      id: z.string().nullable(),
    })
    .nullable(),
  /** What the night came to; from here on no run is made. */
  judged: nightlySummarySchema.omit({ deliveries: true }).nullable(),
  /** Whether the changes of level stand in `nights/changes.json` as told. */
  isTold: z.boolean(),
  deliveries: z.array(deliverySchema),
  finishedAtMs: z.number().nullable(),
});

/** What a night was begun with. */
export type NightOptions = z.infer<typeof nightOptionsSchema>;
/** A run that ended with a record. */
export type MadeRun = z.infer<typeof madeRunSchema>;
/** Why a run is made. */
export type Purpose = z.infer<typeof purposeSchema>;
/** `job.json`. */
export type Job = z.infer<typeof jobSchema>;
/** What a night came to, before anybody was told. */
export type JudgedNight = NonNullable<Job['judged']>;

/** A job that has done nothing yet. */
export function newJob(begun: Pick<Job, 'night' | 'startedAtMs' | 'build' | 'options'>): Job {
  return {
    headroom: 'nightly-job/1',
    ...begun,
    runs: [],
    failures: [],
    abandoned: [],
    underway: null,
    judged: null,
    isTold: false,
    deliveries: [],
    finishedAtMs: null,
  };
}

/** The night's summary with what became of its messages. */
export function summaryOf(judged: JudgedNight, { deliveries }: Pick<Job, 'deliveries'>): NightlySummary {
  return { ...judged, deliveries };
}
