/**
 * The statistics' entry point: is one set of runs different from another (STATISTICS.md section 2), and did one of the
 * last nights change the level (section 3)? Pure: reads no record, writes nothing, never asks the clock.
 */
export { benjaminiHochberg } from './benjamini-hochberg.ts';
export { type Candidate, type ComparableRuns, candidateOf, chooseComparable } from './comparable-runs.ts';
export { type ComparisonSettings, compareFigures, compareSets, quantilesFor } from './compare-sets.ts';
export type {
  Comparison,
  ComparisonRow,
  Evidence,
  ExcludedRun,
  Family,
  RowFlag,
  Side,
  SideFigure,
} from './comparison.ts';
export { defaultGate, defaultLimits, GATE_ROWS_MAX, type GateRow, type RowLimits } from './gate.ts';
export { type LatencySeconds, LatencySecondsBuilder } from './latency-seconds.ts';
export { type NoiseFloor, noiseFloor } from './noise-floor.ts';
export {
  type FigureKey,
  type FigureName,
  keyText,
  measureRun,
  quantileFigureName,
  type RunFigure,
  type RunFigures,
} from './run-figures.ts';
export type { Reason, RunInput, RunLevel, RunSeries, SeriesRole } from './run-input.ts';
export { type ShiftPoint, shiftFunction } from './shift-function.ts';
export { type SeriesTrend, storedLike, type TrendChange, trendOf } from './trend/alerts.ts';
export { type Creep, creepOf, isCreepGuardDue, type PinnedSeries } from './trend/creep-guard.ts';
export { type Finding, groupFindings } from './trend/findings.ts';
export type { Level } from './trend/levels.ts';
export { type Night, type NightlySeries, type StoredChange, validNights } from './trend/nightly-series.ts';
export { type RerunFlag, rerunAgrees } from './trend/rerun.ts';
export type { ComparisonVerdict, RowGround, RowVerdict } from './verdict.ts';
export { meanLogLatencies } from './warm-up.ts';
