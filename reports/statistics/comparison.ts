/** What a comparison of two sets of runs comes to: plain data with everything that a report needs. */
import type { Measured } from '../../contract/measured.ts';
import type { RowLimits } from './gate.ts';
import type { NoiseFloor } from './noise-floor.ts';
import type { Drift, RunOrder } from './order.ts';
import type { FigureKey, RunFigure } from './run-figures.ts';
import type { Reason } from './run-input.ts';
import type { ComparisonVerdict, RowGround, RowVerdict } from './verdict.ts';

/** A side of a comparison. */
export type Side = 'before' | 'after';

/** One side of a row. */
export interface SideFigure {
  /** Geometric mean over the runs (ms, 1/s, own unit), of errors the pooled share; null without a run. */
  value: number | null;
  /** Each run's value, in the order of the runs; empty without a run. */
  runs: { runId: string; value: number }[];
  /** Requests of all its runs; null where they are not counted. */
  requests: number | null;
  /** As many independent requests would know the figures as well; null where that is not asked. */
  effectiveRequests: number | null;
  /** Runs that have no such figure, and why. */
  leftOut: { runId: string; reason: string }[];
}

/** What is known of the difference. */
export interface Evidence {
  /** `ratio`: changes are shares of the figure before (0.1 = +10 %). `points`: differences of error shares. */
  scale: 'ratio' | 'points';
  change: number;
  /** Confidence intervals of the change: 95 %, and the 90 % one that "unchanged" is judged by. */
  ci95: [number, number];
  ci90: [number, number];
  /** Two-sided; null when there was nothing to test (no error on either side). */
  p: number | null;
  /** Corrected within the row's family; null like `p`. */
  q: number | null;
  /** The true change that such a comparison sees in 80 % of the cases. */
  mde80: number;
  /** Runs a side with which a change of the margin's size would be seen in 80 % of the cases; null: over a hundred. */
  repeatsNeeded: number | null;
  /** Degrees of freedom of the error. */
  df: number;
  floor: NoiseFloor;
  /** Today's runs differ so much more than past ones that history was left out. */
  isHistoryContradicted: boolean;
  /** A hint that later runs were slower or faster whichever side they are on; null with fewer than six runs. */
  drift: Drift | null;
  /** Errors only: with none on either side, the largest share that would still have shown one. */
  shareUpperBound: number | null;
}

/** What a reader must know before believing a row. */
export type RowFlag =
  /** Error shares differ by more than a percentage point: the survivors' latencies are not comparable. */
  | 'survivorship'
  /** No past runs to learn the noise from. */
  | 'noise floor unknown'
  /** Past runs were calmer than today's. */
  | 'history contradicted'
  /** Fewer runs of a side than were compared have this figure. */
  | 'runs missing';

/** The family that a row is corrected in; `merged` is reported apart. Quantiles are families by name (`p95`). */
export type Family = 'gate' | 'merged' | 'server' | 'errors' | 'throughput' | `p${number}`;

/** One row: one figure of one endpoint, before and after. */
export interface ComparisonRow extends FigureKey, RowLimits {
  role: RunFigure['role'];
  family: Family;
  verdict: RowVerdict;
  ground: RowGround;
  before: SideFigure;
  after: SideFigure;
  /** Or why nothing can be said: only on one side, too few requests, no success. */
  evidence: Measured<Evidence>;
  flags: RowFlag[];
  /** The row in plain words. */
  sentence: string;
}

/** A run that was not compared, and everything against it. */
export interface ExcludedRun {
  side: Side;
  runId: string;
  reasons: Reason[];
}

/** A comparison of two sets of runs. */
export interface Comparison {
  verdict: ComparisonVerdict;
  /** The verdict in plain words. */
  sentence: string;
  /** The compared runs. */
  runs: Record<Side, string[]>;
  excluded: ExcludedRun[];
  /** Seconds left out at the beginning of every run. */
  cutSeconds: number;
  order: RunOrder;
  /** What weakens the comparison as a whole, in plain words. */
  warnings: string[];
  /** Gate rows first, in the gate's order; then by family, the surest and largest first. */
  rows: ComparisonRow[];
}
