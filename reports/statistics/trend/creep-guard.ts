/**
 * Slow creep: many small steps, none of which is a change of level, held once a week against a pinned release.
 *
 * The median of the last seven valid nights against the release's runs, by part A's moderated t, corrected over all
 * series (STATISTICS.md section 3.3, step 6). Pure; not simulated.
 */
import { benjaminiHochberg } from '../benjamini-hochberg.ts';
import { studentTwoSided } from '../distributions/student-t.ts';
import { compareMeans, intervalOf, type MeansComparison } from '../moderated-t.ts';
import { DEFAULT_FLOOR, noiseFloor } from '../noise-floor.ts';
import type { FigureKey } from '../run-figures.ts';
import { changeOf, fromScale, sizesText, sizeText, subjectOf, toScale } from './figure-scale.ts';
import { type NightlySeries, validNights } from './nightly-series.ts';
import { EFFECT_MIN, medianOf } from './verify.ts';

/** Nights that are held against the release, and days between two looks. */
export const CREEP_NIGHTS = 7;
/** The level over all series. */
const CREEP_LEVEL = 0.05;
/** Variance of a median of normal draws over that of their mean: π/2. */
const MEDIAN_VARIANCE = Math.PI / 2;

/** A series and what it was when the release was pinned. */
export interface PinnedSeries {
  readonly series: NightlySeries;
  /** The figure of each run of the pinned release, in the figure's unit; at least one. */
  readonly baseline: readonly number[];
  /** Past nights on the figure's scale, a group for each level: `Level.y`. Empty: the noise floor is unknown. */
  readonly history: readonly (readonly number[])[];
}

/** A series that has crept away from the release. */
export interface Creep extends FigureKey {
  /** Relative change since the release (of an error share the difference) with its 95 % interval. */
  change: number;
  ci95: [number, number];
  q: number;
  sentence: string;
}

/** A test, and the level that the release stood at, on the figure's scale. */
interface CreepTest extends MeansComparison {
  level: number;
}

/** Whether the guard is due in the night `today`, when it last looked in the night `last` (ISO dates; null: never). */
export function isCreepGuardDue(last: string | null, today: string): boolean {
  return last === null || Date.parse(today) - Date.parse(last) >= CREEP_NIGHTS * 86_400_000;
}

/** The series that got worse since the release, the surest first; those with fewer than seven valid nights are not asked. */
export function creepOf(pinned: readonly PinnedSeries[]): Creep[] {
  const judged = pinned.flatMap((one) => {
    const test = testCreep(one);
    return test === null ? [] : [{ series: one.series, test }];
  });
  const qs = benjaminiHochberg(judged.map(({ test }) => test.p));
  return judged
    .flatMap(({ series, test }, at) => {
      const q = qs[at] ?? 1;
      const isWorse = test.difference > 0 === series.isLowerBetter;
      return q <= CREEP_LEVEL && isWorse && isLarge(series, test) ? [describe(series, test, q)] : [];
    })
    .sort((a, b) => a.q - b.q);
}

/** Whether a change is worth a word, as a share and in the figure's own unit. */
function isLarge({ figure, effectMin = EFFECT_MIN, differenceMin = 0 }: NightlySeries, test: CreepTest): boolean {
  const moved = fromScale(figure, test.level + test.difference) - fromScale(figure, test.level);
  return Math.abs(test.difference) >= Math.log1p(effectMin) && Math.abs(moved) >= differenceMin;
}

function testCreep({ series, baseline, history }: PinnedSeries): CreepTest | null {
  const nights = validNights(series).slice(-CREEP_NIGHTS);
  const before = baseline.flatMap((value) => toScale(series.figure, value) ?? []);
  if (nights.length < CREEP_NIGHTS || before.length === 0) return null;
  const after = nights.map(({ y }) => y);
  const none = (values: readonly number[]): number[] => values.map(() => 0);
  const test = compareMeans(
    { y: before, w: none(before) },
    { y: after, w: none(after) },
    noiseFloor(history) ?? DEFAULT_FLOOR,
  );
  // The median instead of the mean, because one of seven nights may be an outlier.
  const level = before.reduce((sum, y) => sum + y, 0) / before.length;
  const difference = medianOf(after) - level;
  const se = Math.sqrt(test.variance * (1 / before.length + MEDIAN_VARIANCE / after.length));
  return { ...test, difference, se, p: studentTwoSided(difference / se, test.df), level };
}

function describe({ endpoint, metric, figure }: NightlySeries, test: CreepTest, q: number): Creep {
  const sizeOf = (difference: number): number => changeOf(figure, test.level, difference);
  const [low, high] = intervalOf(test, 0.95);
  const change = sizeOf(test.difference);
  const ci95: [number, number] = [sizeOf(low), sizeOf(high)];
  const sentence = `${subjectOf({ endpoint, metric, figure })} has crept away from the pinned release: ${sizeText(figure, change)} (95 % interval ${sizesText(figure, ci95)}).`;
  return { endpoint, metric, figure, change, ci95, q, sentence };
}
