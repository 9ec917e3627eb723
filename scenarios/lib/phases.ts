/**
 * Which phase of the run a moment belongs to. Pure: elapsed time comes in as an argument.
 *
 * A start belongs to the phase in which it began; its samples carry that phase as a tag however late they end.
 */
import type { Phase, Plan } from '../../contract/plan.ts';

/** The phase at `elapsedMs` after the scenarios began, or null once the measured phase is over. */
export function phaseAt(phases: Plan['phases'], elapsedMs: number): Phase | null {
  if (elapsedMs < phases.rampMs) return 'ramp';
  if (elapsedMs < phases.rampMs + phases.warmupMs) return 'warmup';
  return elapsedMs < loadDurationMs(phases) ? 'measure' : null;
}

/** How long starts are made, milliseconds: ramp, warm-up and measured phase together. */
export function loadDurationMs(phases: Plan['phases']): number {
  return phases.rampMs + phases.warmupMs + phases.measureMs;
}

/** How long session `index` of `sessions` waits before it opens, so that starts are spread over the ramp. */
export function openingDelayMs(phases: Plan['phases'], index: number, sessions: number): number {
  return sessions === 0 ? 0 : (phases.rampMs * index) / sessions;
}

/** The pause between signing in and the first load, milliseconds: nobody's sign-in counts into a limiter's window of
 * 10 s together with the first load. */
export const FIRST_PAUSE_MIN_MS = 10_000;
