/**
 * The rules that hold the load generator to its schedule: timer lag, dropped starts that were its own fault, clock.
 *
 * Drops and a low rate are the generator's fault only if its timers lagged or it had too few virtual users ready;
 * otherwise the target was too slow, and they are missed starts of a valid run (DESIGN.md section 6).
 */
import type { PlannedJourney } from '../../contract/plan.ts';
import type { ValidityReason } from '../../contract/summary.ts';
import type { LoadFile } from './load-data.ts';
import { histogramOf, type LoadSeries } from './load-series.ts';
import { isMeasuredSecond, measuredSeconds, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds } from './round.ts';
import { degraded, invalid, type ValidityInput } from './validity-reasons.ts';

/** Largest p99 of how late a 10 ms timer fired, milliseconds; beyond it latencies measure the generator. */
export const TIMER_LAG_MS_MAX = 20;
/** Virtual users that an open journey needs, as a multiple of rate × (limit + 1 s). */
export const VUS_FACTOR = 1.5;
/** How far a scrape may be stamped before the one above it, milliseconds: a clock that is slewed moves by less. */
const SLEW_MS_MAX = 1000;
/** Starts that may be missing from an evenly spaced schedule before the rate counts as too low: one at each end. */
const SCHEDULE_SLACK_STARTS = 2;

/** The p99 of the timer lag in the measured phase, of the worst generator; undefined when none reported it. */
export function timerLagMsP99({ load }: RunRecord, window: Window): number | undefined {
  const byInstance = new Map<string | null, LoadSeries[]>();
  for (const series of load.select('generator_timer_lag')) {
    byInstance.set(series.instance, [...(byInstance.get(series.instance) ?? []), series]);
  }
  let worst: number | undefined;
  for (const group of byInstance.values()) {
    const p99 = histogramOf(group, isMeasuredSecond(window)).quantile(0.99);
    if (p99 !== undefined && (worst === undefined || p99 > worst)) worst = p99;
  }
  return worst;
}

/** `timer_lag`: the generator's own timers fired late. */
export function timerLagReasons({ record, window }: ValidityInput): ValidityReason[] {
  const lag = timerLagMsP99(record, window);
  if (lag === undefined) {
    return record.load.files.length === 0
      ? []
      : [degraded('timer_lag', 'The generator reported no timer lag in the measured phase.')];
  }
  if (lag <= TIMER_LAG_MS_MAX) return [];
  return [
    invalid(
      'timer_lag',
      `The generator's timers fired ${milliseconds(lag)} late (p99); beyond ${TIMER_LAG_MS_MAX} ms its latencies measure itself.`,
    ),
  ];
}

/** `schedule`: an open journey made fewer starts than planned, and the generator is to blame. */
export function scheduleReasons({ record, window, starts }: ValidityInput): ValidityReason[] {
  const isLate = (timerLagMsP99(record, window) ?? 0) > TIMER_LAG_MS_MAX;
  return record.plan.journeys.flatMap((journey) => {
    if (journey.model !== 'open') return [];
    const made = starts.find((one) => one.journey === journey.name);
    const planned = plannedStarts(record, window, journey);
    const started = made?.started ?? 0;
    const dropped = made?.dropped ?? 0;
    if (dropped === 0 && started >= planned - SCHEDULE_SLACK_STARTS) return [];
    const needed = vusNeeded(record, journey);
    const hasTooFewVus = journey.preallocatedVus < needed;
    if (!isLate && !hasTooFewVus) return [];
    const why = hasTooFewVus
      ? `it had ${journey.preallocatedVus} virtual users ready and needs ${Math.ceil(needed)}`
      : 'its timers lagged';
    const text = `${journey.name}: ${started} of ${Math.round(planned)} planned starts were made, ${dropped} dropped, by the generator's fault: ${why}.`;
    return [invalid('schedule', text)];
  });
}

/** `clock`: the generator's seconds leap back, or over more than one, in the order in which they were written. */
export function clockReasons({ run, load, collectors }: RunRecord): ValidityReason[] {
  const ended = run.endedAtMs ?? Number.POSITIVE_INFINITY;
  const wholeRun =
    ended < run.startedAtMs ? [invalid('clock', 'The run ended before it began: the clock was set back.')] : [];
  const scrapes = collectors.flatMap(({ name, leapsBackMs }) =>
    leapsBackMs <= SLEW_MS_MAX
      ? []
      : [
          invalid(
            'clock',
            `The collector ${name}: the clock went back ${milliseconds(leapsBackMs)} between two scrapes.`,
          ),
        ],
  );
  return [...wholeRun, ...load.files.flatMap(leapReasons), ...scrapes];
}

function leapReasons(file: LoadFile): ValidityReason[] {
  const leap = file.leaps[0];
  if (leap === undefined) return [];
  const seconds = leap.toSecond - leap.fromSecond;
  const further = file.leaps.length > 1 ? ` (and ${file.leaps.length - 1} more)` : '';
  return [
    invalid(
      'clock',
      seconds < 0
        ? `${file.name}, line ${leap.line}: the clock went back ${-seconds} s${further}.`
        : `${file.name}, line ${leap.line}: the generator stood still, or its clock leapt, for ${seconds} s${further}.`,
    ),
  ];
}

/** The starts of an open journey that the plan has in the measured phase; steps are shares of its rate. */
export function plannedStarts({ plan }: RunRecord, window: Window, journey: PlannedJourney): number {
  if (plan.steps.length === 0) return journey.rateRps * measuredSeconds(window);
  return plan.steps.reduce((total, step) => {
    const fromMs = Math.max(window.testStartMs + step.atMs, window.measureStartMs);
    const toMs = Math.min(window.testStartMs + step.atMs + step.durationMs, window.measureEndMs);
    return total + journey.rateRps * step.share * (Math.max(0, toMs - fromMs) / 1000);
  }, 0);
}

function vusNeeded({ plan }: RunRecord, journey: PlannedJourney): number {
  const limitMs = plan.slos.find((slo) => slo.journey === journey.name)?.limitMs ?? 0;
  return VUS_FACTOR * journey.rateRps * (limitMs / 1000 + 1);
}

/** A gauge of each generator in the measured seconds, in file order; only generators that reported it. */
export function perSecondOf(
  { load }: RunRecord,
  window: Window,
  metric: string,
): { instance: string; values: number[] }[] {
  const isMeasured = isMeasuredSecond(window);
  return load
    .select(metric)
    .map((series) => ({
      instance: series.instance ?? 'local',
      values: series.values.filter((_, at) => isMeasured(series.seconds[at] ?? Number.NaN)),
    }))
    .filter(({ values }) => values.length > 0);
}
