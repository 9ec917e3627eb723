/**
 * A synthetic nightly history: fifty figures with the simulator's noise and outlier nights, a control probe, some steps, a
 * night in thirty without figures, one in forty that failed, one in fifty repeated. The same nights each time.
 */
import type { NightRecord } from '../../contract/night.ts';
import { invalidNight, type MadeFigure, madeNights, withRun } from '../../reports/nights/support/made-nights.ts';

/** Nights between two that are not as the others are. */
const EVERY = { invalid: 30, failed: 40, repeated: 50 };
/** Every so many-th figure has a step, each half of them for the better. */
const STEP_EVERY = 5;

/** How large a history is. */
export interface HistorySize {
  nights: number;
  series: number;
}

/** The night records. */
export function syntheticNights({ nights, series }: HistorySize): NightRecord[] {
  const figures = Array.from({ length: series }, (_, at) => figureOf(at, nights));
  return madeNights({ count: nights, figures, seed: 7 }).map((night, at) => {
    if (at % EVERY.invalid === EVERY.invalid - 1) return invalidNight(night);
    if (at % EVERY.repeated === EVERY.repeated - 1) return withRun(night, 'rerun', 1.01);
    if (at % EVERY.failed !== EVERY.failed - 1) return night;
    return { ...night, runs: night.runs.map((run) => ({ ...run, verdict: 'fail' })) };
  });
}

function figureOf(at: number, nights: number): MadeFigure {
  if (at === 0) return { endpoint: 'control', metric: 'control_probe', isControl: true, level: 4, hasOutliers: true };
  const factor = at % (2 * STEP_EVERY) === 0 ? 0.85 : 1.15;
  const step = at % STEP_EVERY === 0 ? { step: { at: nights - 10 - (at % 7), factor } } : {};
  const figure = at % 3 === 0 ? 'p50' : 'p95';
  return { endpoint: `journey-${at}`, figure, level: 40 * at, noise: 0.03, hasOutliers: true, ...step };
}
