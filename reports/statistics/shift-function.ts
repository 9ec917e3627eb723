/**
 * Where in the distribution a change lies: the differences of all deciles, to be drawn and not tested (STATISTICS.md
 * section 2; Doksum, Annals of Statistics 2, 1974; Rousselet, Pernet, Wilcox, European Journal of Neuroscience 46, 2017).
 *
 * Nine intervals of one picture are no nine verdicts: they show the runs' own errors only.
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { normalQuantile } from './distributions/normal.ts';
import type { LatencySeconds } from './latency-seconds.ts';
import { measureQuantiles, type QuantileFigure } from './log-quantile.ts';

/** The drawn quantiles. */
const DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** One decile before and after. */
export interface ShiftPoint {
  p: number;
  /** Geometric means over the runs, ms. */
  beforeMs: number;
  afterMs: number;
  /** Relative change and its 95 % interval from the errors within runs. */
  change: number;
  ci95: [number, number];
}

/** The shift of each decile (0.1 to 0.9, in order) from second `cut` on; or why it has none. Each side: its runs. */
export function shiftFunction(
  before: readonly LatencySeconds[],
  after: readonly LatencySeconds[],
  cut: number,
): Measured<ShiftPoint>[] {
  const measure = (runs: readonly LatencySeconds[]) => runs.map((run) => measureQuantiles([run], DECILES, cut));
  const [a, b] = [measure(before), measure(after)];
  return DECILES.map((p, at) => {
    const [left, right] = [sideAt(a, at), sideAt(b, at)];
    if (left === null || right === null) return unavailable('insufficient samples in every run of a side');
    const difference = right.y - left.y;
    const reach = normalQuantile(0.975) * Math.sqrt(left.variance + right.variance);
    return measured({
      p,
      beforeMs: Math.exp(left.y),
      afterMs: Math.exp(right.y),
      change: Math.expm1(difference),
      ci95: [Math.expm1(difference - reach), Math.expm1(difference + reach)],
    });
  });
}

/** Mean of ln quantile over the runs that have it, and its variance from the errors within them. */
function sideAt(runs: readonly Measured<QuantileFigure>[][], at: number): { y: number; variance: number } | null {
  const known = runs.flatMap((figures) => {
    const figure = figures[at];
    return figure?.status === 'ok' ? [figure.value] : [];
  });
  if (known.length === 0) return null;
  return {
    y: known.reduce((sum, { y }) => sum + y, 0) / known.length,
    variance: known.reduce((sum, { w }) => sum + w * w, 0) / known.length ** 2,
  };
}
