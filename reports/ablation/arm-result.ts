/**
 * What one arm of an ablation came to, from its runs: each journey with its latencies or how it broke, each figure.
 */
import { z } from 'zod';
import { isUnavailable, unavailable } from '../../contract/measured.ts';
import type { SloResult } from '../../contract/summary.ts';
import { roundFigure, roundMs } from '../analysis/round.ts';
import type { Figure } from '../panel-model.ts';
import type { Arm } from './ablation-record.ts';
import { describeBreaks } from './breaks.ts';
import { estimateMean, quantileInterval, quantileOverStarts } from './estimate.ts';
import { expectedFinding } from './expectations.ts';
import { type AblatedRun, FIGURES, type FigureDefinition } from './figures.ts';
import type { ArmResult, EstimateOrReason, JourneyCell } from './model.ts';

/** The worse of several, first. */
const WORST_FIRST = ['fail', 'invalid', 'inconclusive', 'unavailable', 'pass'] as const;
/** Findings of an arm that the table shows: the first is the cause, the others are for context. */
const FINDINGS_MAX = 3;
const NO_RUN = 'no run of this arm has a record';

/** The row of an arm; `runs` in the order of their rounds, may be empty. */
export function describeArm(arm: Arm, runs: readonly AblatedRun[], failures: readonly string[]): ArmResult {
  const off = toggledOff(runs);
  const findings = runs[0]?.summary.findings ?? [];
  return {
    ...arm,
    off,
    runIds: runs.map((run) => run.run.id),
    journeys: sloIdsOf(runs).map((id) => describeJourney(id, runs)),
    figures: FIGURES.map((figure) => describeFigure(figure, runs)),
    findings: findings.slice(0, FINDINGS_MAX).map(({ id, title }) => ({ id, title })),
    expectedFinding: expectedFinding(off),
    notes: [...failures, ...runs.flatMap((run) => notesOf(run, runs.length > 1))],
  };
}

function describeFigure(figure: FigureDefinition, runs: readonly AblatedRun[]): ArmResult['figures'][number] {
  const { id } = figure;
  const value = tidy(estimateMean(runs.map(figure.read), NO_RUN));
  if (isUnavailable(value)) {
    const isGone = runs.length > 0 && runs.every((run) => figure.isGone?.(run) === true);
    return isGone ? { id, value, isGone } : { id, value };
  }
  const isAtLeast = runs.some((run) => figure.isAtLeast?.(run) === true);
  return { id, value: isAtLeast ? { ...value, isAtLeast } : value };
}

/** The benchmarks that the runs had a journey for, in the order of the summary. */
function sloIdsOf(runs: readonly AblatedRun[]): string[] {
  const planned = new Set(runs.flatMap(({ plan }) => plan.slos.map((slo) => slo.id)));
  const ordered = runs[0]?.summary.slos.map((slo) => slo.id) ?? [];
  return ordered.filter((id) => planned.has(id));
}

type Seen = Readonly<{ run: AblatedRun; slo: SloResult }>;

function describeJourney(id: string, runs: readonly AblatedRun[]): JourneyCell {
  const seen = runs.flatMap((run): Seen[] => {
    const slo = run.summary.slos.find((one) => one.id === id);
    return slo === undefined ? [] : [{ run, slo }];
  });
  const broken = brokenOf(seen);
  const sum = (read: (slo: SloResult) => number) => seen.reduce((total, { slo }) => total + read(slo), 0);
  const intended = sum((slo) => slo.intended);
  const shareOf = (part: number) =>
    intended > 0 ? roundFigure(part / intended) : unavailable('no start in the measured phase');
  const quantile = (q: number): EstimateOrReason =>
    broken === null
      ? tidy(
          estimateMean(
            seen.map((one) => readQuantile(one, q)),
            NO_RUN,
          ),
        )
      : unavailable(`${broken.kind}: ${broken.words}`);
  const [only] = seen;
  return {
    journey: journeyOf(seen, id),
    sloId: id,
    limitMs: only?.slo.limitMs ?? 0,
    intended,
    failedShare: shareOf(sum((slo) => slo.failed)),
    unansweredShare: shareOf(sum((slo) => slo.dropped + slo.unfinished)),
    broken,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p95Within: broken === null && seen.length === 1 && only !== undefined ? intervalOf(only) : null,
    verdict: WORST_FIRST.find((verdict) => seen.some(({ slo }) => slo.verdict === verdict)) ?? 'unavailable',
  };
}

/** Of the first round that has one; an invalid round makes all of it invalid. */
function brokenOf(seen: readonly Seen[]): JourneyCell['broken'] {
  const all = seen.flatMap(({ run, slo }) => describeBreaks(run, slo) ?? []);
  const told = all.find(({ kind }) => kind === 'invalid') ?? all[0];
  if (told === undefined) return null;
  const often = seen.length > 1 ? ` (${all.length} of ${seen.length} rounds)` : '';
  return { kind: told.kind, words: `${told.words}${often}` };
}

function journeyOf(seen: readonly Seen[], id: string): string {
  return seen.flatMap(({ run }) => run.plan.slos.find((slo) => slo.id === id)?.journey ?? [])[0] ?? id;
}

/** The benchmark's own quantile is the summary's, so that a figure is the same wherever it stands. */
function readQuantile({ run, slo }: Seen, q: number): Figure {
  if (q === slo.quantile) return slo.actualMs;
  const series = run.latency.find((one) => one.id === slo.id);
  const base = slo.intended - slo.aborted;
  const value = series === undefined ? undefined : quantileOverStarts(series.curve, series.count, { q, base });
  return value ?? unavailable(`so many starts were never answered that there is no p${q * 100}`);
}

function intervalOf({ run, slo }: Seen): JourneyCell['p95Within'] {
  const series = run.latency.find((one) => one.id === slo.id);
  const base = slo.intended - slo.aborted;
  return series === undefined ? null : quantileInterval(series.curve, series.count, { q: 0.95, base });
}

const togglesSchema = z.object({ toggles: z.record(z.string(), z.boolean()) });

/** As the deployment was started, not as the arm is called. */
function toggledOff(runs: readonly AblatedRun[]): string[] {
  const target = togglesSchema.safeParse(runs[0]?.run.target);
  return target.success ? Object.entries(target.data.toggles).flatMap(([name, isOn]) => (isOn ? [] : [name])) : [];
}

function notesOf({ summary, run }: AblatedRun, isOneOfSeveral: boolean): string[] {
  const which = isOneOfSeveral ? `${run.id}: ` : '';
  const { validity, run: about } = summary;
  return [
    ...validity.reasons.map(({ severity, message }) => `${which}${severity}: ${message}`),
    ...(about.stoppedEarly === undefined ? [] : [`${which}ended early: ${about.stoppedEarly.reason}`]),
    ...(about.status === 'complete' ? [] : [`${which}its record is ${about.status}`]),
  ];
}

/** Rounded as everything that enters a model. */
function tidy(estimate: EstimateOrReason): EstimateOrReason {
  if ('status' in estimate) return estimate;
  const { value, halfWidth, runs } = estimate;
  return { value: roundMs(value), halfWidth: halfWidth === null ? null : roundMs(halfWidth), runs };
}
