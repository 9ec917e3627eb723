/**
 * Whether a run may be believed, with the reasons: every rule that can make it `degraded` or `invalid`.
 *
 * Derived from the record alone, never from what somebody stored as a verdict. A slow or failing target never makes a
 * run invalid; a generator that could not keep its schedule, a torn record and a leaping clock do.
 */
import type { Summary, ValidityReason } from '../../contract/summary.ts';
import { reconciliationReasons } from './correctness.ts';
import type { LoadFile } from './load-data.ts';
import { isMeasuredSecond, measuredSeconds } from './phases.ts';
import { isBrowserInstance, type RunRecord } from './read-record.ts';
import { percent } from './round.ts';
import { clockReasons, scheduleReasons, timerLagReasons } from './validity-generator.ts';
import { degraded, invalid, type ValidityInput } from './validity-reasons.ts';
import { collectorReasons, restartReasons } from './validity-target.ts';

/** Largest share of missing seconds with which verdicts are still given (DESIGN.md section 6). */
const MISSING_SHARE_MAX = 0.01;

/** The run's validity; reasons that make it invalid stand first. */
export function judgeValidity(input: ValidityInput): Summary['validity'] {
  const reasons = [
    ...statusReasons(input.record),
    ...input.record.load.files.flatMap(fileReasons),
    ...timerLagReasons(input),
    ...scheduleReasons(input),
    ...missingSecondsReasons(input),
    ...clockReasons(input.record),
    ...stoppedReasons(input.record),
    ...contradictionReasons(input),
    ...restartReasons(input),
    ...collectorReasons(input.record),
    ...reconciliationReasons(input.record),
  ];
  const invalid = reasons.filter((reason) => reason.severity === 'invalid');
  const degraded = reasons.filter((reason) => reason.severity === 'degraded');
  const status = invalid.length > 0 ? 'invalid' : degraded.length > 0 ? 'degraded' : 'valid';
  return { status, reasons: [...invalid, ...degraded] };
}

function statusReasons({ run, load }: RunRecord): ValidityReason[] {
  const reasons: ValidityReason[] = [];
  // A run that the suite stopped on purpose ends k6 by a signal; its files are judged by their last lines.
  const wasStopped = run.stoppedEarly !== undefined;
  if (run.status === 'interrupted' && !wasStopped)
    reasons.push(invalid('interrupted', 'The run was interrupted before its plan was carried out.'));
  const exit = wasStopped ? undefined : run.k6Exit;
  if (exit?.signal != null) reasons.push(invalid('partial', `k6 was killed by ${exit.signal}.`));
  else if (run.status === 'complete' && exit?.code != null && exit.code !== 0) {
    reasons.push(invalid('partial', `k6 ended with exit code ${exit.code}.`));
  }
  if (run.status === 'running')
    reasons.push(invalid('partial', 'The record was never finished: the run was killed, or still goes on.'));
  const present = new Set(load.files.map((file) => file.instance));
  const expected = run.instances.filter((instance) => !isBrowserInstance(instance));
  for (const instance of expected) {
    const of = expected.length > 1 ? ` (one of ${expected.length})` : '';
    if (!present.has(instance)) reasons.push(invalid('partial', `The generator ${instance}${of} left no load file.`));
  }
  if (load.files.length === 0 && expected.length === 0) reasons.push(invalid('partial', 'There is no load file.'));
  return reasons;
}

function fileReasons(file: LoadFile): ValidityReason[] {
  const { end, name } = file;
  if (end === null) {
    return [
      invalid('partial', `${name} has no last line${file.isTorn ? ' (it is torn off in the middle of one)' : ''}.`),
    ];
  }
  const reasons: ValidityReason[] = [];
  if (end.writeErrors > 0) reasons.push(invalid('partial', `${name}: ${end.writeErrors} writes failed.`));
  if (end.seriesDropped > 0 || file.notices.includes('series_cap')) {
    reasons.push(
      degraded(
        'series_cap',
        `${name}: the cap of series was reached; ${end.seriesDropped} further series are missing.`,
      ),
    );
  }
  if ((end.unnamed ?? 0) > 0) {
    reasons.push(degraded('unnamed', `${name}: ${end.unnamed} requests carried no name and stand together as one.`));
  }
  return reasons;
}

/** `stopped_early`: by the suite, for a reason that is no fault of the target's; what was measured is still judged. */
function stoppedReasons({ run }: RunRecord): ValidityReason[] {
  if (run.stoppedEarly === undefined || isStoppedByErrors(run)) return [];
  return [degraded('stopped_early', `The run was stopped before its time: ${run.stoppedEarly.reason}.`)];
}

/** Whether the suite stopped the run because the target failed too often. */
export function isStoppedByErrors({ stoppedEarly }: RunRecord['run']): boolean {
  return stoppedEarly?.cause === 'errors';
}

function missingSecondsReasons({ record, window }: ValidityInput): ValidityReason[] {
  const isMeasured = isMeasuredSecond(window);
  const expected = Math.round(measuredSeconds(window)) * record.load.files.length;
  if (expected === 0) return [];
  let seen = 0;
  for (const file of record.load.files) for (const second of file.generatorSeconds) if (isMeasured(second)) seen += 1;
  const missing = Math.max(0, expected - seen);
  if (missing === 0) return [];
  const message = `${missing} of ${expected} measured seconds are missing in the generator's own report (${percent(missing / expected)}).`;
  return [
    missing / expected <= MISSING_SHARE_MAX
      ? degraded('missing_seconds', message)
      : invalid('missing_seconds', message),
  ];
}

function contradictionReasons({ record, contradictions }: ValidityInput): ValidityReason[] {
  const found = [...contradictions];
  for (const file of record.load.files) {
    if (file.end === null) continue;
    for (const what of ['started', 'finished', 'dropped'] as const) {
      if (file.end[what] !== file[what])
        found.push(`${file.name}: its last line says ${file.end[what]} ${what}, its seconds ${file[what]}`);
    }
  }
  return found.map((message) => invalid('contradiction', `The record contradicts itself: ${message}.`));
}
