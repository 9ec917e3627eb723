/** The levels between believed changes: what a chart draws, and the groups that part A's noise floor is learned from. */
import type { FigureName } from '../run-figures.ts';
import { fromScale } from './figure-scale.ts';
import type { ValidNight } from './nightly-series.ts';
import { type LevelChange, medianOf } from './verify.ts';

/** One stretch of nights at one level. */
export interface Level {
  /** First and last night. */
  from: string;
  to: string;
  nights: number;
  /** Median of its nights, in the figure's unit. */
  value: number;
  /** Each night on the figure's scale, oldest first: a group for `noiseFloor`. */
  y: number[];
}

/** The levels that the changes divide the nights into, oldest first; one without a change. */
export function levelsOf(
  figure: FigureName,
  nights: readonly ValidNight[],
  changes: readonly Pick<LevelChange, 'index'>[],
): Level[] {
  const bounds = [0, ...changes.map(({ index }) => index), nights.length];
  return bounds.slice(1).flatMap((end, at) => {
    const members = nights.slice(bounds[at] ?? 0, end);
    const [first, last] = [members[0], members.at(-1)];
    if (first === undefined || last === undefined) return [];
    const y = members.map((night) => night.y);
    return [{ from: first.night, to: last.night, nights: members.length, value: fromScale(figure, medianOf(y)), y }];
  });
}
