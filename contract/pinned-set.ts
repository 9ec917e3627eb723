/** `sets/<name>.json`: a named set of runs, pinned as what others are held against. */
import { z } from 'zod';

/** A set's name: a word that is no run id and no path. */
export const SET_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** A pinned set. */
export const pinnedSetSchema = z.object({
  headroom: z.literal('set/1'),
  name: z.string().regex(SET_NAME),
  /** Ids of records in the same runs folder; pruning leaves them alone. */
  runs: z.array(z.string()).min(1),
  /** Of all its runs: a set of two environments would be no baseline. */
  environmentKey: z.string(),
  toggles: z.string(),
  /** The builds of its runs, each once. */
  builds: z.array(z.string()),
  workload: z.string(),
  deployment: z.string(),
  pinnedAtMs: z.number(),
  /** Why it is the baseline. */
  note: z.string().optional(),
});

/** A pinned set. */
export type PinnedSet = z.infer<typeof pinnedSetSchema>;
