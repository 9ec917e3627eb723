/**
 * The few rows that may fail a build, and what counts as a change in them (STATISTICS.md section 0).
 *
 * Only the gate family moves the verdict; everything else is exploratory. It is small on purpose: every row more makes
 * each of them harder to call.
 */
import { DEFAULT_SLOS, type SloDefinition } from '../../contract/slos.ts';
import { type FigureKey, type FigureName, quantileFigureName, quantileOfName } from './run-figures.ts';

/** Most rows of a gate. */
export const GATE_ROWS_MAX = 12;

/** Smallest difference of a latency that anyone can feel, ms: one frame of a screen is 16 ms, equal runs differ by 1. */
const MINIMUM_EFFECT_MS = 2;
/** The same as a share of an SLO's limit. */
const MINIMUM_EFFECT_OF_LIMIT = 0.01;
/** Smallest difference of an error share: 0.1 percentage points. */
const MINIMUM_EFFECT_SHARE = 0.001;

/** What counts as a change in one row. */
export interface RowLimits {
  /** Half-width of "unchanged": a share of the figure (0.1 = ±10 %), of errors a difference of shares. */
  readonly margin: number;
  /** Differences below it are `unchanged` however sure: ms, a difference of shares, or the figure's own unit. */
  readonly minimumEffect: number;
}

/** A row of the gate; limits that are left out are the defaults. */
export interface GateRow extends FigureKey, Partial<RowLimits> {}

/** The default limits of a figure: margins of 5 % (p50 and below), 10 % (to p95), 15 % (above), 2 % (throughput). */
export function defaultLimits(figure: FigureName): RowLimits {
  if (figure === 'errors') return { margin: MINIMUM_EFFECT_SHARE, minimumEffect: MINIMUM_EFFECT_SHARE };
  if (figure === 'throughput') return { margin: 0.02, minimumEffect: 0 };
  if (figure === 'level') return { margin: 0.1, minimumEffect: 0 };
  const p = quantileOfName(figure) ?? 0.95;
  return { margin: p <= 0.5 ? 0.05 : p <= 0.95 ? 0.1 : 0.15, minimumEffect: MINIMUM_EFFECT_MS };
}

/** The default gate: each SLO's own metric at its own quantile, and each of their journeys' error share. */
export function defaultGate(slos: readonly SloDefinition[] = DEFAULT_SLOS): GateRow[] {
  const latencies = slos.map(({ journey, metric, quantile, limitMs }) => ({
    endpoint: journey,
    metric,
    figure: quantileFigureName(quantile),
    minimumEffect: Math.max(MINIMUM_EFFECT_MS, MINIMUM_EFFECT_OF_LIMIT * limitMs),
  }));
  const errors = slos
    .filter(({ journey }, at) => slos.findIndex((other) => other.journey === journey) === at)
    .map(({ journey, metric }): GateRow => ({ endpoint: journey, metric, figure: 'errors' }));
  return [...latencies, ...errors];
}
