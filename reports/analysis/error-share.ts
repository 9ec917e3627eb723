/**
 * The share of all intended starts that brought no answer: failed, unfinished or dropped; and the checks that failed.
 *
 * Unlike an SLO it needs no minimum of starts to pass: seeing no error among few is what a smoke run is for, and the
 * report says how few. With fewer than 20 errors expected at the limit, `fail` needs the confidence bound.
 */
import { unavailable } from '../../contract/measured.ts';
import { minimumStarts } from '../../contract/slos.ts';
import type { Summary } from '../../contract/summary.ts';
import { shareLowerBound } from './clopper-pearson.ts';
import { compareText } from './load-data.ts';
import type { RunRecord } from './read-record.ts';
import { percent, roundFigure } from './round.ts';
import type { Starts } from './starts.ts';

/** The row `error_share` with its reason in words. */
export interface EvaluatedErrorShare {
  row: Summary['error_share'];
  reason: string;
}

/** Judges the starts of all journeys against the plan's limit. */
export function evaluateErrorShare(starts: readonly Starts[], limitShare: number): EvaluatedErrorShare {
  const intended = starts.reduce((total, one) => total + one.intended, 0);
  const errors = starts.reduce(
    (total, one) => total + one.finished.failed + one.dropped + Math.max(0, one.unfinished),
    0,
  );
  if (intended === 0) {
    const reason = 'no start in the measured phase';
    return { row: { limitShare, actualShare: unavailable(reason), verdict: 'unavailable' }, reason };
  }
  const actualShare = roundFigure(errors / intended);
  const seen = `${errors} of ${intended} starts brought no answer (${percent(errors / intended)}, limit ${percent(limitShare)})`;
  return { row: { limitShare, actualShare, verdict: verdictOf(errors, intended, limitShare) }, reason: seen };
}

/** A check that failed more often than the limit allows. */
export interface FailedCheck {
  name: string;
  failed: number;
  made: number;
}

/** The checks of the measured phase whose share of failures exceeds the limit, by name. */
export function failedChecks({ load }: RunRecord, limitShare: number): FailedCheck[] {
  const byName = new Map<string, FailedCheck>();
  for (const series of load.select('checks', { phase: 'measure' })) {
    const name = series.tags.check ?? series.tags.name ?? 'check';
    const check = byName.get(name) ?? { name, failed: 0, made: 0 };
    check.made += series.count();
    check.failed += series.count() - series.sum();
    byName.set(name, check);
  }
  return [...byName.values()]
    .filter((check) => check.made > 0 && check.failed / check.made > limitShare)
    .sort((a, b) => compareText(a.name, b.name));
}

function verdictOf(errors: number, intended: number, limitShare: number): 'pass' | 'fail' | 'inconclusive' {
  if (errors / intended <= limitShare) return 'pass';
  if (intended >= minimumStarts(1 - limitShare) || shareLowerBound(errors, intended) > limitShare) return 'fail';
  return 'inconclusive';
}
