/**
 * One service-level objective: the share of intended starts that were answered in time, and its verdict.
 *
 * A failed, dropped or unfinished start is missed, and infinitely slow in the quantile (DESIGN.md 1.3). What the
 * record contradicts is reported and never mended.
 */
import { type Histogram, nearestRank } from '../../contract/histogram.ts';
import { unavailable } from '../../contract/measured.ts';
import type { PlannedSlo } from '../../contract/plan.ts';
import type { SloResult } from '../../contract/summary.ts';
import { shareLowerBound } from './clopper-pearson.ts';
import { countOf, histogramOf } from './load-series.ts';
import type { Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds, percent, roundFigure, roundMs } from './round.ts';
import { countStarts, type Starts } from './starts.ts';

/** An SLO with what in the record speaks against itself. */
export interface EvaluatedSlo {
  result: SloResult;
  /** In words; empty when started, finished and latencies agree. */
  contradictions: string[];
}

/** What an SLO is decided from. */
export interface SloInput {
  slo: PlannedSlo;
  starts: Starts;
  /** Latencies of the starts that were answered. */
  answered: Histogram;
  /** How many of those ended in the user's planned abort. */
  answeredByAbort: number;
}

/** Evaluates an SLO of the plan from the record. */
export function evaluateSlo(record: RunRecord, window: Window, slo: PlannedSlo): EvaluatedSlo {
  if (!record.plan.journeys.some((journey) => journey.name === slo.journey)) {
    return { result: unavailableSlo(slo, `the journey ${slo.journey} was not part of this run`), contradictions: [] };
  }
  const tags = { journey: slo.journey, phase: 'measure' };
  return decideSlo({
    slo,
    starts: countStarts(record, window, slo.journey),
    answered: histogramOf(record.load.select(slo.metric, tags)),
    answeredByAbort: countOf(record.load.select(slo.metric, { ...tags, outcome: 'abort' })),
  });
}

/** Accounts for every intended start and gives the verdict. */
export function decideSlo(input: SloInput): EvaluatedSlo {
  const { slo, starts, answered, answeredByAbort } = input;
  const { finished } = starts;
  const good = answered.countAtMost(slo.limitMs);
  const lateWithoutToken = Math.max(0, finished.abort_in_time + finished.abort_late - answeredByAbort);
  const late = answered.count - good + lateWithoutToken;
  const base = starts.intended - finished.abort_early;
  const actualMs = quantileMs(answered, slo.quantile, base);
  const decision = decide(slo, { good, base, actualMs });
  const result: SloResult = {
    id: slo.id,
    metric: slo.metric,
    quantile: slo.quantile,
    limitMs: slo.limitMs,
    actualMs: actualMs === undefined ? noQuantile(slo.quantile, base) : roundMs(actualMs),
    goodShare: base > 0 ? roundFigure(good / base) : unavailable('no start in the measured phase'),
    intended: starts.intended,
    good,
    late,
    failed: finished.failed,
    dropped: starts.dropped,
    unfinished: Math.max(0, starts.unfinished),
    aborted: finished.abort_early,
    judged: slo.judged,
    ...decision,
  };
  return { result, contradictions: contradictionsOf(input, result) };
}

/** The row of an SLO that this run cannot say anything about. */
export function unavailableSlo(
  slo: Pick<PlannedSlo, 'id' | 'metric' | 'quantile' | 'limitMs'>,
  reason: string,
): SloResult {
  return {
    id: slo.id,
    metric: slo.metric,
    quantile: slo.quantile,
    limitMs: slo.limitMs,
    actualMs: unavailable(reason),
    goodShare: unavailable(reason),
    intended: 0,
    good: 0,
    late: 0,
    failed: 0,
    dropped: 0,
    unfinished: 0,
    aborted: 0,
    judged: false,
    verdict: 'unavailable',
    reason,
  };
}

/** The nearest-rank quantile over `base` starts of which only `answered` have a finite time; undefined if infinite. */
function quantileMs(answered: Histogram, quantile: number, base: number): number | undefined {
  if (base <= 0) return undefined;
  const rank = nearestRank(quantile, base);
  return rank > answered.count ? undefined : answered.quantile(rank / answered.count);
}

function noQuantile(quantile: number, base: number) {
  return unavailable(base > 0 ? `more than ${percent(1 - quantile)} never answered` : 'no start in the measured phase');
}

function decide(
  slo: PlannedSlo,
  { good, base, actualMs }: { good: number; base: number; actualMs: number | undefined },
): Pick<SloResult, 'verdict' | 'reason'> {
  if (base <= 0) return { verdict: 'inconclusive', reason: 'no start in the measured phase' };
  const name = `p${Number((slo.quantile * 100).toPrecision(6))}`;
  const limit = milliseconds(slo.limitMs);
  const actual =
    actualMs === undefined ? `more than ${percent(1 - slo.quantile)} never answered` : milliseconds(actualMs);
  const missed = base - good;
  const isHeld = good >= nearestRank(slo.quantile, base);
  const seen = `${missed} of ${base} starts were not answered within ${limit} (${actualMs === undefined ? '' : `${name} `}${actual})`;
  if (isHeld && base >= slo.minimumStarts) return { verdict: 'pass', reason: `${name} ${actual}, limit ${limit}` };
  if (!isHeld && base >= slo.minimumStarts) return { verdict: 'fail', reason: seen };
  const bound = shareLowerBound(missed, base);
  if (bound > 1 - slo.quantile)
    return { verdict: 'fail', reason: `${seen}: at least ${percent(bound)}, with 95 % confidence` };
  return { verdict: 'inconclusive', reason: `${base} starts are too few; ${name} needs ${slo.minimumStarts}` };
}

function contradictionsOf({ slo, starts, answered, answeredByAbort }: SloInput, result: SloResult): string[] {
  const { finished } = starts;
  const found: string[] = [];
  const say = (what: string): void => void found.push(`${slo.journey}: ${what}`);
  if (starts.unfinished < 0) say(`${-starts.unfinished} more starts ended than began`);
  if (starts.unknownOutcomes !== 0) say(`${starts.unknownOutcomes} starts ended with an unknown outcome`);
  const answeredOk = answered.count - answeredByAbort;
  if (answeredOk !== finished.ok) say(`${finished.ok} starts were answered but ${answeredOk} have a ${slo.metric}`);
  const aborts = finished.abort_in_time + finished.abort_late;
  if (answeredByAbort > aborts)
    say(`${answeredByAbort} aborted starts have a ${slo.metric} but only ${aborts} aborted`);
  if (answeredByAbort < finished.abort_in_time) {
    say(`${finished.abort_in_time} aborted after their answer came but only ${answeredByAbort} have a ${slo.metric}`);
  }
  const { good, late, failed, dropped, unfinished, aborted } = result;
  const parts = good + late + failed + dropped + unfinished + aborted;
  if (found.length === 0 && parts !== result.intended)
    say(`the parts add up to ${parts}, not ${result.intended} starts`);
  return found;
}
