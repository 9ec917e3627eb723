/**
 * In which order the runs were made, and whether the machine drifted meanwhile (STATISTICS.md section 2, step 7).
 *
 * When all runs of one side come before all of the other, a machine that gets slower cannot be told from a change that
 * makes it slower: order and change are confounded. Interleaved runs (A B B A …) cancel a drift. Pure.
 */
import { studentTwoSided } from './distributions/student-t.ts';

/** Runs from which a drift can be hinted at: three pairs. */
const DRIFT_RUNS_MIN = 6;

/** When one run began, and on which side it stands. */
export interface OrderedRun {
  side: 'before' | 'after';
  startedAtMs: number;
}

/** What the order says. */
export interface RunOrder {
  /** The sides in order of time, A for before: `ABBA`. */
  pattern: string;
  /** Every run of one side came before every run of the other, with two runs or more on a side. */
  isConfounded: boolean;
}

/** A drift of one figure over the order of all runs, after each side's own mean is taken away. */
export interface Drift {
  /** Spearman's rank correlation, −1 to 1; positive: later runs were higher. */
  rho: number;
  /** Two-sided, by Student's t approximation. */
  p: number;
}

/** The order of the runs of a comparison. */
export function orderOf(runs: readonly OrderedRun[]): RunOrder {
  const pattern = [...runs]
    .sort((a, b) => a.startedAtMs - b.startedAtMs)
    .map(({ side }) => (side === 'before' ? 'A' : 'B'))
    .join('');
  return { pattern, isConfounded: pattern.length > 2 && /^(A+B+|B+A+)$/.test(pattern) };
}

/**
 * The drift of a figure, from each run's start and its difference from its side's mean; null with fewer than three
 * pairs of runs, or when nothing varies.
 */
export function driftOf(residuals: readonly { startedAtMs: number; residual: number }[]): Drift | null {
  if (residuals.length < DRIFT_RUNS_MIN) return null;
  const rho = spearman(
    residuals.map(({ startedAtMs }) => startedAtMs),
    residuals.map(({ residual }) => residual),
  );
  if (Number.isNaN(rho)) return null;
  const df = residuals.length - 2;
  const t = rho * Math.sqrt(df / Math.max(Number.MIN_VALUE, 1 - rho ** 2));
  return { rho, p: studentTwoSided(t, df) };
}

/** Spearman's rank correlation of two columns of one length, ties at their mean rank; NaN when one is constant. */
export function spearman(xs: readonly number[], ys: readonly number[]): number {
  const [a, b] = [ranksOf(xs), ranksOf(ys)];
  const mean = (xs.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((rank, at) => {
    const [x, y] = [rank - mean, (b[at] ?? 0) - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return ab / Math.sqrt(aa * bb);
}

function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
