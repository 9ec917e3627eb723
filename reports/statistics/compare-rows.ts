/**
 * One figure of two sides: its values, its evidence and, once its family is corrected, its verdict
 * (STATISTICS.md section 2, steps 4 and 6).
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import type { Evidence, RowFlag, Side, SideFigure } from './comparison.ts';
import { compareErrors, type ErrorFigure } from './error-share.ts';
import type { RowLimits } from './gate.ts';
import { compareMeans, detectableDifference, intervalOf, type MeansComparison, repeatsNeeded } from './moderated-t.ts';
import { DEFAULT_FLOOR, type NoiseFloor, noiseFloor } from './noise-floor.ts';
import { driftOf } from './order.ts';
import type { FigureKey, FigureValue, RunFigure } from './run-figures.ts';
import { judgeRow, type RowGround, type RowVerdict } from './verdict.ts';

/** One run's figure, or that it has none. */
export interface FigureOfRun {
  runId: string;
  startedAtMs: number;
  /** Undefined: the run does not know the series. */
  figure: RunFigure | undefined;
}

/** One row before its family is known. */
export interface ComparedRow {
  before: SideFigure;
  after: SideFigure;
  evidence: Measured<Evidence>;
  /** Half-width of the interval and the difference on the compared scale, for the verdict. */
  isLowerBetter: boolean;
  flags: RowFlag[];
}

interface KnownRun {
  runId: string;
  startedAtMs: number;
  value: FigureValue;
}

/** Compares one figure. `history` are past runs' values on the compared scale, a group for each unchanged build. */
export function compareRow(
  key: FigureKey,
  sides: Record<Side, readonly FigureOfRun[]>,
  { limits, history }: { limits: RowLimits; history: readonly (readonly number[])[] },
): ComparedRow {
  const known = { before: knownOf(sides.before), after: knownOf(sides.after) };
  const before = sideFigure(key, sides.before, known.before);
  const after = sideFigure(key, sides.after, known.after);
  const isLowerBetter = [...sides.before, ...sides.after].every(({ figure }) => figure?.isLowerBetter !== false);
  const missing = missingSide({ before, after }, sides);
  if (missing !== null) return { before, after, evidence: unavailable(missing), isLowerBetter, flags: [] };
  const floor = noiseFloor(history);
  const evidence =
    key.figure === 'errors'
      ? errorEvidence(known, limits, floor)
      : ratioEvidence(known, limits, floor ?? DEFAULT_FLOOR);
  return { before, after, evidence: measured(evidence), isLowerBetter, flags: flagsOf({ before, after }, evidence) };
}

/** The verdict of a compared row with its family's q-value. */
export function verdictOf(
  row: ComparedRow,
  q: number | null,
  limits: RowLimits,
): { verdict: RowVerdict; ground: RowGround } {
  if (row.evidence.status === 'unavailable') return { verdict: 'inconclusive', ground: 'missing' };
  const evidence = row.evidence.value;
  if (evidence.p === null) return { verdict: 'unchanged', ground: 'no error' };
  const { margin, minimumEffect } = limits;
  return judgeRow({
    difference: evidence.change,
    interval90: evidence.ci90,
    // ±δ is meant in logarithms: 1/(1+δ) below, 1+δ above.
    margins: evidence.scale === 'points' ? [-margin, margin] : [1 / (1 + margin) - 1, margin],
    q: q ?? evidence.p,
    effect: Math.abs((row.after.value ?? 0) - (row.before.value ?? 0)),
    minimumEffect,
    isLowerBetter: row.isLowerBetter,
  });
}

function knownOf(runs: readonly FigureOfRun[]): KnownRun[] {
  return runs.flatMap(({ runId, startedAtMs, figure }) =>
    figure?.value.status === 'ok' ? [{ runId, startedAtMs, value: figure.value.value }] : [],
  );
}

function sideFigure(key: FigureKey, runs: readonly FigureOfRun[], known: readonly KnownRun[]): SideFigure {
  const values = known.map(({ value }) => value);
  const total = (column: (value: FigureValue) => number | null): number | null =>
    values.reduce<number | null>(
      (sum, value) => {
        const one = column(value);
        return sum === null || one === null ? null : sum + one;
      },
      values.length === 0 ? null : 0,
    );
  const leftOut = runs.flatMap(({ runId, figure }) => {
    if (figure === undefined) return [{ runId, reason: 'not measured in this run' }];
    return figure.value.status === 'unavailable' ? [{ runId, reason: figure.value.reason }] : [];
  });
  return {
    value: values.length === 0 ? null : key.figure === 'errors' ? pooledShare(values) : geometricMean(values),
    runs: known.map(({ runId, value }) => ({ runId, value: value.value })),
    requests: total(({ requests }) => requests),
    effectiveRequests: total(({ effectiveRequests }) => effectiveRequests),
    leftOut,
  };
}

