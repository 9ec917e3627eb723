/**
 * One start of a journey: think first, then tag the phase, count the start, do it, count the end with its outcome.
 *
 * Being stopped while thinking is no unfinished start; being stopped after `journey_started` is one. The phase tag is
 * set at the start and stays until the next, so that a slow end still belongs to the phase in which it began.
 */
import { sleep } from 'k6';
import exec from 'k6/execution';
import type { Phase, PlannedJourney } from '../../contract/plan.ts';
import { addUp } from './critical-path.ts';
import { bandOf } from './latency-bands.ts';
import { journeyFinished, journeyStarted, sloTrends, startBand, startPartMs, testStartedAt } from './metrics.ts';
import { loadDurationMs, phaseAt } from './phases.ts';
import { elapsedMs, plan } from './run-plan.ts';
import type { PartTimes } from './split-times.ts';
import { stepAt } from './steps.ts';

/** How a start ended. The user's own abort counts for the SLO only if the token came or the limit had passed. */
export type Outcome = 'ok' | 'failed' | 'abort_in_time' | 'abort_late' | 'abort_early';

/** What a start came to. */
export interface StartResult {
  outcome: Outcome;
  /** What its SLO judges; absent when no answer came. */
  latencyMs?: number;
  /** What `latencyMs` was spent on, along the start's critical path. */
  path?: PartTimes;
}

/** The metric of an SLO that a journey feeds. */
export type SloMetric = keyof typeof sloTrends;

/** How long a user whose load is over outlasts k6's own clock, milliseconds: without it, k6 starts empty iterations. */
const END_MARGIN_MS = 100;

/** Waits `pauseMs`, but hardly beyond the end of the load; returns whether the load still goes on. */
export function pause(pauseMs: number): boolean {
  const remainingMs = loadDurationMs(plan.phases) - elapsedMs();
  sleep(Math.min(pauseMs, Math.max(0, remainingMs) + END_MARGIN_MS) / 1000);
  return pauseMs < remainingMs;
}

/** Tags what this user does next with the phase; null once the load is over. */
export function tagMoment(): Phase | null {
  const phase = phaseAt(plan.phases, elapsedMs());
  exec.vu.metrics.tags.phase = phase ?? 'measure';
  return phase;
}

/** Performs one start now; does nothing once the load is over. A journey without SLO has no metric. */
export function performStart(journey: PlannedJourney, metric: SloMetric | null, act: () => StartResult): void {
  exec.vu.metrics.tags.journey = journey.name;
  const phase = tagMoment();
  if (phase === null) return;
  const step = stepTag();
  testStartedAt.add(exec.scenario.startTime);
  journeyStarted.add(1, step);
  const { outcome, latencyMs, path } = act();
  if (latencyMs !== undefined && metric !== null) {
    sloTrends[metric].add(latencyMs, { ...step, outcome: outcome === 'ok' ? 'ok' : 'abort' });
  }
  if (latencyMs !== undefined && path !== undefined && phase === 'measure') countParts(latencyMs, path);
  journeyFinished.add(1, { ...step, outcome });
}

/**
 * Counts a start in the band of its whole time, with the parts of that time. Counters by band instead of a trend by
 * part: what the slow starts waited for is in the joint distribution, and these add up over seconds and generators.
 */
function countParts(latencyMs: number, path: PartTimes): void {
  const band = bandOf(latencyMs);
  startBand.add(1, { band });
  addUp(latencyMs, path, (part, ms) => startPartMs.add(ms, { part, band }));
}

/** The step in which a start begins. Only what is counted once a start carries it: requests would be eight times as many series. */
function stepTag(): Record<string, string> {
  const step = stepAt(plan.steps, elapsedMs());
  return step === null ? {} : { step: String(step.number) };
}
