/**
 * From candidate changes to those that are believed: a moderated t-test of each one's two sides (STATISTICS.md section
 * 3.3, steps 1 and 3 to 5).
 *
 * The series is segmented twice: first with the noise between neighbours, then with the noise around the levels, made
 * larger by how much one night resembles the next. What the second pass finds is tested, weakest first. Pure.
 */
import { studentTwoSided } from '../distributions/student-t.ts';
import { segmentStarts } from './segment.ts';

/** The smallest noise that is believed: nightly figures are not known better than 0.2 %. */
const NOISE_MIN = 0.002;
/** The normal distribution's median absolute deviation is σ / 1.4826. */
const MAD_FACTOR = 1.4826;
/** Largest correlation of neighbouring nights that is allowed for. */
const RHO_MAX = 0.6;
/** Nights on either side of a change that are compared at most: older ones belong to another time. */
const SIDE_MAX = 40;
/** Degrees of freedom that the series' own noise brings into the variance of one change. */
const PRIOR_DF = 8;
/** Nights beyond so many standard deviations from their side's median are pulled in. */
const WINSOR = 3;

/** The level of an alert: one false one in a thousand nights and series, with all that are looked at. */
export const ALERT_ALPHA = 1e-5;
/** The level of what is only marked in the chart. */
export const SUSPECT_ALPHA = 1e-3;
/** Smallest change of a latency that is worth a word. */
export const EFFECT_MIN = 0.02;

/** How sure and how large a change has to be. */
export interface Demand {
  alpha: number;
  /** As a share: 0.02 = 2 %. */
  effectMin: number;
}

/** One believed change of level. */
export interface LevelChange {
  /** Position of the first night of the new level. */
  index: number;
  /** Mean after less mean before, natural logarithms. */
  difference: number;
  /** These means, of winsorised nights: one outlier does not make a level. */
  means: [number, number];
  /** Two-sided. */
  p: number;
  /** Nights compared before and after. */
  nights: [number, number];
}

/** What is known of a series: its noise and where it might change. */
export interface SeriesShape {
  /** Noise of one night, natural logarithms. */
  noise: number;
  /** Correlation of neighbouring nights, 0 to 0.6. */
  rho: number;
  /** How much larger the variance of a mean is by it, ≥ 1. */
  inflation: number;
  /** Starts of segments, not tested yet. */
  candidates: number[];
}

/** Noise and candidates of a series of natural logarithms, one a night, at least three. */
export function shapeOf(y: readonly number[]): SeriesShape {
  const steps = y.slice(1).map((value, at) => Math.abs(value - (y[at] ?? 0)));
  const first = Math.max(NOISE_MIN, (MAD_FACTOR * medianOf(steps)) / Math.SQRT2);
  const residuals = residualsOf(y, segmentStarts(y.map((value) => value / first)));
  const spread = MAD_FACTOR * medianOf(residuals.map(Math.abs));
  const noise = Math.max(first, Math.min(spread, 3 * first));
  const rho = neighbourCorrelation(residuals.map((r) => clamp(r, 3 * noise)));
  const inflation = (1 + rho) / (1 - rho);
  const scale = noise * Math.sqrt(inflation);
  return { noise, rho, inflation, candidates: segmentStarts(y.map((value) => value / scale)) };
}

/** The candidates that withstand the test, ascending; empty when none does. */
export function verifyChanges(y: readonly number[], shape: SeriesShape, { alpha, effectMin }: Demand): LevelChange[] {
  const sizeMin = Math.log1p(effectMin);
  let changes = testAll(y, shape, shape.candidates);
  for (;;) {
    const weakest = mostBy(changes, ({ p }) => p);
    const smallest = mostBy(changes, ({ difference }) => -Math.abs(difference));
    const dropped =
      weakest !== undefined && weakest.p > alpha
        ? weakest
        : smallest !== undefined && Math.abs(smallest.difference) < sizeMin
          ? smallest
          : undefined;
    if (dropped === undefined) return changes;
    const kept = changes.filter((change) => change !== dropped).map(({ index }) => index);
    changes = testAll(y, shape, kept);
  }
}

function testAll(y: readonly number[], shape: SeriesShape, starts: readonly number[]): LevelChange[] {
  const bounds = [0, ...starts, y.length];
  return starts.map((index, at) => {
    const left = y.slice(Math.max(bounds[at] ?? 0, index - SIDE_MAX), index);
    const right = y.slice(index, Math.min(bounds[at + 2] ?? y.length, index + SIDE_MAX));
    return { index, ...testChange(left, right, shape) };
  });
}

/** v = (8 s² + SS_left + SS_right) / (8 + n_l + n_r − 2); t = difference / √(v · inflation · (1/n_l + 1/n_r)). */
function testChange(
  left: readonly number[],
  right: readonly number[],
  { noise, inflation }: SeriesShape,
): Omit<LevelChange, 'index'> {
  const [a, b] = [winsorised(left, noise), winsorised(right, noise)];
  const df = PRIOR_DF + a.values.length + b.values.length - 2;
  const variance = (PRIOR_DF * noise ** 2 + a.squares + b.squares) / df;
  const difference = b.mean - a.mean;
  const se = Math.sqrt(variance * inflation * (1 / a.values.length + 1 / b.values.length));
  const p = studentTwoSided(difference / se, df);
  return { difference, means: [a.mean, b.mean], p, nights: [left.length, right.length] };
}

function winsorised(side: readonly number[], noise: number): { values: number[]; mean: number; squares: number } {
  const median = medianOf(side);
  const values = side.map((value) => median + clamp(value - median, WINSOR * noise));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { values, mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

/** What remains of each night after its segment's median. */
function residualsOf(y: readonly number[], starts: readonly number[]): number[] {
  const bounds = [0, ...starts, y.length];
  return bounds.slice(1).flatMap((end, at) => {
    const segment = y.slice(bounds[at] ?? 0, end);
    const median = medianOf(segment);
    return segment.map((value) => value - median);
  });
}

/** ρ = clip(Σ r_i r_{i−1} / Σ r² + 1/n, 0, 0.6): the term 1/n takes back what the medians' own fit removes. */
function neighbourCorrelation(r: readonly number[]): number {
  const squares = r.reduce((sum, value) => sum + value * value, 0);
  if (squares === 0) return 0;
  const products = r.slice(1).reduce((sum, value, at) => sum + value * (r[at] ?? 0), 0);
  return Math.min(RHO_MAX, Math.max(0, products / squares + 1 / r.length));
}

/** The median; 0 of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function mostBy<T>(values: readonly T[], size: (value: T) => number): T | undefined {
  return values.reduce<T | undefined>(
    (most, value) => (most === undefined || size(value) > size(most) ? value : most),
    undefined,
  );
}