function geometricMean(values: readonly FigureValue[]): number {
  return Math.exp(values.reduce((sum, { y }) => sum + y, 0) / values.length);
}

function pooledShare(values: readonly FigureValue[]): number {
  const errors = values.reduce((sum, value) => sum + (value.errors?.errors ?? 0), 0);
  return errors / values.reduce((sum, value) => sum + (value.errors?.requests ?? 0), 0);
}

/** Why a row cannot be compared, or null when both sides have a run. */
function missingSide(figures: Record<Side, SideFigure>, sides: Record<Side, readonly FigureOfRun[]>): string | null {
  const empty = (['before', 'after'] as const).filter((side) => figures[side].runs.length === 0);
  if (empty.length === 0) return null;
  const isUnknown = (side: Side): boolean => sides[side].every(({ figure }) => figure === undefined);
  if (empty.every(isUnknown)) return empty.length === 2 ? 'not measured in any run' : `not measured ${empty.join('')}`;
  return empty
    .filter((side) => !isUnknown(side))
    .map((side) => `${side}: ${figures[side].leftOut[0]?.reason ?? 'no figure'}`)
    .join('; ');
}

function ratioEvidence(known: Record<Side, KnownRun[]>, limits: RowLimits, floor: NoiseFloor): Evidence {
  const side = (runs: readonly KnownRun[]) => ({
    y: runs.map(({ value }) => value.y),
    w: runs.map(({ value }) => value.w),
  });
  const test = compareMeans(side(known.before), side(known.after), floor);
  const ratio = ([low, high]: [number, number]): [number, number] => [Math.expm1(low), Math.expm1(high)];
  return {
    ...sharedEvidence(test, known, floor),
    scale: 'ratio',
    change: Math.expm1(test.difference),
    ci95: ratio(intervalOf(test, 0.95)),
    ci90: ratio(intervalOf(test, 0.9)),
    mde80: Math.expm1(detectableDifference(test)),
    repeatsNeeded: repeatsNeeded(test, Math.log1p(limits.margin)),
    shareUpperBound: null,
  };
}

function errorEvidence(known: Record<Side, KnownRun[]>, limits: RowLimits, floor: NoiseFloor | null): Evidence {
  const side = (runs: readonly KnownRun[]) =>
    runs.flatMap(({ value }): ErrorFigure[] => (value.errors === null ? [] : [value.errors]));
  const { test, shareUpperBound, beforeShare, afterShare } = compareErrors(
    side(known.before),
    side(known.after),
    floor,
  );
  const shown = floor ?? { ...DEFAULT_FLOOR, s0: 0 };
  if (test === null) {
    const bound = shareUpperBound ?? 1;
    const df = Math.max(1, known.before.length + known.after.length - 2);
    const nothing: Evidence = {
      scale: 'points',
      change: afterShare - beforeShare,
      ci95: [-bound, bound],
      ci90: [-bound, bound],
      p: null,
      q: null,
      mde80: bound,
      repeatsNeeded: null,
      df,
      floor: shown,
      isHistoryContradicted: false,
      drift: null,
      shareUpperBound: bound,
    };
    return nothing;
  }
  return {
    ...sharedEvidence(test, known, shown),
    scale: 'points',
    change: test.difference,
    ci95: withinShares(intervalOf(test, 0.95)),
    ci90: withinShares(intervalOf(test, 0.9)),
    mde80: Math.min(1, detectableDifference(test)),
    repeatsNeeded: repeatsNeeded(test, limits.margin),
    shareUpperBound: null,
  };
}

function withinShares([low, high]: [number, number]): [number, number] {
  return [Math.max(-1, low), Math.min(1, high)];
}

function sharedEvidence(
  test: MeansComparison,
  known: Record<Side, KnownRun[]>,
  floor: NoiseFloor,
): Pick<Evidence, 'p' | 'q' | 'df' | 'floor' | 'isHistoryContradicted' | 'drift'> {
  const { p, df, isHistoryContradicted } = test;
  const residuals = [known.before, known.after].flatMap((runs) => {
    const mean = runs.reduce((sum, { value }) => sum + value.y, 0) / runs.length;
    return runs.map(({ startedAtMs, value }) => ({ startedAtMs, residual: value.y - mean }));
  });
  return { p, q: null, df, floor, isHistoryContradicted, drift: driftOf(residuals) };
}

function flagsOf(figures: Record<Side, SideFigure>, evidence: Evidence): RowFlag[] {
  const flags: RowFlag[] = [];
  if (evidence.floor.source === 'default') flags.push('noise floor unknown');
  if (evidence.isHistoryContradicted) flags.push('history contradicted');
  if (figures.before.leftOut.length + figures.after.leftOut.length > 0) flags.push('runs missing');
  return flags;
}
