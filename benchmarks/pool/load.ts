/**
 * The pool's load: a share of the baseline's sessions and rates, on a database of a size at which the deployment as it was
 * before the sprint carries enough starts for a p95.
 */
import type { ConfigInput } from '../../contract/config.ts';
import { baseline } from '../../scenarios/workloads/baseline.ts';
import type { ClosedLoad, OpenLoad } from '../../scenarios/workloads/types.ts';

/** Journeys that a smaller load does not thin out: they cost next to nothing, and each needs its samples. */
const WHOLE: readonly string[] = ['admin', 'health', 'control'];

/** Shorter than the baseline's: the comparison cuts what is not steady, and 24 runs are an hour as it is. */
const PHASES = { rampMs: 5_000, warmupMs: 15_000 };

/** What a pool is made of. */
export interface PoolLoad {
  /** Of the baseline's sessions and rates. */
  share: number;
  orders: number;
}

/** The configuration file's content. */
export function configOf({ share, orders }: PoolLoad): ConfigInput {
  const journeys = Object.entries(baseline.journeys).map(([name, load]) => [
    name,
    WHOLE.includes(name) ? {} : scaled(load, share),
  ]);
  return {
    target: { orders },
    // A load that breaks the embedded deployment is what the ladder looks for.
    stopEarly: null,
    workloads: { baseline: { phases: PHASES, journeys: Object.fromEntries(journeys) } },
  };
}

function scaled(load: ClosedLoad | OpenLoad, share: number): Record<string, number> {
  const of = (value: number): number => Math.max(1, Math.round(value * share));
  if (load.model === 'closed') return { sessions: of(load.sessions) };
  return {
    rateRps: load.rateRps * share,
    // As many users as the whole load has: each is back as seldom, and the limiter stays out of it.
    ...(load.preallocatedVus === undefined ? {} : { preallocatedVus: load.preallocatedVus }),
  };
}
