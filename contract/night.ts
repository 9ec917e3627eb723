/**
 * `nights/<night>/night.json`: what one night showed, small enough to be kept when its records are pruned.
 *
 * Facts only: whether a level changed is derived from all nights and never stored in one. `nights/changes.json` holds what
 * people were told and what they said to it.
 */
import { z } from 'zod';

const figureKeyShape = {
  /** The journey, route or source, and its metric: `dashboard`, `page_load`. */
  endpoint: z.string(),
  metric: z.string(),
  /** A quantile (`p95`), `errors`, `throughput`, or `level`. */
  figure: z.string(),
};

/** One figure of a night. */
export const nightFigureSchema = z.object({
  ...figureKeyShape,
  isLowerBetter: z.boolean(),
  /** The probe without database and cache, which tells a slower machine from a slower application. */
  isControl: z.boolean(),
  /** By run, in the figure's unit (ms, a share, requests a second); a run that has no such figure is left out. */
  runs: z.array(z.object({ id: z.string(), value: z.number() })),
});

/** One run of a night. */
export const nightRunSchema = z.object({
  id: z.string(),
  startedAtMs: z.number(),
  /** Its own verdict by the SLOs. */
  verdict: z.string(),
  /** `rerun`: made because the last night stood far out; it is a second point of the same night when it agrees. */
  purpose: z.enum(['first', 'repeat', 'rerun']),
  /** Why its figures do not count; empty when they do. */
  reasons: z.array(z.string()),
});

/** `night.json`. */
export const nightSchema = z.object({
  headroom: z.literal('night/1'),
  /** ISO date of the night's job, in the job's time zone: `2026-11-25`. */
  night: z.iso.date(),
  build: z.string(),
  /** Nights of one environment and one set of switches are one history. */
  environmentKey: z.string(),
  toggles: z.string(),
  workload: z.string(),
  deployment: z.string(),
  runs: z.array(nightRunSchema),
  figures: z.array(nightFigureSchema),
});

/** A change of level that was told. */
export const storedChangeSchema = z.object({
  ...figureKeyShape,
  environmentKey: z.string(),
  toggles: z.string(),
  /** First night of the new level, as it was told. */
  night: z.iso.date(),
  /** Absent in files of earlier versions. */
  direction: z.enum(['regressed', 'improved']).optional(),
  status: z.enum(['open', 'acknowledged']),
  toldAtMs: z.number(),
  /** Why the new level is to stay. */
  note: z.string().optional(),
});

/** `nights/changes.json`. */
export const storedChangesSchema = z.object({
  headroom: z.literal('changes/1'),
  changes: z.array(storedChangeSchema),
  /** The night in which the creep guard last looked. */
  creepLookedAt: z.iso.date().nullable(),
});

/** One figure of a night. */
export type NightFigure = z.infer<typeof nightFigureSchema>;
/** One run of a night. */
export type NightRun = z.infer<typeof nightRunSchema>;
/** `night.json`. */
export type NightRecord = z.infer<typeof nightSchema>;
/** A change of level that was told. */
export type ToldChange = z.infer<typeof storedChangeSchema>;
/** `nights/changes.json`. */
export type ToldChanges = z.infer<typeof storedChangesSchema>;
