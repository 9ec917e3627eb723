/**
 * One run's share of failed requests, and how two sides' shares are compared (STATISTICS.md section 2, step 4b).
 *
 * Errors come in clusters, so their variance is taken from blocks of seconds: `deff` says how many times larger it is
 * than that of independent errors. One run each and no history: a z-test of two shares, widened by deff, which knows
 * nothing of how runs differ. Otherwise the moderated t of asin √share (Anscombe, Biometrika 35, 1948), whose variance
 * does not depend on the share, floored at the block variance. Differences are shares (0.001 = 0.1 percentage points).
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { blockSums, blocksOf, clusterVariance } from './blocks.ts';
import { studentTwoSided } from './distributions/student-t.ts';
import { compareMeans, type MeansComparison } from './moderated-t.ts';
import type { NoiseFloor } from './noise-floor.ts';

/** The errors of one run. */
export interface ErrorFigure {
  requests: number;
  errors: number;
  /** errors / requests. */
  share: number;
  /** asin √((e + 3/8) / (n + 3/4)): what is compared between runs. */
  y: number;
  /** Variance of the share, from blocks of seconds. */
  blockVariance: number;
  /** Blocks it was taken from, less one. */
  blockDf: number;
}

/** What came of comparing two sides' errors. */
export interface ErrorComparison {
  beforeShare: number;
  afterShare: number;
  /** How many times the variance of independent errors was seen; at least 1. */
  deff: number;
  /** The test, its differences and errors in shares; null when neither side had an error. */
  test: MeansComparison | null;
  /** With no error on either side, the largest share that would still have shown one (95 %): 3 · deff / n. */
  shareUpperBound: number | null;
}

/** Weight of the within-run error as a prior where no history is known: as little as the default prior of latencies. */
const PRIOR_DF = 3;

/** The errors from second `cut` on, of per-second columns of requests and errors; or why there are none. */
export function measureErrors(
  requests: ArrayLike<number>,
  errors: ArrayLike<number>,
  cut: number,
): Measured<ErrorFigure> {
  const blocks = blocksOf(requests.length, cut);
  const [requestSums, errorSums] = [blockSums(requests, blocks), blockSums(errors, blocks)];
  const [n, e] = [sumOf(requestSums), sumOf(errorSums)];
  if (n === 0) return unavailable('no request');
  const share = e / n;
  const residuals = errorSums.map((sum, at) => sum - share * (requestSums[at] ?? 0));
  return measured({
    requests: n,
    errors: e,
    share,
    y: Math.asin(Math.sqrt((e + 3 / 8) / (n + 3 / 4))),
    blockVariance: clusterVariance(residuals) / n ** 2,
    blockDf: blocks.count - 1,
  });
}

/** Compares the shares of two sides of at least one run each; `floor` is null when the noise floor is unknown. */
export function compareErrors(
  before: readonly ErrorFigure[],
  after: readonly ErrorFigure[],
  floor: NoiseFloor | null,
): ErrorComparison {
  const all = [...before, ...after];
  const [beforeShare, afterShare] = [pooledShare(before), pooledShare(after)];
  const shares = { beforeShare, afterShare };
  if (beforeShare === 0 && afterShare === 0) {
    const n = Math.min(sumOf(before.map(({ requests }) => requests)), sumOf(after.map(({ requests }) => requests)));
    return { ...shares, deff: 1, test: null, shareUpperBound: Math.min(1, 3 / n) };
  }
  const pooled = pooledShare(all);
  const binomial = sumOf(all.map(({ requests }) => (pooled * (1 - pooled)) / requests));
  const seen = sumOf(all.map(({ blockVariance }) => blockVariance));
  const deff = binomial === 0 ? 1 : Math.max(1, seen / binomial);
  const isPair = all.length === 2 && floor === null;
  const test = isPair ? compareShares(before, after, deff) : compareTransformed({ before, after, pooled, deff, floor });
  return { ...shares, deff, test, shareUpperBound: null };
}

/** One run each, no history: t = z / √deff with the blocks' degrees of freedom. */
function compareShares(before: readonly ErrorFigure[], after: readonly ErrorFigure[], deff: number): MeansComparison {
  const all = [...before, ...after];
  const pooled = pooledShare(all);
  // All failed on both sides: nothing varies, and nothing differs.
  const variance = Math.max(Number.MIN_VALUE, deff * pooled * (1 - pooled));
  const se = Math.sqrt(variance * sumOf(all.map(({ requests }) => 1 / requests)));
  const difference = pooledShare(after) - pooledShare(before);
  const df = sumOf(all.map(({ blockDf }) => blockDf));
  const p = difference === 0 ? 1 : studentTwoSided(difference / se, df);
  return { difference, se, df, p, variance: se ** 2 / 2, priorDf: df, isHistoryContradicted: false, runs: [1, 1] };
}

interface Transformed {
  before: readonly ErrorFigure[];
  after: readonly ErrorFigure[];
  pooled: number;
  deff: number;
  floor: NoiseFloor | null;
}

/** Several runs, or past ones: the test is made of asin √share, and its error brought back to shares by the slope 2√(p(1−p)). */
function compareTransformed({ before, after, pooled, deff, floor }: Transformed): MeansComparison {
  const side = (figures: readonly ErrorFigure[]) => ({
    y: figures.map(({ y }) => y),
    w: figures.map(({ requests }) => Math.sqrt(deff / (4 * requests))),
  });
  const [a, b] = [side(before), side(after)];
  const withinVariance = sumOf([...a.w, ...b.w].map((w) => w * w)) / (a.w.length + b.w.length);
  const own: NoiseFloor = { s0: Math.sqrt(withinVariance), d0: PRIOR_DF, source: 'default', runs: 0 };
  const test = compareMeans(a, b, floor ?? own);
  const slope = 2 * Math.sqrt(pooled * (1 - pooled));
  return {
    ...test,
    difference: pooledShare(after) - pooledShare(before),
    se: test.se * slope,
    variance: test.variance * slope ** 2,
  };
}

function pooledShare(figures: readonly ErrorFigure[]): number {
  return sumOf(figures.map(({ errors }) => errors)) / sumOf(figures.map(({ requests }) => requests));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
