/**
 * How long a series of runs still takes. Pure.
 *
 * The plan says how long the load is; how long starting, resetting and reporting take on this machine is learned from
 * the runs that were made.
 */

/** Beside its load, a run was seen to take about this long on two cores: start, reset, drain, report. Milliseconds. */
const OVERHEAD_MS_GUESS = 25_000;

/** What is known of the runs. */
export interface Pace {
  /** Ramp, warm-up and measured phase of one run. */
  loadMs: number;
  /** How long those took that were made here. */
  tookMs: readonly number[];
}

/** Milliseconds that one run is expected to take: the mean of those made, or the load and a guess. */
export function expectedRunMs({ loadMs, tookMs }: Pace): number {
  if (tookMs.length === 0) return loadMs + OVERHEAD_MS_GUESS;
  return tookMs.reduce((sum, took) => sum + took, 0) / tookMs.length;
}

/** Such as `about 14 min left`; `remaining` counts the run that goes on for `elapsedMs`. */
export function describeTimeLeft(pace: Pace, remaining: number, elapsedMs: number): string {
  const leftMs = Math.max(0, expectedRunMs(pace) * remaining - elapsedMs);
  const minutes = Math.round(leftMs / 60_000);
  return leftMs < 90_000 ? `about ${Math.max(5, Math.round(leftMs / 5_000) * 5)} s left` : `about ${minutes} min left`;
}
