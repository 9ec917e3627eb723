/**
 * Whether a run may be compared with others: stricter than validity (STATISTICS.md section 2, step 0).
 *
 * A run may be valid for its own verdict and still be too short, too unsteady or too far from its planned rate to say
 * anything about a change. The thresholds are engineering choices. Never moves the run's own verdict.
 */
import type { Comparability, Summary } from '../../contract/summary.ts';
import { measuredSeconds, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { percent } from './round.ts';
import { findSteadiness } from './steadiness.ts';
import { perSecondOf, plannedStarts } from './validity-generator.ts';
import type { ValidityInput } from './validity-reasons.ts';

/** Largest share of intended starts that may be dropped. */
const DROPPED_SHARE_MAX = 0.005;
/** Smallest share of an open journey's planned starts that must be made. */
const ACHIEVED_SHARE_MIN = 0.98;
/** Largest share of its own limit that a generator with a host of its own may use in a typical busy second. */
const CPU_SHARE_MAX = 0.85;
/** The quantile of seconds that CPU_SHARE_MAX is held against: one busy second says nothing. */
const CPU_QUANTILE = 0.95;
/** Shortest measured phase, seconds: below it one slow minute is the whole run. */
export const MEASURED_SECONDS_MIN = 120;

type Reason = Comparability['reasons'][number];

/** The run's comparability, with every reason against it. */
export function judgeComparability(input: ValidityInput, validity: Summary['validity']): Comparability {
  const reasons = [...reasonsButSteadiness(input, validity), ...steadinessReason(input)];
  return { status: reasons.length === 0 ? 'comparable' : 'not comparable', reasons };
}

/** The reasons but for steadiness, which a comparison judges for the runs of a side together. */
export function reasonsButSteadiness(input: ValidityInput, validity: Summary['validity']): Reason[] {
  return [
    ...validityReason(validity),
    ...restartedReason(validity),
    ...stoppedReason(input.record),
    ...lengthReason(input.window),
    ...droppedReason(input),
    ...achievedReasons(input),
    ...cpuReason(input),
  ];
}

function validityReason({ status, reasons }: Summary['validity']): Reason[] {
  if (status !== 'invalid') return [];
  const codes = [...new Set(reasons.filter(({ severity }) => severity === 'invalid').map(({ code }) => code))];
  return [{ code: 'invalid', message: `The run is invalid: ${codes.join(', ')}.` }];
}

/** A restart that made the run fail leaves it valid, and two processes measured as one all the same. */
function restartedReason({ status, reasons }: Summary['validity']): Reason[] {
  if (status === 'invalid' || !reasons.some(({ code }) => code === 'target_restarted')) return [];
  return [{ code: 'target_restarted', message: 'The target restarted during the run.' }];
}

function stoppedReason({ run }: RunRecord): Reason[] {
  if (run.stoppedEarly === undefined) return [];
  return [{ code: 'stopped_early', message: 'The run was stopped before its time.' }];
}

function lengthReason(window: Window): Reason[] {
  const seconds = measuredSeconds(window);
  if (seconds >= MEASURED_SECONDS_MIN) return [];
  const message = `Only ${Number(seconds.toPrecision(3))} s were measured; a comparison needs ${MEASURED_SECONDS_MIN} s.`;
  return [{ code: 'too_short', message }];
}

function droppedReason({ starts }: ValidityInput): Reason[] {
  const intended = starts.reduce((sum, one) => sum + one.intended, 0);
  const dropped = starts.reduce((sum, one) => sum + one.dropped, 0);
  if (dropped <= intended * DROPPED_SHARE_MAX) return [];
  const message = `${dropped} of ${intended} intended starts were dropped (${percent(dropped / intended)}; at most ${percent(DROPPED_SHARE_MAX)}).`;
  return [{ code: 'dropped', message }];
}

function achievedReasons({ record, window, starts }: ValidityInput): Reason[] {
  return record.plan.journeys.flatMap((journey) => {
    const offered = plannedStarts(record, window, journey);
    if (journey.model !== 'open' || offered === 0) return [];
    const achieved = starts.find((one) => one.journey === journey.name)?.started ?? 0;
    // A start at either edge of the phase may fall outside it.
    if (achieved + 1 >= offered * ACHIEVED_SHARE_MIN) return [];
    const message = `${journey.name}: ${achieved} of ${Math.round(offered)} planned starts were made (${percent(achieved / offered)}; at least ${percent(ACHIEVED_SHARE_MIN)}).`;
    return [{ code: 'achieved', message }];
  });
}

/** On a machine shared with the target the share says nothing of the generator; its timer lag (validity) does. */
function cpuReason({ record, window }: ValidityInput): Reason[] {
  if (record.run.machine.sharedWithTarget) return [];
  const byGenerator = perSecondOf(record, window, 'generator_cpu_share');
  if (byGenerator.length === 0) {
    return [{ code: 'generator_cpu', message: 'The generator did not report its CPU.' }];
  }
  return byGenerator.flatMap(({ instance, values }) => {
    const sorted = [...values].sort((a, b) => a - b);
    const busy = sorted[Math.max(0, Math.ceil(sorted.length * CPU_QUANTILE) - 1)] ?? 0;
    if (busy <= CPU_SHARE_MAX) return [];
    const message = `The generator ${instance} used ${percent(busy)} of its own CPU limit (p95 of its seconds; at most ${percent(CPU_SHARE_MAX)}).`;
    return [{ code: 'generator_cpu', message }];
  });
}

function steadinessReason({ record, window }: ValidityInput): Reason[] {
  const seconds = measuredSeconds(window);
  // Too short is said already, and so are few batches in which nothing can be told from noise.
  if (seconds < MEASURED_SECONDS_MIN) return [];
  const found = findSteadiness(record, window);
  if (found === undefined) return [{ code: 'unsteady', message: 'Too few answers to say whether latency was steady.' }];
  if (!found.isUnsteady) return [];
  const message = `Latency became steady only after ${found.cutSeconds} of ${Math.round(seconds)} s (MSER-5); at most a fifth may be cut.`;
  return [{ code: 'unsteady', message }];
}
