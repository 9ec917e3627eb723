/**
 * Steps: shares of the load, one after the other. Pure.
 *
 * A closed journey keeps one virtual user a session throughout, and each session is open in the steps whose share
 * reaches it: nobody is ever interrupted, and sessions open and close by name.
 */
import type { Plan, PlannedStep } from '../../contract/plan.ts';
import { openingDelayMs } from './phases.ts';

/** How long the sessions that a step adds take to open, milliseconds: a crowd, not one instant. */
const OPENING_SPREAD_MS = 5_000;

/** When a session is open, milliseconds after the start of the scenarios. */
export interface OpenInterval {
  opensAtMs: number;
  /** Infinity: until the end of the load. */
  closesAtMs: number;
}

/** The step at a moment, or null without steps; the first one also covers ramp and warm-up, the last one the end. */
export function stepAt(steps: readonly PlannedStep[], elapsedMs: number): PlannedStep | null {
  return steps.findLast((step) => step.atMs <= elapsedMs) ?? steps[0] ?? null;
}

/** How many of `sessions` a share opens. */
export function sessionsOf(share: number, sessions: number): number {
  return Math.round(share * sessions);
}

/** The intervals in which session `index` is open, in order; one from the ramp to the end where there are no steps. */
export function openIntervals(plan: Pick<Plan, 'phases' | 'steps'>, index: number, sessions: number): OpenInterval[] {
  const first = plan.steps[0];
  if (first === undefined) {
    return [{ opensAtMs: openingDelayMs(plan.phases, index, sessions), closesAtMs: Number.POSITIVE_INFINITY }];
  }
  const intervals: OpenInterval[] = [];
  let openBefore = 0;
  for (const step of plan.steps) {
    const open = sessionsOf(step.share, sessions);
    const last = intervals.at(-1);
    const isOpen = last?.closesAtMs === Number.POSITIVE_INFINITY;
    if (index < open && !isOpen) {
      const spreadMs = (Math.min(OPENING_SPREAD_MS, step.durationMs) * (index - openBefore)) / (open - openBefore);
      const opensAtMs = step === first ? openingDelayMs(plan.phases, index, open) : step.atMs + spreadMs;
      intervals.push({ opensAtMs, closesAtMs: Number.POSITIVE_INFINITY });
    }
    if (index >= open && isOpen) last.closesAtMs = step.atMs;
    openBefore = open;
  }
  return intervals;
}
