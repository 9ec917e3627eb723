/**
 * Are two sets of runs different, and by how much? The moderated t (Smyth, Statistical Applications in Genetics and
 * Molecular Biology 3(1), 2004), as STATISTICS.md section 2, step 4 fixes it.
 *
 * The unit is the run. The variance between runs is today's, shrunk towards what past runs showed, and never below what
 * single runs show within themselves. Two guards: repeats outweigh history soon (its weight is capped at four degrees of
 * freedom), and a history that today's repeats contradict is not used at all. Pure.
 */
import { fQuantile } from './distributions/f.ts';
import { studentQuantile, studentTwoSided } from './distributions/student-t.ts';
import type { NoiseFloor } from './noise-floor.ts';

/** Weight of history beside repeats, in degrees of freedom: 20 past nights must not drown today's spread. */
const PRIOR_DF_MAX = 4;
/** The level at which today's spread contradicts the history. */
const GUARD_LEVEL = 0.95;
/** Repeats a side beyond which no plan is offered. */
const REPEATS_MAX = 100;
/** The power of "could have seen". */
const POWER = 0.8;

/** The runs of one side: each run's figure and its own standard error, on the compared scale. */
export interface SideValues {
  /** At least one. */
  readonly y: readonly number[];
  /** Parallel to `y`; 0 where a run shows no error of its own. */
  readonly w: readonly number[];
}

/** A difference between two sides' means on the compared scale, and what is known of its error. */
export interface MeansComparison {
  /** Mean after less mean before. */
  difference: number;
  /** Its standard error, > 0. */
  se: number;
  /** Degrees of freedom of the error. */
  df: number;
  /** Two-sided, in [0, 1]. */
  p: number;
  /** Variance of one run's figure. */
  variance: number;
  /** Degrees of freedom that history contributed. */
  priorDf: number;
  /** Today's runs differ so much more than past ones that history was left out. */
  isHistoryContradicted: boolean;
  /** Runs before and after. */
  runs: readonly [number, number];
}

/** Compares the means of two sides of at least one run each. Throws a RangeError for an empty side or no number. */
export function compareMeans(before: SideValues, after: SideValues, floor: NoiseFloor): MeansComparison {
  const [na, nb] = [before.y.length, after.y.length];
  if (na === 0 || nb === 0) throw new RangeError('a side without runs cannot be compared');
  const all = [...before.y, ...after.y, ...before.w, ...after.w];
  if (!all.every(Number.isFinite)) throw new RangeError('a compared figure must be a finite number');
  const df = na + nb - 2;
  const today = df === 0 ? 0 : (squaresOf(before.y) + squaresOf(after.y)) / df;
  const past = floor.s0 ** 2;
  let d0 = df === 0 ? floor.d0 : Math.min(floor.d0, PRIOR_DF_MAX);
  const isHistoryContradicted = df > 0 && today / past > guardLimit(df, d0);
  if (isHistoryContradicted) d0 = 0;
  const within = [...before.w, ...after.w].reduce((sum, w) => sum + w * w, 0) / (na + nb);
  const variance = Math.max((d0 * past + df * today) / (d0 + df), within);
  const difference = meanOf(after.y) - meanOf(before.y);
  const se = Math.sqrt(variance * (1 / na + 1 / nb));
  const p = studentTwoSided(difference / se, d0 + df);
  return { difference, se, df: d0 + df, p, variance, priorDf: d0, isHistoryContradicted, runs: [na, nb] };
}

/** The two-sided confidence interval of the difference, on the compared scale; `confidence` such as 0.95. */
export function intervalOf(comparison: MeansComparison, confidence: number): [number, number] {
  const reach = studentQuantile((1 + confidence) / 2, comparison.df) * comparison.se;
  return [comparison.difference - reach, comparison.difference + reach];
}

/** MDE80: the true difference, on the compared scale, that such a comparison sees in 80 % of the cases. */
export function detectableDifference({ df, se }: Pick<MeansComparison, 'df' | 'se'>): number {
  return (studentQuantile(0.975, df) + studentQuantile(POWER, df)) * se;
}

/**
 * MDE80 of `runs` runs a side, if the spread between runs stays `variance`; infinite where one run a side has no history
 * to go by.
 */
export function detectableWith(
  { variance, priorDf }: Pick<MeansComparison, 'variance' | 'priorDf'>,
  runs: number,
): number {
  const df = runs === 1 ? priorDf : Math.min(priorDf, PRIOR_DF_MAX) + 2 * runs - 2;
  return df > 0 ? detectableDifference({ df, se: Math.sqrt((2 * variance) / runs) }) : Number.POSITIVE_INFINITY;
}

/**
 * The fewest runs a side, of equal numbers, that see a difference of `target` (> 0, compared scale) in 80 % of the
 * cases, if the spread stays what it is; null when a hundred are too few.
 */
export function repeatsNeeded(spread: Pick<MeansComparison, 'variance' | 'priorDf'>, target: number): number | null {
  for (let runs = 1; runs <= REPEATS_MAX; runs += 1) {
    if (detectableWith(spread, runs) <= target) return runs;
  }
  return null;
}

/** F quantiles by degrees of freedom: every row of a comparison asks for the same few. */
const limits = new Map<string, number>();

function guardLimit(df: number, d0: number): number {
  const key = `${df} ${d0}`;
  const known = limits.get(key) ?? fQuantile(GUARD_LEVEL, df, d0);
  limits.set(key, known);
  return known;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squaresOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
