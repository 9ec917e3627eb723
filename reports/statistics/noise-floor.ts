/**
 * How much runs of one unchanged build differ: the variance that a comparison starts from (STATISTICS.md section 2,
 * step 3).
 *
 * Three runs a side know little of their own spread; past runs of unchanged builds in the same environment know more.
 * Without such runs a wide default says so. Pure; which runs belong together is the caller's to say.
 */
import { normalQuantile } from './distributions/normal.ts';
import { FILE_SCALE, halfBucketLog } from './latency-seconds.ts';

/** Latest runs that count; older ones tell of another machine. */
const RUNS_MAX = 20;
/** Fewer degrees of freedom (six runs of one build) say too little of a spread. */
const HISTORY_DF_MIN = 5;
/** The default prior: 5 %, known as well as from four runs. Wide, so that single pairs stay inconclusive. */
const DEFAULT_S0 = 0.05;
const DEFAULT_DF = 3;
/** One-sided error of calling a steady history drifting. */
const DRIFT_ALPHA = 0.01;

/** The spread between runs, as it was known before today. */
export interface NoiseFloor {
  /** Standard deviation between runs, in the figure's own compared scale (natural logarithms for latencies). */
  s0: number;
  /** Degrees of freedom it was learned with. */
  d0: number;
  source: 'history' | 'drifting history' | 'default';
  /** Past runs it was learned from. */
  runs: number;
}

/** The default prior of figures in logarithms. */
export const DEFAULT_FLOOR: NoiseFloor = { s0: DEFAULT_S0, d0: DEFAULT_DF, source: 'default', runs: 0 };

/**
 * The noise floor of one figure from groups of past runs: each group is one unchanged build (or one segment between two
 * change points), oldest run first, newest group last; spread between groups does not count. Null with fewer than
 * six runs. Throws a RangeError for a value that is no number.
 */
export function noiseFloor(groups: readonly (readonly number[])[]): NoiseFloor | null {
  const latest = latestRuns(groups);
  const judged = latest.map(spreadOf);
  const d0 = judged.reduce((sum, { df }) => sum + df, 0);
  if (d0 < HISTORY_DF_MIN) return null;
  const variance = judged.reduce((sum, { squares }) => sum + squares, 0) / d0;
  return {
    s0: Math.max(halfBucketLog(FILE_SCALE), Math.sqrt(variance)),
    d0: Math.min(RUNS_MAX, d0),
    source: judged.some(({ isDrifting }) => isDrifting) ? 'drifting history' : 'history',
    runs: latest.reduce((sum, group) => sum + group.length, 0),
  };
}

function latestRuns(groups: readonly (readonly number[])[]): number[][] {
  let room = RUNS_MAX;
  const kept: number[][] = [];
  for (const group of groups.toReversed()) {
    const bad = group.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new RangeError(`a past run's figure is ${bad}`);
    const taken = group.slice(Math.max(0, group.length - room));
    // One run alone says nothing of a spread, and takes no other's place.
    if (taken.length < 2) continue;
    room -= taken.length;
    kept.unshift(taken);
  }
  return kept;
}

/** Sum of squares and its degrees of freedom; of a drifting group from neighbours' differences, which a drift spares. */
function spreadOf(group: readonly number[]): { squares: number; df: number; isDrifting: boolean } {
  const n = group.length;
  const mean = group.reduce((sum, value) => sum + value, 0) / n;
  const squares = group.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let differences = 0;
  for (let at = 1; at < n; at += 1) differences += ((group[at] ?? 0) - (group[at - 1] ?? 0)) ** 2;
  // Von Neumann's ratio (Annals of Mathematical Statistics 12, 1941): 2 on average, variance 4(n−2)/(n²−1).
  const limit = 2 + normalQuantile(DRIFT_ALPHA) * Math.sqrt((4 * (n - 2)) / (n ** 2 - 1));
  const isDrifting = n > HISTORY_DF_MIN && squares > 0 && differences / squares < limit;
  return { squares: isDrifting ? differences / 2 : squares, df: n - 1, isDrifting };
}
