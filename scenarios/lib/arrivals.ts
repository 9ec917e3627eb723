/**
 * When the starts of an open journey happen: evenly spaced as k6 makes them, or each delayed by an exponential draw.
 *
 * Independent exponential delays turn an even schedule into arrivals that are Poisson on scales below the mean delay
 * and keep the rate above it: bunches and gaps as real visitors make them, without waves of the generator's own.
 * A start's latency counts from its scheduled moment, so that a late generator never makes a target look fast.
 */
import exec from 'k6/execution';
import type { PlannedJourney } from '../../contract/plan.ts';
import { exponentialDelayMs } from './exponential.ts';
import { createRandom, type Random, streamOf } from './random.ts';
import { monotonicMs, plan } from './run-plan.ts';
import { pause, performStart, type SloMetric, type StartResult } from './starts.ts';

/** Performs one start at its scheduled moment; does nothing once the load is over. A journey without SLO has no metric. */
export function performArrival(
  journey: PlannedJourney,
  metric: SloMetric | null,
  act: (random: Random) => StartResult,
): void {
  // The same seed gives start k of a journey the same draws in every run.
  const random = createRandom(plan.seed + streamOf(journey.name), exec.scenario.iterationInTest);
  let lateMs = 0;
  if (journey.arrivals === 'poisson') {
    const scheduledMs = monotonicMs() + exponentialDelayMs(random);
    if (!pause(scheduledMs - monotonicMs())) return;
    lateMs = Math.max(0, monotonicMs() - scheduledMs);
  }
  performStart(journey, metric, () => {
    const result = act(random);
    if (result.latencyMs === undefined) return result;
    const path = result.path === undefined ? {} : { path: { ...result.path, late: lateMs } };
    return { ...result, latencyMs: result.latencyMs + lateMs, ...path };
  });
}
