/**
 * A mean over runs with its interval, and the quantile of a run with its own.
 *
 * A run is one observation: its quantile is a figure of it, and rounds are averaged over figures of runs, never over
 * samples. Pure.
 */
import { isUnavailable, unavailable } from '../../contract/measured.ts';
import type { LatencySeries } from '../model.ts';
import type { Figure } from '../panel-model.ts';
import { studentQuantile } from '../statistics/distributions/student-t.ts';
import type { EstimateOrReason } from './model.ts';

/** Two-sided. */
const CONFIDENCE = 0.95;

/**
 * The mean of the figures, mean ± t(0.975, n − 1) · s / √n. One that is missing makes the estimate missing, with its
 * reason: a mean over the rounds that went well would flatter. None: the reason given.
 */
export function estimateMean(figures: readonly Figure[], none: string): EstimateOrReason {
  const values: number[] = [];
  for (const figure of figures) {
    if (isUnavailable(figure)) return figure;
    values.push(figure);
  }
  const runs = values.length;
  if (runs === 0) return unavailable(none);
  const value = values.reduce((sum, one) => sum + one, 0) / runs;
  if (runs === 1) return { value, halfWidth: null, runs };
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (runs - 1);
  const halfWidth = studentQuantile(0.5 + CONFIDENCE / 2, runs - 1) * Math.sqrt(variance / runs);
  return { value, halfWidth, runs };
}

type Curve = LatencySeries['curve'];

/**
 * The quantile `q` over `base` starts of which `answered` have a finite time, read from the curve of those: the value at
 * the first of its points that covers the rank. Undefined where the quantile is infinite, or there is no start.
 */
export function quantileOverStarts(
  curve: Curve,
  answered: number,
  { q, base }: { q: number; base: number },
): number | undefined {
  if (base <= 0) return undefined;
  const rank = Math.ceil(q * base - 1e-9);
  if (rank > answered) return undefined;
  return valueAt(curve, rank / answered);
}

/**
 * A distribution-free 95 % interval of that quantile: the order statistics q·n ± 1.96·√(n·q·(1 − q)) (normal
 * approximation of the binomial; David & Nagaraja, Order Statistics, 7.1). Null where an end is infinite or n small.
 */
export function quantileInterval(
  curve: Curve,
  answered: number,
  { q, base }: { q: number; base: number },
): { low: number; high: number } | null {
  const spread = 1.96 * Math.sqrt(base * q * (1 - q));
  const [lowRank, highRank] = [Math.floor(q * base - spread), Math.ceil(q * base + spread) + 1];
  if (base <= 0 || lowRank < 1 || highRank > answered) return null;
  const [low, high] = [valueAt(curve, lowRank / answered), valueAt(curve, highRank / answered)];
  return low === undefined || high === undefined ? null : { low, high };
}

function valueAt(curve: Curve, q: number): number | undefined {
  return (curve.find((point) => point.q >= q - 1e-9) ?? curve.at(-1))?.ms;
}
