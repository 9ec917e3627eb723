/**
 * Whether the last night stands so far out that it should be repeated before anyone is told.
 *
 * One night is no change of level (a segment has three), and 3 % of nights are outliers for reasons of their own. A rerun
 * that agrees is a second point of the same night; one that does not is one more repeat, averaged into it.
 */
import type { ValidNight } from './nightly-series.ts';
import { type LevelChange, medianOf, type SeriesShape } from './verify.ts';

/** Standard deviations above its level from which a night is repeated. */
const RERUN_SIGMAS = 5;
/** Nights of the level that the last one is held against. */
const LEVEL_NIGHTS_MIN = 3;

/** A night to repeat. */
export interface RerunFlag {
  night: string;
  value: number;
  /** The level it was held against, and the limit that it and a rerun must pass; in the figure's unit. */
  level: number;
  limit: number;
  isLowerBetter: boolean;
}

/** The last night, if it alone lies five standard deviations on the bad side of the level before it; else null. */
export function rerunOf(
  nights: readonly ValidNight[],
  { shape, changes, isLowerBetter }: { shape: SeriesShape; changes: readonly LevelChange[]; isLowerBetter: boolean },
): RerunFlag | null {
  const last = nights.at(-1);
  const before = nights.slice(changes.at(-1)?.index ?? 0, -1);
  if (last === undefined || before.length < LEVEL_NIGHTS_MIN) return null;
  const level = medianOf(before.map(({ y }) => y));
  const limit = level + (isLowerBetter ? 1 : -1) * RERUN_SIGMAS * shape.noise;
  const flag = { night: last.night, value: last.value, level: Math.exp(level), limit: Math.exp(limit), isLowerBetter };
  return isBeyond(flag, last.value) ? flag : null;
}

/** Whether a rerun agrees with the flagged night, and so counts as a second point. */
export function rerunAgrees(flag: RerunFlag, value: number): boolean {
  return isBeyond(flag, value);
}

function isBeyond({ limit, isLowerBetter }: RerunFlag, value: number): boolean {
  return isLowerBetter ? value > limit : value < limit;
}
