/**
 * What a night comes to: one word, one sentence, one exit code (DESIGN.md section 6). Pure.
 *
 * What failed wins over what could not be told, because a target that breaks under load is measured badly too.
 */
import { EXIT } from '../../contract/errors.ts';
import { isUnavailable } from '../../contract/measured.ts';
import { asSentence } from './night-lines.ts';
import type { NightlySummary, TrendFinding } from './summary.ts';

/** The step whose failure leaves a night without its comparison. */
export const COMPARISON_STEP = 'comparison';

/** All of a summary that the verdict is made from. */
export type Judged = Pick<NightlySummary, 'runs' | 'failures' | 'comparison' | 'trend' | 'problems'>;

/** How the night is judged. */
export interface JudgeOptions {
  /** An inconclusive row of the gate exits 1. */
  isStrict: boolean;
  /** Whether a baseline was asked for: then a night that could not be held against it is no pass. */
  hasBaseline: boolean;
}

/** The verdict with its reason. */
export type NightVerdict = Pick<NightlySummary, 'verdict' | 'sentence' | 'exitCode'>;

/** Whether a finding, told in this night for the first time, fails it: the application got worse, or may have. */
export function failsTheNight({ cause, direction }: Pick<TrendFinding, 'cause' | 'direction'>): boolean {
  return direction !== 'improved' && cause !== 'machine';
}

/** The verdict of a night. */
export function judgeNight(night: Judged, options: JudgeOptions): NightVerdict {
  const bad = reasonsToFail(night);
  if (bad.length > 0) return { verdict: 'fail', sentence: bad.join(' '), exitCode: EXIT.missed };
  return invalidNight(night, options) ?? untoldNight(night, options) ?? passedNight(night);
}

function reasonsToFail({ runs, comparison, trend }: Judged): string[] {
  const missed = runs.find(({ verdict }) => verdict === 'fail');
  return [
    ...(missed === undefined ? [] : [asSentence(missed.because)]),
    ...(isUnavailable(comparison) || comparison.verdict !== 'regressed' ? [] : [asSentence(comparison.sentence)]),
    ...(isUnavailable(trend) ? [] : trend.findings.filter(failsTheNight).map(({ sentence }) => sentence)),
  ];
}

function invalidNight(
  { runs, failures, comparison, problems }: Judged,
  { hasBaseline }: JudgeOptions,
): NightVerdict | null {
  const invalid = (sentence: string, exitCode: number): NightVerdict => ({ verdict: 'invalid', sentence, exitCode });
  const [failure] = failures.toReversed();
  const [run] = runs.toReversed();
  if (run === undefined) {
    const why = failure === undefined ? 'nothing was run' : `${failure.code}: ${failure.message}`;
    return invalid(`No run has a record: ${asSentence(why)}`, failure?.exitCode ?? EXIT.invalid);
  }
  if (runs.every(({ reasons }) => reasons.length > 0)) {
    const why = run.reasons.join(' ');
    return invalid(`No run of the night counts: ${asSentence(why)}`, EXIT.invalid);
  }
  if (!hasBaseline) return null;
  if (isUnavailable(comparison)) {
    const exitCode = problems.find(({ step }) => step === COMPARISON_STEP)?.exitCode ?? EXIT.invalid;
    return invalid(`The night could not be compared: ${asSentence(comparison.reason)}`, exitCode);
  }
  return comparison.verdict === 'invalid' ? invalid(asSentence(comparison.sentence), EXIT.invalid) : null;
}

function untoldNight({ runs, comparison, problems }: Judged, { isStrict }: JudgeOptions): NightVerdict | null {
  const untold = (sentence: string, exitCode: number): NightVerdict => ({
    verdict: 'inconclusive',
    sentence,
    exitCode,
  });
  const [problem] = problems;
  if (problem !== undefined) {
    return untold(`${problem.step} failed: ${problem.code}: ${asSentence(problem.message)}`, problem.exitCode);
  }
  if (!runs.some(({ verdict }) => verdict === 'pass')) {
    return untold(asSentence(runs.at(-1)?.because ?? ''), EXIT.missed);
  }
  if (isStrict && !isUnavailable(comparison) && comparison.gate.some(({ verdict }) => verdict === 'inconclusive')) {
    return untold(asSentence(comparison.sentence), EXIT.missed);
  }
  return null;
}

function passedNight({ runs, comparison, trend }: Judged): NightVerdict {
  const passed = runs.find(({ verdict }) => verdict === 'pass');
  const against = isUnavailable(comparison) ? '' : ` ${asSentence(comparison.sentence)}`;
  const level = isUnavailable(trend) ? '' : ` ${asSentence(trend.sentence)}`;
  return { verdict: 'pass', sentence: `${asSentence(passed?.because ?? '')}${against}${level}`, exitCode: EXIT.ok };
}
