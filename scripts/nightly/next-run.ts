/**
 * Whether another run is made in a night, and what for: while nothing counts, while the gate cannot be told, while an
 * alarm of it is not confirmed, and once when the night stands far out of those before it. Never a run that would end
 * after the night's time. Pure.
 *
 * An alarm is judged on all the runs that there may be: whoever looks after each run and stops at the first alarm has
 * several chances of a false one.
 */
import type { Config } from '../../contract/config.ts';
import { expectedRunMs } from '../series/time-left.ts';
import type { Job, Purpose } from './job.ts';

/** What the runs so far show. */
export interface NightLook {
  /** Whether a run gives figures that count. */
  hasFigures: boolean;
  /** Whether a row of the gate could not be told, and more runs may tell it. */
  isUntold: boolean;
  /** Whether a row of the gate is called regressed. */
  hasAlarm: boolean;
  /** Whether the night stands so far out of those before it that it is to be run again. */
  wantsRerun: boolean;
}

/** The limits of a night. */
export type NightLimits = Pick<Config['nightly'], 'repeatsMax' | 'budgetMs'> & {
  /** Ramp, warm-up and measured phase of one run, milliseconds. */
  loadMs: number;
};

/** What comes next: a run, or none and why one that was wished for is not made. */
export type NextRun = { purpose: Purpose } | { purpose: null; warning: string | null };

/** The next run of a night. */
export function nextRun(job: Job, look: NightLook, { limits, nowMs }: { limits: NightLimits; nowMs: number }): NextRun {
  const tried = [...job.runs, ...job.failures];
  if (tried.length === 0) return { purpose: 'first' };
  const wish = wishOf(job, look, limits);
  if (wish.purpose === null) return wish;
  const endsAtMs = nowMs + expectedRunMs({ loadMs: limits.loadMs, tookMs: job.runs.map(({ tookMs }) => tookMs) });
  if (endsAtMs <= job.startedAtMs + limits.budgetMs) return { purpose: wish.purpose };
  const minutes = Math.round(limits.budgetMs / 60_000);
  return {
    purpose: null,
    warning: `No ${wish.purpose} was run: ${wish.because}, but it would end after ${minutes} min.`,
  };
}

type Wish = { purpose: Purpose; because: string } | { purpose: null; warning: string | null };

function wishOf({ runs, failures }: Job, look: NightLook, { repeatsMax }: NightLimits): Wish {
  const others = [...runs, ...failures].filter(({ purpose }) => purpose !== 'rerun').length;
  const hasRerun = others < runs.length + failures.length;
  const because = becauseOf(look);
  const wantsRepeat = because !== null;
  if (because !== null && others - 1 < repeatsMax) return { purpose: 'repeat', because };
  if (look.hasFigures && look.wantsRerun && !hasRerun) {
    return { purpose: 'rerun', because: 'the night stands far out of those before it' };
  }
  const after = repeatsMax === 1 ? 'one repeat' : `${repeatsMax} repeats`;
  return {
    purpose: null,
    warning: wantsRepeat && !look.hasAlarm && repeatsMax > 0 ? `After ${after} ${because}.` : null,
  };
}

/** Why the run is to be repeated; null when it is not. */
function becauseOf({ hasFigures, isUntold, hasAlarm }: NightLook): string | null {
  if (!hasFigures) return 'no run counts';
  if (hasAlarm) return 'an alarm of the gate is not confirmed';
  return isUntold ? 'the gate cannot be told' : null;
}
