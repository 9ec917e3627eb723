/**
 * Whether the last night stands so far out that it should be repeated before anyone is told.
 *
 * One night is no change of level (a segment has three), and 3 % of nights are outliers for reasons of their own. A rerun
 * that agrees is a second point of the same night; one that does not is one more repeat, averaged into it.
 */
import { fromScale } from './figure-scale.ts';
import type { NightlySeries, ValidNight } from './nightly-series.ts';
import { EFFECT_MIN, type LevelChange, medianOf, type SeriesShape } from './verify.ts';

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

/**
 * The last night, if it alone lies five standard deviations on the bad side of the level before it, and no less than a
 * change must be to be worth a word; else null.
 */
export function rerunOf(
  { figure, isLowerBetter, effectMin = EFFECT_MIN, differenceMin = 0 }: Omit<NightlySeries, 'nights' | 'stored'>,
  nights: readonly ValidNight[],
  { shape, changes }: { shape: SeriesShape; changes: readonly LevelChange[] },
): RerunFlag | null {
  const last = nights.at(-1);
  const before = nights.slice(changes.at(-1)?.index ?? 0, -1);
  if (last === undefined || before.length < LEVEL_NIGHTS_MIN) return null;
  const level = medianOf(before.map(({ y }) => y));
  const side = isLowerBetter ? 1 : -1;
  const far = fromScale(figure, level + side * Math.max(RERUN_SIGMAS * shape.noise, Math.log1p(effectMin)));
  const near = fromScale(figure, level) + side * differenceMin;
  const limit = isLowerBetter ? Math.max(far, near) : Math.min(far, near);
  const flag = { night: last.night, value: last.value, level: fromScale(figure, level), limit, isLowerBetter };
  return isBeyond(flag, last.value) ? flag : null;
}

/** Whether a rerun agrees with the flagged night, and so counts as a second point. */
export function rerunAgrees(flag: RerunFlag, value: number): boolean {
  return isBeyond(flag, value);
}

function isBeyond({ limit, isLowerBetter }: RerunFlag, value: number): boolean {
  return isLowerBetter ? value > limit : value < limit;
}
