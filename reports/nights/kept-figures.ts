/**
 * Which figures a night keeps for ever: what a QA lead reads, some twenty, never a route each.
 *
 * For each journey its own metric at p50, p95 and its objective's quantile, and its error share; the gate's rows; the
 * control probe; and the costs of a request, which hardly vary from night to night and so show small steps. Not kept:
 * routes (thousands, and a journey's step tells that one of them moved), p99 (known to ±15 % in three minutes), throughput
 * (an open model's is the plan's).
 */
import { EVIDENCE_FIGURES } from '../comparison/run-evidence.ts';
import { CONTROL } from '../comparison/run-series.ts';
import { type GateRow, keyText, type RunFigure } from '../statistics/index.ts';

/** Levels of the whole run: what one request costs, and how often the cache spared it. */
const KEPT_LEVELS = ['appCpuMs', 'postgresCpuMs', 'databaseMs', 'statements', 'promptTokens', 'cacheHitRate'];
const KEPT_TITLES: ReadonlySet<string> = new Set(
  EVIDENCE_FIGURES.filter(({ id }) => KEPT_LEVELS.includes(id)).map(({ title }) => title),
);
const KEPT_FIGURES: ReadonlySet<string> = new Set(['p50', 'p95', 'errors']);

/** A function that says whether a figure is kept; `gate` are the rows that may fail a build. */
export function keptFigures(gate: readonly GateRow[]): (figure: RunFigure) => boolean {
  const gated = new Set(gate.map(keyText));
  return (figure) => {
    if (gated.has(keyText(figure))) return true;
    if (figure.role === 'journey') return KEPT_FIGURES.has(figure.figure);
    return figure.figure === 'level' && figure.endpoint === 'target' && KEPT_TITLES.has(figure.metric);
  };
}

/** Whether a figure is the control probe's. */
export function isControlFigure({ endpoint }: Pick<RunFigure, 'endpoint'>): boolean {
  return endpoint === CONTROL.journey;
}
